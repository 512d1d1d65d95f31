// One corner from near.
import type { Corner } from 'fovea/structure-tensor';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { useWork } from '../work/use-work.js';
import { PhotoCanvas } from './canvas.js';
import type { CornerOptions } from './corners-job.js';
import { Row } from './keypoint-detail.js';
import type { Pixels } from './pixels.js';
import { ShowWork } from './show-work.js';
import { COLOURS, strokeRimmed, work } from './view.js';

/** What it is told. */
export interface CornerDetailProps {
  readonly pixels: Pixels;
  readonly options: CornerOptions;
  readonly corner: Corner;
  readonly k: number;
  /** What all of these depend on. */
  readonly deps: readonly unknown[];
}

/** Side of the patch, in pixels of the picture; each is shown as a square. */
const SIDE = 17;
const ENLARGED = 8;

/** The panel. */
export function CornerDetailPanel({ pixels, options, corner, k, deps }: CornerDetailProps) {
  const { output } = useWork(work, 'inspectCorner', { pixels, options, corner }, deps);
  const patch = useMemo(() => enlarge(pixels, corner), [pixels, corner]);
  const [cell, setCell] = useState<string>();
  const pixel = pixelOf(cell);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, line: number) => {
      const path = new Path2D();
      const middle = (SIDE * ENLARGED) / 2 - 0.5;
      const x = middle + (corner.x - Math.round(corner.x)) * ENLARGED;
      const y = middle + (corner.y - Math.round(corner.y)) * ENLARGED;
      path.moveTo(x - 5, y);
      path.lineTo(x + 5, y);
      path.moveTo(x, y - 5);
      path.lineTo(x, y + 5);
      const half = 1.5 * ENLARGED;
      path.rect(middle - half, middle - half, 2 * half, 2 * half);
      strokeRimmed(context, path, COLOURS.picked, line);
      if (!pixel) return;
      const square = new Path2D();
      const left = middle - half + pixel.column * ENLARGED;
      square.rect(left, middle - half + pixel.row * ENLARGED, ENLARGED, ENLARGED);
      strokeRimmed(context, square, COLOURS.mark, 1.5 * line);
    },
    [corner, pixel?.row, pixel?.column],
  );
  return (
    <section class="detail" aria-labelledby="detail">
      <h3 id="detail">The picked corner</h3>
      <dl class="numbers">
        <Row name="Place" value={`column ${corner.x.toFixed(2)}, row ${corner.y.toFixed(2)}`} />
        <Row name="Measure" value={corner.response.toPrecision(4)} />
        <Row
          name="Structure tensor"
          value={output ? [output.ixx, output.ixy, output.iyy].map(short).join(', ') : '…'}
        />
        <Row
          name="Eigenvalues"
          value={output ? `${short(output.larger)} and ${short(output.smaller)}` : '…'}
        />
      </dl>
      <div class="near">
        <figure>
          <PhotoCanvas
            kind="patch"
            width={patch.width}
            height={patch.height}
            pictures={[{ pixels: patch, x: 0, y: 0 }]}
            draw={draw}
            label={`${SIDE} × ${SIDE} pixels around the corner`}
          />
          <figcaption>
            {SIDE} × {SIDE} pixels around it, and the window of the work below: point at a number
            there, and its pixel is marked.
          </figcaption>
        </figure>
      </div>
      <ShowWork
        job="explainCorner"
        input={{ pixels, corner, k }}
        {...{ deps }}
        label="Show the work: why a corner?"
        onCell={setCell}
      />
    </section>
  );
}

/** Values of the work that have a number for each pixel of the window: `ix.0.2`, `products-xy.1.1`. */
const OF_PIXEL = /^(?:ix|iy|products-\w\w)\.([0-2])\.([0-2])$/;

function pixelOf(cell: string | undefined): { row: number; column: number } | undefined {
  const found = OF_PIXEL.exec(cell ?? '');
  return found ? { row: Number(found[1]), column: Number(found[2]) } : undefined;
}

function short(value: number): string {
  return value.toPrecision(3).replace('-', '−');
}

/** The pixels around a place, each as a square. */
function enlarge({ data, width, height }: Pixels, { x, y }: Corner): Pixels {
  const side = SIDE * ENLARGED;
  const target = new Uint8ClampedArray(side * side * 4);
  const half = Math.floor(SIDE / 2);
  for (let row = 0; row < side; row++) {
    const fromRow = Math.round(y) - half + Math.floor(row / ENLARGED);
    for (let column = 0; column < side; column++) {
      const fromColumn = Math.round(x) - half + Math.floor(column / ENLARGED);
      const inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
      if (!inside) continue;
      const from = 4 * (fromRow * width + fromColumn);
      target.set(data.subarray(from, from + 4), 4 * (row * side + column));
    }
  }
  return { data: target, width: side, height: side };
}
