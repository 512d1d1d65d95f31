// One keypoint from near.
import type { Keypoint } from 'fovea/scale-space';
import { useCallback } from 'preact/hooks';
import { Picture } from '../parts/picture.js';
import { useTheme } from '../parts/use-theme.js';
import { useWork } from '../work/use-work.js';
import { PhotoCanvas } from './canvas.js';
import type { KeypointOptions } from './keypoints-job.js';
import type { Pixels } from './pixels.js';
import { ShowWork } from './show-work.js';
import { COLOURS, strokeRimmed, work } from './view.js';

/** What it is told. */
export interface KeypointDetailProps {
  readonly pixels: Pixels;
  readonly options: KeypointOptions;
  readonly keypoint: Keypoint;
  /** What all of these depend on. */
  readonly deps: readonly unknown[];
}

const [CELLS, DIRECTIONS] = [4, 8];

/** The panel. */
export function KeypointDetailPanel({ pixels, options, keypoint, deps }: KeypointDetailProps) {
  const theme = useTheme();
  const { output } = useWork(work, 'inspectKeypoint', { pixels, options, keypoint, theme }, [
    ...deps,
    theme,
  ]);
  const { x, y, sigma, orientation, response, octave } = keypoint;
  const descriptor = output?.descriptor;
  const draw = useCallback(
    (context: CanvasRenderingContext2D, line: number) => {
      if (!descriptor) return;
      const path = new Path2D();
      const cell = context.canvas.width / context.getTransform().a / CELLS;
      const longest = Math.max(...descriptor);
      descriptor.forEach((length, i) => {
        const at = Math.floor(i / DIRECTIONS);
        const angle = ((i % DIRECTIONS) * 2 * Math.PI) / DIRECTIONS;
        const middleX = ((at % CELLS) + 0.5) * cell - 0.5;
        const middleY = (Math.floor(at / CELLS) + 0.5) * cell - 0.5;
        const reach = (0.48 * cell * length) / longest;
        path.moveTo(middleX, middleY);
        path.lineTo(middleX + reach * Math.cos(angle), middleY + reach * Math.sin(angle));
      });
      for (let i = 1; i < CELLS; i++) {
        path.moveTo(i * cell - 0.5, -0.5);
        path.lineTo(i * cell - 0.5, CELLS * cell);
        path.moveTo(-0.5, i * cell - 0.5);
        path.lineTo(CELLS * cell, i * cell - 0.5);
      }
      strokeRimmed(context, path, COLOURS.mark, line);
    },
    [descriptor],
  );
  return (
    <section class="detail" aria-labelledby="detail">
      <h3 id="detail">The picked keypoint</h3>
      <dl class="numbers">
        <Row name="Place" value={`column ${x.toFixed(2)}, row ${y.toFixed(2)}`} />
        <Row
          name="Scale"
          value={`σ = ${sigma.toFixed(2)} pixels, octave ${String(octave).replace('-', '−')}`}
        />
        <Row name="Direction" value={`${((orientation * 180) / Math.PI).toFixed(1)}°`} />
        <Row name="Contrast" value={response.toFixed(4)} />
      </dl>
      {output && (
        <div class="near">
          <figure>
            <PhotoCanvas
              kind="patch"
              width={output.patch.width}
              height={output.patch.height}
              pictures={[{ pixels: output.patch, x: 0, y: 0 }]}
              draw={draw}
              label="The square around the keypoint, turned upright, with the descriptor’s 4 × 4 cells of 8 directions"
            />
            <figcaption>
              Its square, turned upright, and its descriptor: 4 × 4 cells of 8 directions.
            </figcaption>
          </figure>
          <Picture svg={output.histogram} />
        </div>
      )}
      <ShowWork
        job="explainKeypoint"
        input={{ pixels, options, keypoint }}
        {...{ deps }}
        label="Show the work: why here?"
      />
    </section>
  );
}

/** A name with its value. */
export function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
