// Clouds of points as pictures, several on a sheet.
import { fromNested } from 'fovea/array';
import { COLOURS, dots, panel, place, sheet } from '../shared/panels.mjs';

const { blue: BLUE, orange: ORANGE, green: GREEN, ink: INK } = COLOURS;

/** The way to noise, and two ways back, at the same times. */
export function diffusionPicture(times, forward, ddpm, ddim) {
  const titles = times.map((t) => (t === 0 ? 'data' : `t = ${t}`));
  const rows = [
    ['noise is added', [...forward].reverse(), [...titles].reverse(), INK],
    ['DDPM', ddpm, titles, BLUE],
    ['DDIM, 20 steps', ddim, titles, ORANGE],
  ];
  const panels = rows.flatMap(([, clouds, names, colour], row) =>
    clouds.map((cloud, column) => {
      const name = names[column] === 'data' && row > 0 ? 't = 0' : names[column];
      return panel(
        row,
        column,
        name,
        dots(cloud, () => colour),
      );
    }),
  );
  const title = 'A diffusion learns two moons: noise is taken away step by step';
  return sheet(title, panels, { labels: rows.map(([label]) => label) });
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
  return sheet('A variational autoencoder learns two moons', panels);
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
      const colour = i % 2 === 0 ? GREEN : '#999';
      return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width=".8"/>`;
    })
    .join('');
}
