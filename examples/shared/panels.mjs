// Sheets of panels, such as clouds of points in the plane, as SVG and PNG.
import { Resvg } from '@resvg/resvg-js';

/** The room between panels, and that of the line of words above each. */
const GAP = 12;
const HEAD = 26;
const INK = '#111';
/** By name, for what turns an SVG into a PNG may not know which font has no serifs. */
const FONTS = 'Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif';

/** Side of a panel that shows the plane, in pixels. */
const SIDE = 190;
/** Such panels show the square from −REACH to REACH. */
const REACH = 3;

/** Colours that also the colour-blind tell apart. */
export const COLOURS = { blue: '#0072b2', orange: '#d55e00', green: '#009e73', ink: INK };

/** Points [n, 2] of the plane as dots, each with its colour. */
export function dots({ data, shape }, colourOf) {
  return Array.from({ length: shape[0] }, (_, i) => {
    const [x, y] = place(data[2 * i], data[2 * i + 1]);
    return `<circle cx="${x}" cy="${y}" r="1.3" fill="${colourOf(i)}" fill-opacity=".55"/>`;
  }).join('');
}

/** Where a point of the plane lies in its panel. */
export function place(x, y) {
  return [x, -y].map((v) => Math.round(10 * ((v / REACH + 1) * (SIDE / 2))) / 10);
}

/** A part of a sheet: what stands inside, in pixels of the panel, and a title above it. */
export function panel(row, column, title, inside) {
  return { row, column, title, inside };
}

/**
 * Panels in rows and columns as an SVG. `labels` are words at the left of each row, several lines of them with "\n";
 * `sides` are width and height of a panel.
 */
export function sheet(title, panels, { labels = [], sides: [width, height] = [SIDE, SIDE] } = {}) {
  const left = labels.length === 0 ? GAP : 116;
  const columns = 1 + Math.max(...panels.map(({ column }) => column));
  const rows = 1 + Math.max(...panels.map(({ row }) => row));
  const x = (column) => left + column * (width + GAP);
  const y = (row) => HEAD + 4 + row * (height + HEAD);
  const body = panels.map(({ row, column, title: name, inside }) =>
    [
      `<svg x="${x(column)}" y="${y(row)}" width="${width}" height="${height}">`,
      `<rect width="${width}" height="${height}" fill="#fff" stroke="#ccc"/>${inside}</svg>`,
      words(name, x(column) + width / 2, y(row) - 8, 'middle'),
    ].join(''),
  );
  const names = labels.flatMap((label, row) =>
    label
      .split('\n')
      .map((line, i, { length }) =>
        words(line, left - 10, y(row) + height / 2 + 17 * (i - (length - 1) / 2), 'end'),
      ),
  );
  const [all, high] = [x(columns), HEAD + rows * (height + HEAD) - 6];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${all}" height="${high}" role="img">`,
    `<title>${title}</title><rect width="${all}" height="${high}" fill="#fff"/>`,
    `<g font-family="${FONTS}" font-size="13" fill="${INK}">${[...body, ...names].join('\n')}</g>`,
    '</svg>\n',
  ].join('\n');
}

function words(text, x, y, anchor) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}

/** A picture as PNG, twice as large. */
export function toPng(svg) {
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
}
