// Clouds of points as pictures, several on a sheet.
import { Resvg } from '@resvg/resvg-js';
import { fromNested } from 'fovea/array';

/** A panel's width and height, and the room around it. */
const SIZE = 190;
const GAP = 12;
const HEAD = 26;
const LEFT = 116;
/** Panels show the square from −REACH to REACH. */
const REACH = 3;

const [BLUE, ORANGE, INK] = ['#0072b2', '#d55e00', '#111'];

/** The way to noise, and two ways back, at the same times. */
export function diffusionPicture(times, forward, ddpm, ddim) {
  const titles = times.map((t) => (t === 0 ? 'data' : `t = ${t}`));
  const rows = [
    ['noise is added', [...forward].reverse(), [...titles].reverse(), INK],
    ['DDPM', ddpm, titles, BLUE],
    ['DDIM, 20 steps', ddim, titles, ORANGE],
  ];
  const panels = rows.flatMap(([, clouds, names, colour], row) =>
    clouds.map((cloud, column) =>
      panel(
        row,
        column,
        names[column] === 'data' && row > 0 ? 't = 0' : names[column],
        dots(cloud, () => colour),
      ),
    ),
  );
  const labels = rows.map(([name], row) =>
    words(name, LEFT - 10, HEAD + row * (SIZE + HEAD) + SIZE / 2 + 4, 'end'),
  );
  return sheet(5, 3, 'A diffusion learns two moons: noise is taken away step by step', [
    ...panels,
    ...labels,
  ]);
}

/** Data, codes, what becomes of them, samples, and the net of all codes. */
export function vaePicture({ points, moons, codes, rebuilt, samples, decode }) {
  const byMoon = (i) => (moons[i] === 0 ? BLUE : ORANGE);
  const panels = [
    panel(0, 0, 'data', dots(points, byMoon)),
    panel(0, 1, 'their codes', net((code) => code) + dots(codes, byMoon)),
    panel(0, 2, 'decoded', dots(rebuilt, byMoon)),
    panel(0, 3, 'the net of codes, decoded', net(decode)),
    panel(
      0,
      4,
      'samples',
      dots(samples, () => INK),
    ),
  ];
  return sheet(5, 1, 'A variational autoencoder learns two moons', panels, 10);
}

function dots({ data, shape }, colourOf) {
  return Array.from({ length: shape[0] }, (_, i) => {
    const [x, y] = place(data[2 * i], data[2 * i + 1]);
    return `<circle cx="${x}" cy="${y}" r="1.3" fill="${colourOf(i)}" fill-opacity=".55"/>`;
  }).join('');
}

/** Lines of codes that differ in one dimension, from −2 to 2, and where a function takes them. */
function net(decode) {
  const marks = Array.from({ length: 9 }, (_, i) => -2 + i / 2);
  const steps = Array.from({ length: 81 }, (_, i) => -2 + i / 20);
  return marks
    .flatMap((mark) => [steps.map((s) => [s, mark]), steps.map((s) => [mark, s])])
    .map((line, i) => {
      const { data } = decode(fromNested(line, 'float32'));
      const path = line.map((_, k) => place(data[2 * k], data[2 * k + 1]).join(' ')).join('L');
      const colour = i % 2 === 0 ? '#009e73' : '#999';
      return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width=".8"/>`;
    })
    .join('');
}

function place(x, y) {
  return [x, -y].map((v) => Math.round(10 * ((v / REACH + 1) * (SIZE / 2))) / 10);
}

function panel(row, column, title, inside) {
  return { column, y: HEAD + row * (SIZE + HEAD), title, inside };
}

function sheet(columns, rows, title, parts, left = LEFT) {
  const width = left + columns * (SIZE + GAP);
  const height = HEAD + rows * (SIZE + HEAD) + 6;
  const body = parts.map((part) => {
    if (typeof part === 'string') return part;
    const x = left + part.column * (SIZE + GAP);
    return [
      `<svg x="${x}" y="${part.y + 4}" width="${SIZE}" height="${SIZE}">`,
      `<rect width="${SIZE}" height="${SIZE}" fill="#fff" stroke="#ccc"/>${part.inside}</svg>`,
      words(part.title, x + SIZE / 2, part.y - 4, 'middle'),
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img">`,
    `<title>${title}</title><rect width="${width}" height="${height}" fill="#fff"/>`,
    `<g font-family="sans-serif" font-size="13" fill="${INK}">${body.join('\n')}</g>`,
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
