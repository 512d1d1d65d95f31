// Patches of a picture, the numbers in them, and how many are hidden.
import type { Derivation } from '../../derivation/types.js';
import { maskCount, type PatchCount, patchCount } from '../../pretraining/counts.js';
import { explainMaskCount, explainPatchCount } from '../../pretraining/explain-counts.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { numberTex } from '../wording.js';

type PatchesGiven = {
  /** Height, width, channels. */
  readonly shape: readonly number[];
  /** Rows and columns of a patch. */
  readonly size: readonly number[];
  /** The part that is hidden. */
  readonly ratio: number;
};

const countOf = ({ shape, size: [rows = 1, columns = 1] }: PatchesGiven): PatchCount =>
  patchCount(shape, [rows, columns]);

/** Another answer, where it is another one. */
const unless = (wrong: number, right: number): number | undefined =>
  wrong === right ? undefined : wrong;

/** Grid, patches, numbers in a patch, visible and hidden ones. */
export const patchCountsTopic: Topic<PatchesGiven> = {
  id: 'patch-counts',
  title: 'Patches, and how many are hidden',
  quantities: { shape: 'vector', size: 'vector', ratio: 'number' },
  generate,
  statement: ({ shape: [height, width, channels = 1], size: [rows, columns], ratio }) =>
    `A masked autoencoder cuts a picture of ${height} × ${width} pixels (height × width) with ${channels === 1 ? 'one channel' : `${channels} channels`} into patches of ${rows} × ${columns} pixels (height × width). It hides a part $r = ${numberTex(ratio)}$ of them: of $n$ patches $\\lfloor (1 - r)\\, n \\rfloor$ stay visible.`,
  parts: (given) => [
    {
      id: 'a',
      prompt: 'How many patches are there from top to bottom, and how many from left to right?',
      marks: 1,
      kind: 'vector',
      value: () => [...countOf(given).grid],
    },
    {
      id: 'b',
      prompt: 'How many patches are there in all?',
      marks: 1,
      kind: 'number',
      value: (earlier) => earlier.vector('a').reduce((count, each) => count * each, 1),
    },
    {
      id: 'c',
      prompt: 'How many numbers are in a patch?',
      marks: 1,
      kind: 'number',
      value: () => countOf(given).values,
    },
    {
      id: 'd',
      prompt: 'How many patches stay visible?',
      marks: 1,
      kind: 'number',
      value: (earlier) => maskCount(earlier.number('b'), { ratio: given.ratio }).visible,
    },
    {
      id: 'e',
      prompt: 'How many are hidden?',
      marks: 1,
      kind: 'number',
      value: (earlier) => earlier.number('b') - earlier.number('d'),
    },
  ],
  misconceptions: [
    {
      id: 'patch-grid-swapped',
      name: 'Height and width are swapped',
      explanation: 'The height comes first: it is divided by the height of a patch.',
      wrong: {
        a: (given) => {
          const { grid } = countOf(given);
          return grid[0] === grid[1] ? undefined : [...grid].reverse();
        },
      },
    },
    {
      id: 'patch-size-swapped',
      name: 'The sides of a patch are swapped',
      explanation: 'The height is divided by the height of a patch, the width by its width.',
      wrong: {
        a: ({ shape: [height = 0, width = 0], size: [rows = 1, columns = 1] }) =>
          rows === columns ? undefined : [Math.floor(height / columns), Math.floor(width / rows)],
      },
    },
    {
      id: 'patch-grid-added',
      name: 'Rows and columns are added',
      explanation: 'Each row has all of the columns: multiply them.',
      wrong: { b: (_, earlier) => earlier.vector('a').reduce((sum, each) => sum + each, 0) },
    },
    {
      id: 'class-token-counted',
      name: 'The class token is counted',
      explanation: 'The class token is no patch.',
      wrong: {
        b: (_, earlier) => earlier.vector('a').reduce((count, each) => count * each, 1) + 1,
      },
    },
    {
      id: 'patch-without-channels',
      name: 'The channels are left out',
      explanation: 'Each pixel of a patch has a number for every channel.',
      wrong: {
        c: (given) => {
          const { values } = countOf(given);
          return unless(values / given.shape[2]!, values);
        },
      },
    },
    {
      id: 'patch-side-for-area',
      name: 'One side is taken for the area',
      explanation: 'A patch has its height times its width of pixels.',
      wrong: { c: ({ size, shape }) => size[0]! * shape[2]! },
    },
    {
      id: 'mask-ratio-inverted',
      name: 'The ratio is taken for the visible part',
      explanation: 'The ratio is the part that is hidden; what is left of 1 stays visible.',
      wrong: {
        d: ({ ratio }, earlier) => {
          const count = earlier.number('b');
          return unless(
            maskCount(count, { ratio: 1 - ratio }).visible,
            maskCount(count, { ratio }).visible,
          );
        },
        e: (_, earlier) => unless(earlier.number('d'), earlier.number('b') - earlier.number('d')),
      },
    },
    {
      id: 'mask-rounded-up',
      name: 'Rounded up',
      explanation: 'The visible part is rounded down to whole patches.',
      wrong: {
        d: ({ ratio }, earlier) => {
          const count = earlier.number('b');
          const { visible } = maskCount(count, { ratio });
          // Where the part is a whole number, but for rounding, there is nothing to round.
          return (1 - ratio) * count - visible > 1e-9 ? visible + 1 : undefined;
        },
      },
    },
  ],
  solve: (given): Derivation => {
    const { shape, size, ratio } = given;
    const [rows = 1, columns = 1] = size;
    return joinDerivations('Patches, and how many are hidden', [
      {
        id: 'patches',
        title: 'The patches',
        derivation: explainPatchCount(shape, [rows, columns]),
      },
      {
        id: 'mask',
        title: 'Those that stay and those that are hidden',
        derivation: explainMaskCount(countOf(given).count, { ratio }),
        from: { n: 'patches-count' },
      },
    ]);
  },
};

function generate(draw: Draw, difficulty: Difficulty): PatchesGiven {
  const sides = [4, 8, 10, 12, 14, 16];
  const ratios = [0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];
  const number = draw.own(22 * 22 * sides.length * ratios.length);
  const [down, rest] = [number % 22, Math.floor(number / 22)];
  const [across, last] = [rest % 22, Math.floor(rest / 22)];
  const square = sides[last % sides.length]!;
  const size = difficulty === 'easy' ? [square, square] : [square, draw.pick(sides)];
  const [rows, columns] = [3 + down, 3 + across];
  return {
    shape: [
      rows * size[0]!,
      columns * size[1]!,
      difficulty === 'hard' ? draw.pick([1, 2, 3, 4]) : 3,
    ],
    size,
    ratio: ratios[Math.floor(last / sides.length)]!,
  };
}
