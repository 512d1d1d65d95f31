// The loss and the attention as pictures.
import { plotHeatmap } from 'fovea';

const [WIDTH, HEIGHT] = [720, 400];
const ROOM = { left: 56, right: 20, top: 40, bottom: 48 };
/** Steps that the thick line averages over. */
const WINDOW = 20;

/** The loss of each step, and its average over some, as an SVG; dashed, where guessing by chance would stay. */
export function lossCurve(losses, byChance) {
  const top = Math.ceil(Math.max(byChance, ...losses));
  const x = (step) => ROOM.left + (step / losses.length) * (WIDTH - ROOM.left - ROOM.right);
  const y = (loss) => HEIGHT - ROOM.bottom - (loss / top) * (HEIGHT - ROOM.top - ROOM.bottom);
  const path = (values) =>
    `M${values.map((v, i) => `${point(x(i + 1))} ${point(y(v))}`).join('L')}`;
  const averages = losses.map((_, i) => {
    const last = losses.slice(Math.max(0, i + 1 - WINDOW), i + 1);
    return last.reduce((sum, loss) => sum + loss, 0) / last.length;
  });
  const [start, end] = [x(0), x(losses.length)];
  const steps = Array.from({ length: 6 }, (_, i) => Math.round((i * losses.length) / 5));
  const marks = [
    ...Array.from({ length: top + 1 }, (_, loss) => [
      `<path d="M${start} ${point(y(loss))}H${end}" stroke="#ddd"/>`,
      words(String(loss), start - 8, y(loss) + 4, 'end'),
    ]).flat(),
    ...steps.map((step) => words(String(step), x(step), HEIGHT - ROOM.bottom + 20, 'middle')),
    words('Loss of a letter, in nats', ROOM.left, 22, 'start'),
    words('steps', (start + end) / 2, HEIGHT - 8, 'middle'),
    words('chance', end - 4, y(byChance) - 6, 'end'),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>The loss falls from ${losses[0].toFixed(2)} to ${averages.at(-1).toFixed(2)} nats a letter</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<g font-family="sans-serif" font-size="13" fill="#111">${marks.join('')}</g>`,
    `<path d="M${start} ${point(y(byChance))}H${end}" stroke="#e69f00" stroke-dasharray="6 4"/>`,
    `<path d="${path(losses)}" fill="none" stroke="#56b4e9" opacity=".6"/>`,
    `<path d="${path(averages)}" fill="none" stroke="#003a5c" stroke-width="2"/>`,
    '</svg>\n',
  ].join('\n');
}

/** What one head attends to in a text: rows are the letters that attend, columns those attended to. */
export function attentionPicture(weights, letters, title) {
  // A blank would not be seen.
  const shown = letters.map((letter) => (letter === ' ' ? '␣' : letter));
  return plotHeatmap(weights, {
    rows: shown,
    columns: shown,
    rowTitle: 'the letter that attends',
    columnTitle: 'the letters that it attends to',
    range: [0, 1],
    title,
    cellSize: 16,
  });
}

function words(text, x, y, anchor) {
  return `<text x="${point(x)}" y="${point(y)}" text-anchor="${anchor}">${text}</text>`;
}

function point(value) {
  return Math.round(10 * value) / 10;
}
