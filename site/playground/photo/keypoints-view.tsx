// Keypoints of the picture: scale-invariant features.

import type { Keypoint } from 'fovea/scale-space';
import { useCallback, useMemo, useRef } from 'preact/hooks';
import { errorAbout } from '../parts/controls.js';
import { useWork } from '../work/use-work.js';
import { placed } from './href.js';
import { KeypointDetailPanel } from './keypoint-detail.js';
import { nearestTo, PickList } from './pick-list.js';
import { SiftControls, siftArguments, siftDeps, siftOptions } from './sift-controls.js';
import { Stage } from './stage.js';
import {
  COLOURS,
  countOf,
  inTime,
  shownPixels,
  strokeRimmed,
  type ViewProps,
  work,
} from './view.js';

/** Radius of the disc to which a difference of Gaussians answers most, in sigmas; plots of fovea draw the same. */
const RADIUS = 1.58;

/** Milliseconds for a pixel and level, before anything was measured. */
const RATE = 4e-5;

function addCircle(path: Path2D, { x, y, sigma, orientation }: Keypoint): void {
  const radius = RADIUS * sigma;
  path.moveTo(x, y);
  path.lineTo(x + radius * Math.cos(orientation), y + radius * Math.sin(orientation));
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
}

/** The view. */
export function KeypointsView(props: ViewProps) {
  const { source, photo, state, change } = props;
  const options = siftOptions(state);
  const found = useWork(work, 'findKeypoints', { pixels: photo.pixels, options }, [
    photo,
    ...siftDeps(state),
  ]);
  const { pixels, current } = shownPixels(props, found);
  const keypoints = useMemo(
    () => (current ? (found.output?.keypoints ?? []) : []),
    [current, found.output],
  );
  const picked = source.live ? undefined : nearestTo(keypoints, state.at, (it) => it);

  const rate = useRef(RATE);
  const levels = (state.scales + 3) * (state.double ? 4 : 1);
  if (found.output && found.input && !found.busy) {
    const { width, height } = found.input.pixels;
    rate.current = found.output.milliseconds / (width * height * levels);
  }

  const draw = useCallback(
    (context: CanvasRenderingContext2D, line: number) => {
      const path = new Path2D();
      for (const keypoint of keypoints) addCircle(path, keypoint);
      strokeRimmed(context, path, COLOURS.mark, line);
      const chosen = picked === undefined ? undefined : keypoints[picked];
      if (!chosen) return;
      const one = new Path2D();
      addCircle(one, chosen);
      // Small ones would not be seen.
      const ring = Math.max(RADIUS * chosen.sigma, 9 * line);
      one.moveTo(chosen.x + ring, chosen.y);
      one.arc(chosen.x, chosen.y, ring, 0, 2 * Math.PI);
      strokeRimmed(context, one, COLOURS.picked, 2 * line);
    },
    [keypoints, picked],
  );
  const summary =
    found.output && current
      ? `${countOf(keypoints.length, 'keypoint')} in ${inTime(found.output.milliseconds)}.`
      : undefined;
  const pick = (index: number): void => {
    const { x, y } = keypoints[index]!;
    change({ at: { x, y } });
  };
  return (
    <Stage
      {...{ source, found, draw, summary }}
      expected={rate.current * pixels.width * pixels.height * levels}
      width={pixels.width}
      height={pixels.height}
      pictures={[{ pixels, x: 0, y: 0 }]}
      label={`${photo.name} with ${countOf(keypoints.length, 'keypoint')}: circles as large as what they found, with a line in their direction`}
      onPick={(at) => change({ at })}
      errorShown={errorAbout(found.error, ...siftArguments) !== undefined}
      svg={() => work.call('drawKeypoints', { picture: placed(pixels), keypoints })}
      onReset={props.reset}
      fileName="keypoints.svg"
      controls={
        <>
          <h2 id="settings">Keypoints (SIFT)</h2>
          <SiftControls {...{ state, change }} error={found.error} />
        </>
      }
    >
      {!source.live && keypoints.length > 0 && (
        <>
          <PickList
            label="Strongest keypoints"
            items={keypoints}
            name={({ x, y, sigma, response }, i) =>
              `${i + 1}.  (${x.toFixed(1)}, ${y.toFixed(1)})  σ ${sigma.toFixed(1)}  contrast ${response.toFixed(3)}`
            }
            picked={picked}
            onPick={pick}
          />
          {picked !== undefined && (
            <KeypointDetailPanel
              {...{ pixels, options }}
              keypoint={keypoints[picked]!}
              deps={[keypoints[picked], pixels, ...siftDeps(state)]}
            />
          )}
        </>
      )}
    </Stage>
  );
}
