// Matches: what two pictures share.
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { Check, ChoiceBar, errorAbout, Select, Slider } from '../parts/controls.js';
import { useWork } from '../work/use-work.js';
import { FileButton } from './file-button.js';
import { placed } from './href.js';
import { loadFile, type Photo } from './load.js';
import { drawMatchLines } from './match-lines.js';
import type { Match } from './matches-job.js';
import { nearestTo, PickList } from './pick-list.js';
import type { Pixels } from './pixels.js';
import { SiftControls, siftArguments, siftDeps, siftOptions } from './sift-controls.js';
import { Stage } from './stage.js';
import { countOf, inTime, shownPixels, type ViewProps, work } from './view.js';

/** The view. */
export function MatchesView(props: ViewProps) {
  const { source, photo, state, change } = props;
  const [file, setFile] = useState<File>();
  const [other, setOther] = useState<Photo>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (!file) return;
    loadFile(file, file.name, Number(state.size)).then(
      (read) => {
        setOther(read);
        setProblem(undefined);
      },
      (error: Error) => setProblem(error.message),
    );
  }, [file, state.size]);

  const turned = state.second === 'turned';
  const second = turned ? { angle: state.angle, scale: state.scale } : other?.pixels;
  const found = useWork(
    work,
    'findMatches',
    second && {
      pixels: photo.pixels,
      second,
      options: siftOptions(state),
      ratio: state.ratio,
      mutual: state.mutual,
      model: state.model,
      threshold: state.error,
    },
    [
      ...[photo, turned, other, state.angle, state.scale, ...siftDeps(state)],
      ...[state.ratio, state.mutual, state.model, state.error],
    ],
  );
  const { pixels, current } = shownPixels(props, found);
  const output = current ? found.output : undefined;
  const below = isBetterBelow(pixels, output?.second);
  const { width, height, pictures } = arrange(pixels, output?.second, below);
  const to = pictures[1];
  const matches = useMemo(
    () => (output?.matches ?? []).filter(({ inlier }) => inlier || !state.inliers),
    [output, state.inliers],
  );
  const picked = source.live ? undefined : nearestTo(matches, state.at, ({ from }) => from);
  const transform = output?.transform;
  const draw = useCallback(
    (context: CanvasRenderingContext2D, line: number) => {
      if (!to) return;
      drawMatchLines(context, line, { matches, picked, to, transform, first: pixels });
    },
    [matches, picked, to?.x, to?.y, transform, pixels],
  );
  const inliers = output?.matches.filter(({ inlier }) => inlier).length ?? 0;
  const about = (...names: string[]): string | undefined => errorAbout(found.error, ...names);
  return (
    <Stage
      {...{ source, found, draw, width, height, pictures }}
      summary={
        output
          ? `${countOf(output.matches.length, 'match', 'matches')} of ${output.counts[0]} and ${output.counts[1]} keypoints, ${countOf(inliers, 'inlier')}, in ${inTime(output.milliseconds)}.`
          : second
            ? undefined
            : 'Choose a second photo.'
      }
      label={`Both pictures with lines between ${countOf(matches.length, 'match', 'matches')}: blue where they agree with a transform, orange and dashed where not`}
      onPick={(at) => change({ at })}
      errorShown={about('ratio', 'threshold', ...siftArguments) !== undefined}
      svg={() =>
        work.call('drawMatches', {
          pictures: [placed(pixels), placed(output!.second)],
          matches,
          transform,
          direction: below ? 'column' : 'row',
        })
      }
      onReset={props.reset}
      fileName="matches.svg"
      controls={
        <>
          <h2 id="settings">Matches</h2>
          <ChoiceBar
            label="The second picture"
            value={state.second}
            choices={[
              ['turned', 'A turned copy'],
              ['own', 'Another photo'],
            ]}
            onChange={(it) => change({ second: it })}
          />
          {turned ? (
            <>
              <Slider
                label="Turned by"
                value={state.angle}
                {...{ min: -180, max: 180, step: 5 }}
                unit="degrees"
                onChange={(angle) => change({ angle })}
              />
              <Slider
                label="Scaled by"
                value={state.scale}
                {...{ min: 0.5, max: 1.5, step: 0.05 }}
                onChange={(scale) => change({ scale })}
              />
            </>
          ) : (
            <>
              <div class="buttons">
                <FileButton label="Choose the second photo" onFile={setFile} />
              </div>
              <p class="hint">{other ? other.name : 'None yet.'}</p>
              {problem && (
                <p class="error" role="alert">
                  {problem}
                </p>
              )}
            </>
          )}
          <Slider
            label="Ratio to the second nearest below"
            value={state.ratio}
            {...{ min: 0.3, max: 1, step: 0.05 }}
            error={about('ratio')}
            onChange={(ratio) => change({ ratio })}
          />
          <Check
            label="Each the other’s nearest"
            value={state.mutual}
            onChange={(mutual) => change({ mutual })}
          />
          <Select
            label="Transform that they agree with"
            value={state.model}
            choices={[
              ['homography', 'Homography'],
              ['affine', 'Affine'],
              ['similarity', 'Similarity'],
            ]}
            onChange={(model) => change({ model })}
          />
          <Slider
            label="RANSAC: error at most"
            value={state.error}
            {...{ min: 0.5, max: 20, step: 0.5 }}
            unit="pixels"
            error={about('threshold')}
            onChange={(error) => change({ error })}
          />
          <Check
            label="Only those that agree (inliers)"
            value={state.inliers}
            onChange={(it) => change({ inliers: it })}
          />
          <details>
            <summary>Keypoints (SIFT)</summary>
            <SiftControls {...{ state, change }} error={found.error} />
          </details>
        </>
      }
    >
      {!source.live && matches.length > 0 && (
        <PickList
          label="Surest matches"
          items={matches}
          name={nameOf}
          picked={picked}
          onPick={(index) => change({ at: matches[index]!.from })}
        />
      )}
      {transform && <Transform of={transform} />}
    </Stage>
  );
}

function nameOf({ from, to, ratio, inlier, error }: Match, index: number): string {
  const place = ({ x, y }: Match['from']): string => `(${x.toFixed(1)}, ${y.toFixed(1)})`;
  const verdict =
    error === undefined ? '' : `  ${inlier ? 'inlier' : 'outlier'}, ${error.toFixed(1)} px`;
  return `${index + 1}.  ${place(from)} → ${place(to)}  ratio ${ratio.toFixed(2)}${verdict}`;
}

/** Whether two pictures are shown larger one above the other than side by side, in the room that style/photo.css gives. */
function isBetterBelow(first: Pixels, second: Pixels | undefined): boolean {
  if (!second) return false;
  const narrow = matchMedia('(max-width: 56rem)').matches;
  const across = innerWidth - (narrow ? 32 : 400);
  const down = innerHeight * (narrow ? 0.42 : 0.72);
  const most = (a: number, b: number): number => Math.max(a, b);
  const beside = Math.min(
    across / (first.width + second.width),
    down / most(first.height, second.height),
  );
  const below = Math.min(
    across / most(first.width, second.width),
    down / (first.height + second.height),
  );
  return below > beside;
}

function arrange(first: Pixels, second: Pixels | undefined, below: boolean) {
  const upper = { pixels: first, x: 0, y: 0 };
  if (!second) return { width: first.width, height: first.height, pictures: [upper] };
  return below
    ? {
        width: Math.max(first.width, second.width),
        height: first.height + second.height,
        pictures: [upper, { pixels: second, x: 0, y: first.height }],
      }
    : {
        width: first.width + second.width,
        height: Math.max(first.height, second.height),
        pictures: [upper, { pixels: second, x: first.width, y: 0 }],
      };
}

/** The transform's numbers. */
function Transform({ of }: { readonly of: readonly number[] }) {
  return (
    <section class="detail" aria-labelledby="transform">
      <h3 id="transform">The transform from the first picture to the second</h3>
      <table class="matrix">
        <tbody>
          {[0, 1, 2].map((row) => (
            <tr key={row}>
              {[0, 1, 2].map((column) => (
                <td key={column}>{of[3 * row + column]!.toPrecision(4).replaceAll('-', '−')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
