// Corners of the picture: where it changes in all directions.
import { useCallback, useMemo } from 'preact/hooks';
import { Check, errorAbout, Select, Slider } from '../parts/controls.js';
import { useWork } from '../work/use-work.js';
import { CornerDetailPanel } from './corner-detail.js';
import type { CornerOptions } from './corners-job.js';
import type { PhotoState } from './fields.js';
import { placed } from './href.js';
import { nearestTo, PickList } from './pick-list.js';
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

function optionsOf(state: PhotoState): CornerOptions {
  return {
    method: state.method,
    ...(state.method === 'harris' && { k: state.k }),
    ...(state.method === 'foerstner' && { roundness: state.round }),
    ...(state.window === 'gauss' ? { sigma: state.reach } : { window: odd(state.side) }),
    relativeThreshold: state.least,
    minDistance: state.apart,
    subpixel: state.subpixel,
  };
}

function odd(side: number): number {
  return 2 * Math.floor(side / 2) + 1;
}

/** The view. */
export function CornersView(props: ViewProps) {
  const { source, photo, state, change } = props;
  const options = optionsOf(state);
  const deps = [
    ...[state.method, state.k, state.round, state.window, state.reach, state.side],
    ...[state.least, state.apart, state.subpixel],
  ];
  const found = useWork(work, 'findCorners', { pixels: photo.pixels, options }, [photo, ...deps]);
  const { pixels, current } = shownPixels(props, found);
  const corners = useMemo(
    () => (current ? (found.output?.corners ?? []) : []),
    [current, found.output],
  );
  const picked = source.live ? undefined : nearestTo(corners, state.at, (it) => it);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, line: number) => {
      const arm = 4 * line;
      const cross = (path: Path2D, { x, y }: { x: number; y: number }, size: number): void => {
        path.moveTo(x - size, y);
        path.lineTo(x + size, y);
        path.moveTo(x, y - size);
        path.lineTo(x, y + size);
      };
      const path = new Path2D();
      for (const corner of corners) cross(path, corner, arm);
      strokeRimmed(context, path, COLOURS.mark, line);
      const chosen = picked === undefined ? undefined : corners[picked];
      if (!chosen) return;
      const one = new Path2D();
      cross(one, chosen, 2 * arm);
      one.moveTo(chosen.x + 3 * arm, chosen.y);
      one.arc(chosen.x, chosen.y, 3 * arm, 0, 2 * Math.PI);
      strokeRimmed(context, one, COLOURS.picked, 1.6 * line);
    },
    [corners, picked],
  );
  const about = (...names: string[]): string | undefined => errorAbout(found.error, ...names);
  return (
    <Stage
      {...{ source, found, draw }}
      width={pixels.width}
      height={pixels.height}
      pictures={[{ pixels, x: 0, y: 0 }]}
      summary={
        found.output && current
          ? `${countOf(corners.length, 'corner')} in ${inTime(found.output.milliseconds)}.`
          : undefined
      }
      label={`${photo.name} with a cross at each of ${countOf(corners.length, 'corner')}`}
      onPick={(at) => change({ at })}
      errorShown={
        about('k', 'roundness', 'sigma', 'window', 'relativeThreshold', 'minDistance') !== undefined
      }
      svg={() => work.call('drawCorners', { pixels, options, picture: placed(pixels), corners })}
      onReset={props.reset}
      fileName="corners.svg"
      controls={
        <>
          <h2 id="settings">Corners</h2>
          <Select
            label="Measure"
            value={state.method}
            choices={[
              ['harris', 'Harris: det − k·trace²'],
              ['shi-tomasi', 'Shi and Tomasi: smaller eigenvalue'],
              ['foerstner', 'Förstner: det ∕ trace'],
            ]}
            onChange={(method) => change({ method })}
          />
          {state.method === 'harris' && (
            <Slider
              label="k"
              value={state.k}
              {...{ min: 0.01, max: 0.24, step: 0.01 }}
              error={about('k')}
              onChange={(k) => change({ k })}
            />
          )}
          {state.method === 'foerstner' && (
            <Slider
              label="Roundness at least"
              value={state.round}
              {...{ min: 0, max: 1, step: 0.05 }}
              error={about('roundness')}
              onChange={(round) => change({ round })}
            />
          )}
          <Select
            label="Window"
            value={state.window}
            choices={[
              ['gauss', 'Gaussian'],
              ['square', 'Square of equal weights'],
            ]}
            onChange={(window) => change({ window })}
          />
          {state.window === 'gauss' ? (
            <Slider
              label="σ of the window"
              value={state.reach}
              {...{ min: 0.5, max: 5, step: 0.25 }}
              unit="pixels"
              error={about('sigma')}
              onChange={(reach) => change({ reach })}
            />
          ) : (
            <Slider
              label="Side of the window, odd"
              value={odd(state.side)}
              {...{ min: 1, max: 15, step: 2 }}
              unit="pixels"
              error={about('window')}
              onChange={(side) => change({ side: odd(side) })}
            />
          )}
          <Slider
            label="Threshold, as a share of the strongest"
            value={state.least}
            {...{ min: 0.001, max: 0.5, step: 0.001 }}
            error={about('relativeThreshold')}
            onChange={(least) => change({ least })}
          />
          <Slider
            label="Distance between corners"
            value={state.apart}
            {...{ min: 1, max: 30, step: 1 }}
            unit="pixels"
            error={about('minDistance')}
            onChange={(apart) => change({ apart: Math.round(apart) })}
          />
          <Check
            label="Place them between pixels"
            value={state.subpixel}
            onChange={(subpixel) => change({ subpixel })}
          />
        </>
      }
    >
      {!source.live && corners.length > 0 && (
        <>
          <PickList
            label="Strongest corners"
            items={corners}
            name={({ x, y, response }, i) =>
              `${i + 1}.  (${x.toFixed(1)}, ${y.toFixed(1)})  measure ${response.toPrecision(3)}`
            }
            picked={picked}
            onPick={(index) => {
              const { x, y } = corners[index]!;
              change({ at: { x, y } });
            }}
          />
          {picked !== undefined && (
            <CornerDetailPanel
              {...{ pixels, options }}
              corner={corners[picked]!}
              k={state.k}
              deps={[corners[picked], pixels, ...deps]}
            />
          )}
        </>
      )}
    </Stage>
  );
}
