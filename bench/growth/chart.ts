// The picture of growth: time and memory by size, on logarithmic axes, with the fitted lines.
import { drawChart, logAxis } from '../../src/plot/chart.js';
import { FONT } from '../../src/plot/labels.js';
import { contentId, shortNumber, svgDocument } from '../../src/plot/svg.js';
import { checkTheme, DASHES } from '../../src/plot/theme.js';
import { fitPower } from './slope.js';

/** Values of one work by size; what is not above 0 is not drawn. */
export interface Series {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly values: readonly number[];
}

/** One of the charts beside each other. */
export interface GrowthChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT, GAP] = [300, 240, 16] as const;
const COLUMNS = 2;
const DOT = 3;

/** Powers of ten around the values, `below` more at the low end. */
function axisAround(values: readonly number[], below = 0) {
  const power = (value: number, round: (x: number) => number) =>
    Number(`1e${round(Math.log10(value))}`);
  const [low, high] = [
    power(Math.min(...values), (x) => Math.floor(x) - below),
    power(Math.max(...values), Math.ceil),
  ];
  return logAxis(low, high > low ? high : 10 * low, 8);
}

function draw({ title, x, y, series }: GrowthChart) {
  const theme = checkTheme('drawGrowth', 'light');
  const points = series.flatMap(({ sizes, values }) =>
    sizes.flatMap((size, i) => (values[i]! > 0 ? [[size, values[i]!] as const] : [])),
  );
  const [across, upwards] = [
    axisAround(points.map(([size]) => size)),
    // Lines rise: below them, at the right, there is room for words.
    axisAround(
      points.map(([, value]) => value),
      1,
    ),
  ];
  const left = (size: number) => shortNumber(WIDTH * across.place(size));
  const top = (value: number) => shortNumber(HEIGHT * (1 - upwards.place(value)));
  const marks = series.flatMap(({ name, sizes, values }, i) => {
    const color = theme.series[i % theme.series.length]!;
    const seen = sizes.filter((_, at) => values[at]! > 0);
    const { factor, exponent } = fitPower(sizes, values);
    const dash = DASHES[i % DASHES.length]!;
    const ends = [seen[0]!, seen.at(-1)!].map(
      (size) => `${left(size)} ${top(factor * size ** exponent)}`,
    );
    const line = Number.isNaN(exponent)
      ? ''
      : `<path d="M${ends.join('L')}" fill="none" stroke="${color}" stroke-dasharray="${dash}"/>`;
    const dots = sizes.flatMap((size, at) =>
      values[at]! > 0
        ? [`<circle cx="${left(size)}" cy="${top(values[at]!)}" r="${DOT}" fill="${color}"/>`]
        : [],
    );
    const words = Number.isNaN(exponent) ? name : `${name}: slope ${exponent.toFixed(2)}`;
    const height = HEIGHT - GAP / 2 - (series.length - 1 - i) * (FONT + 4);
    return [
      line,
      ...dots,
      `<text x="${WIDTH - 10}" y="${height}" text-anchor="end" fill="${color}">${words}</text>`,
    ];
  });
  return drawChart({
    theme,
    width: WIDTH,
    height: HEIGHT,
    title,
    x: { axis: across, title: x },
    y: { axis: upwards, title: y },
    marks: marks.filter((mark) => mark !== ''),
  });
}

/**
 * Draws charts in two columns.
 *
 * @param charts - what they show
 * @returns the SVG
 */
export function drawGrowth(charts: readonly GrowthChart[]): string {
  const drawn = charts.map(draw);
  const column = Math.max(...drawn.map(({ width }) => width)) + GAP;
  const row = Math.max(...drawn.map(({ height }) => height)) + GAP;
  const placed = drawn.map((chart, i) =>
    chart.at(GAP + (i % COLUMNS) * column, GAP + Math.floor(i / COLUMNS) * row),
  );
  const width = Math.ceil(2 * GAP + Math.min(COLUMNS, charts.length) * column);
  const height = Math.ceil(GAP + Math.ceil(charts.length / COLUMNS) * row);
  const { paper } = checkTheme('drawGrowth', 'light');
  const title = 'Cost of growth';
  const longest = charts.flatMap(({ series }) => series).map(({ name }) => name);
  return svgDocument({
    id: contentId(title, ...placed),
    width,
    height,
    scale: 1,
    title,
    description:
      `Time and memory by size on logarithmic axes, with straight lines by least squares: ` +
      `${[...new Set(longest)].join(', ')}.`,
    elements: [
      `<rect x="-.5" y="-.5" width="${width}" height="${height}" fill="${paper}"/>`,
      `<g font-family="sans-serif" font-size="${FONT}">`,
      ...placed,
      '</g>',
    ],
  });
}
