// What came out, in tables.
import { transformPoints } from 'fovea';
import { cornersOf } from './pairs.mjs';

/** What the photos are put through. */
export const SUMMARY = `Keypoints in real photos
════════════════════════
Each photo is turned, scaled and made noisy, some are tilted too. Keypoints are
found in photo and copy and matched by their descriptors; the transform between
them is estimated from the matches and compared with the true one.
`;

/** A match is correct where it is nearer than this to the true place, in pixels. */
const CORRECT = 3;

/** Tables of counts, transforms and times; each result is what `findTransform` in run.mjs returns. */
export function resultTables(results) {
  return [countTable(results), transformTable(results), timeTable(results)].join('\n');
}

function countTable(results) {
  return table(
    'Counts',
    ['photo', 'keypoints', 'copy keypoints', 'matches', 'correct', 'inliers', 'wrong ones'],
    results.map(({ pair, keypoints, matches, inliers, truth, source, target }) => {
      const errors = distances(transformPoints(truth, source), target.flat());
      const isCorrect = errors.map((error) => error < CORRECT);
      const chosen = isCorrect.filter((_, i) => inliers.data[i] === 1);
      return [
        pair.name,
        keypoints[0].length,
        keypoints[1].length,
        matches.length,
        percent(isCorrect.filter(Boolean).length, matches.length),
        chosen.length,
        chosen.filter((correct) => !correct).length,
      ];
    }),
  );
}

function transformTable(results) {
  return table(
    'Transform (rotation and scale at the centre of the photo)',
    ['photo', 'model', '', 'rotation', 'scale', 'translation in px', 'corners off by'],
    results.flatMap(({ pair, photo, truth, transform }) => {
      const expected = [pair.name, pair.model, 'true', ...motion(truth, photo), ''];
      if (!transform) return [expected, ['', '', 'none found', '', '', '', '']];
      const corners = cornersOf(photo);
      const found = transformPoints(transform, corners).data;
      const off = Math.max(...distances(transformPoints(truth, corners), found));
      const estimated = ['', '', 'estimated', ...motion(transform, photo), `${off.toFixed(2)} px`];
      return [expected, estimated];
    }),
  );
}

function timeTable(results) {
  const stages = Object.keys(results[0].times);
  return table(
    'Time in milliseconds',
    ['photo', ...stages, 'total'],
    results.map(({ pair, times }) => {
      const values = Object.values(times);
      const sum = values.reduce((total, value) => total + value, 0);
      return [pair.name, ...[...values, sum].map((value) => value.toFixed(0))];
    }),
  );
}

// Rotation and scale of a transform at the centre of a photo, those of the similarity nearest to its derivative
// there; and its translation: where it takes the origin.
function motion({ data: t }, { width, height }) {
  const [x, y] = [(width - 1) / 2, (height - 1) / 2];
  const w = t[6] * x + t[7] * y + t[8];
  const [u, v] = [0, 3].map((row) => (t[row] * x + t[row + 1] * y + t[row + 2]) / w);
  const [ux, uy] = [0, 1].map((axis) => (t[axis] - u * t[6 + axis]) / w);
  const [vx, vy] = [0, 1].map((axis) => (t[3 + axis] - v * t[6 + axis]) / w);
  const degrees = (Math.atan2(vx - uy, ux + vy) * 180) / Math.PI;
  const scale = Math.sqrt(ux * vy - uy * vx);
  const translation = [t[2] / t[8], t[5] / t[8]].map((value) => value.toFixed(2));
  return [`${degrees.toFixed(2)}°`, scale.toFixed(4), translation.join(', ')];
}

function distances({ data: points }, others) {
  return Array.from({ length: points.length / 2 }, (_, i) =>
    Math.hypot(points[2 * i] - others[2 * i], points[2 * i + 1] - others[2 * i + 1]),
  );
}

function percent(part, whole) {
  return whole === 0 ? '0' : `${part} (${((100 * part) / whole).toFixed(1)} %)`;
}

// The first column to the left, the others to the right.
function table(title, header, rows) {
  const lines = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...lines.map((row) => row[column].length)));
  const text = lines.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [title, rule, text[0], rule, ...text.slice(1), rule, ''].join('\n');
}
