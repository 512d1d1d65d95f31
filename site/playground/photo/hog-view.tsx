// Histograms of oriented gradients: which way edges run in each cell of a grid.
import { useCallback } from 'preact/hooks';
import { Check, errorAbout, Select, Slider } from '../parts/controls.js';
import { Picture } from '../parts/picture.js';
import { useTheme } from '../parts/use-theme.js';
import { useWork } from '../work/use-work.js';
import type { HogSettings } from './hog-job.js';
import { placed } from './href.js';
import { Row } from './keypoint-detail.js';
import { ShowWork } from './show-work.js';
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

/** The view. */
export function HogView(props: ViewProps) {
  const { source, photo, state, change } = props;
  const options: HogSettings = {
    cellSize: state.cell,
    orientations: state.bins,
    signed: state.signed,
  };
  const deps = [state.cell, state.bins, state.signed];
  const found = useWork(work, 'findHog', { pixels: photo.pixels, options }, [photo, ...deps]);
  const { pixels, current } = shownPixels(props, found);
  const output = current ? found.output : undefined;
  const settings = found.input?.options ?? options;
  const [down = 0, across = 0, bins = 0] = output?.shape ?? [];
  const cell =
    !output || source.live || !state.at
      ? undefined
      : {
          row: within(state.at.y / settings.cellSize, down),
          column: within(state.at.x / settings.cellSize, across),
        };
  const draw = useCallback(
    (context: CanvasRenderingContext2D, line: number) => {
      if (!output) return;
      const { cellSize, signed } = settings;
      if (state.dim) {
        context.fillStyle = '#0009';
        context.fillRect(-0.5, -0.5, pixels.width, pixels.height);
      }
      const path = starsOf(output.cells, { across, bins, cellSize, signed, longest: state.lines });
      // Stars that all fill their cells would run together.
      strokeRimmed(context, path, COLOURS.mark, state.lines === 'cell' ? 0.7 * line : line);
      if (!cell) return;
      const square = new Path2D();
      square.rect(cell.column * cellSize - 0.5, cell.row * cellSize - 0.5, cellSize, cellSize);
      strokeRimmed(context, square, COLOURS.picked, 1.6 * line);
    },
    [output, settings, state.dim, state.lines, pixels, cell?.row, cell?.column],
  );
  const about = (...names: string[]): string | undefined => errorAbout(found.error, ...names);
  const counts =
    cell && output
      ? Array.from(
          { length: bins },
          (_, b) => output.cells[(cell.row * across + cell.column) * bins + b]!,
        )
      : undefined;
  return (
    <Stage
      {...{ source, found, draw }}
      width={pixels.width}
      height={pixels.height}
      pictures={[{ pixels, x: 0, y: 0 }]}
      summary={
        output
          ? `${down} × ${across} cells, ${countOf(output.length, 'number')}, in ${inTime(output.milliseconds)}.`
          : undefined
      }
      label={`${photo.name} with a star of lines in each of ${down} × ${across} cells, along the edges there`}
      onPick={(at) => change({ at })}
      errorShown={about('cellSize', 'blockSize', 'orientations') !== undefined}
      svg={() => {
        const { cells, shape } = output!;
        return work.call('drawHog', {
          picture: placed(pixels),
          options: settings,
          longest: state.lines,
          cells,
          shape,
        });
      }}
      onReset={props.reset}
      fileName="hog.svg"
      controls={
        <>
          <h2 id="settings">Histograms of oriented gradients</h2>
          <Slider
            label="Side of a cell"
            value={state.cell}
            {...{ min: 4, max: 64, step: 1 }}
            unit="pixels"
            error={about('cellSize', 'blockSize')}
            onChange={(value) => change({ cell: Math.round(value) })}
          />
          <Slider
            label="Directions"
            value={state.bins}
            {...{ min: 2, max: 18, step: 1 }}
            error={about('orientations')}
            onChange={(value) => change({ bins: Math.round(value) })}
          />
          <Check
            label="Tell dark–bright from bright–dark"
            value={state.signed}
            onChange={(signed) => change({ signed })}
          />
          <Select
            label="A line that fills its cell is"
            value={state.lines}
            choices={[
              ['image', 'the longest of the picture'],
              ['cell', 'the longest of its cell'],
            ]}
            onChange={(lines) => change({ lines })}
          />
          <Check label="Dim the picture" value={state.dim} onChange={(dim) => change({ dim })} />
          {output && !source.live && (
            <>
              <p class="hint">Pick a cell by clicking in the picture, or here.</p>
              <div class="pair">
                <Slider
                  label="Row of the cell"
                  value={cell?.row ?? 0}
                  {...{ min: 0, max: down - 1, step: 1 }}
                  onChange={(row) => change({ at: middleOf(row, cell?.column ?? 0, state.cell) })}
                />
                <Slider
                  label="Column of the cell"
                  value={cell?.column ?? 0}
                  {...{ min: 0, max: across - 1, step: 1 }}
                  onChange={(column) =>
                    change({ at: middleOf(cell?.row ?? 0, column, state.cell) })
                  }
                />
              </div>
            </>
          )}
        </>
      }
    >
      {cell && counts && <CellDetail {...{ ...cell, counts, pixels }} options={settings} />}
    </Stage>
  );
}

function within(place: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(place)));
}

function middleOf(row: number, column: number, side: number): { x: number; y: number } {
  return { x: (Math.round(column) + 0.5) * side, y: (Math.round(row) + 0.5) * side };
}

interface Grid {
  readonly across: number;
  readonly bins: number;
  readonly cellSize: number;
  readonly signed: boolean;
  readonly longest: 'image' | 'cell';
}

/** Lines along the edges, at right angles to the gradients; the longest of all, or of each cell, fills its cell. */
function starsOf(cells: ArrayLike<number>, grid: Grid): Path2D {
  const { across, bins, cellSize, signed, longest } = grid;
  const lengths = Array.from(cells);
  const path = new Path2D();
  const most = Math.max(...maximaOf(lengths, bins));
  const span = signed ? 2 * Math.PI : Math.PI;
  for (const [place, own] of maximaOf(lengths, bins).entries()) {
    const whole = longest === 'image' ? most : own;
    if (whole === 0) continue;
    const x = ((place % across) + 0.5) * cellSize - 0.5;
    const y = (Math.floor(place / across) + 0.5) * cellSize - 0.5;
    for (let bin = 0; bin < bins; bin++) {
      const reach = (0.46 * cellSize * lengths[place * bins + bin]!) / whole;
      if (reach < cellSize / 24) continue;
      const angle = ((bin + 0.5) * span) / bins + Math.PI / 2;
      const [dx, dy] = [reach * Math.cos(angle), reach * Math.sin(angle)];
      path.moveTo(x - dx, y - dy);
      path.lineTo(x + dx, y + dy);
    }
  }
  return path;
}

/** The largest number of each histogram. */
function maximaOf(cells: readonly number[], bins: number): number[] {
  return Array.from({ length: cells.length / bins }, (_, place) =>
    Math.max(...cells.slice(place * bins, (place + 1) * bins)),
  );
}

interface CellDetailProps {
  readonly row: number;
  readonly column: number;
  readonly counts: readonly number[];
  readonly pixels: ViewProps['photo']['pixels'];
  readonly options: HogSettings;
}

/** One cell from near. */
function CellDetail({ row, column, counts, pixels, options }: CellDetailProps) {
  const theme = useTheme();
  const total = counts.reduce((sum, count) => sum + count, 0);
  const { signed } = options;
  const input = total > 0 ? { counts, signed, theme } : undefined;
  const { output } = useWork(work, 'drawCell', input, [counts.join(), signed, theme]);
  return (
    <section class="detail" aria-labelledby="detail">
      <h3 id="detail">The picked cell</h3>
      <dl class="numbers">
        <Row name="Cell" value={`row ${row}, column ${column}`} />
        <Row name="Votes" value={total.toPrecision(4)} />
      </dl>
      {output && total > 0 && <Picture svg={output} />}
      <ShowWork
        job="explainCell"
        input={{ pixels, options, row, column }}
        deps={[pixels, row, column, options.cellSize, options.orientations, signed]}
        label="Show the work: how does a gradient vote?"
      />
    </section>
  );
}
