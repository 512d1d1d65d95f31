// What generators made, over the ring: all through a training, and at the end of several.
import { COLOURS, dots, panel, place, sheet } from '../shared/panels.mjs';
import { coverageOf, MODES } from './ring.mjs';

/** Radius of the circle around a mode, in pixels. */
const CIRCLE = 11;

const GREY = '#888';

/** Rows of clouds, each { label, colour, clouds }, over the data in grey, with a title for each column. */
export function ringPicture(title, data, rows, titles) {
  const panels = rows.flatMap(({ colour, clouds }, row) =>
    clouds.map((cloud, column) => {
      const { covered, isCovered } = coverageOf(cloud);
      const words = `${titles[column]}: ${covered} of ${MODES.length} modes`;
      const inside = [
        circles(isCovered),
        dots(data, () => GREY),
        dots(cloud, () => COLOURS[colour]),
      ];
      return panel(row, column, words, inside.join(''));
    }),
  );
  return sheet(title, panels, { labels: rows.map(({ label }) => label) });
}

/** A circle around each mode: a thin line where samples cover it, a dashed one where they do not. */
function circles(isCovered) {
  return MODES.map(([u, v], i) => {
    const [x, y] = place(u, v);
    const line = isCovered[i]
      ? `stroke="${GREY}"`
      : `stroke="${COLOURS.ink}" stroke-width="1.5" stroke-dasharray="3 2.4"`;
    return `<circle cx="${x}" cy="${y}" r="${CIRCLE}" fill="none" ${line}/>`;
  }).join('');
}
