// Errors of the sheet's problems about images.
import type { NumericNdArray } from '../../src/core/types.js';
import type { Derivation } from '../../src/derivation/index.js';
import { type Problem, valueIn } from './types.js';

const GAUSSIANS = `[
    [[25, 22, 20, 17], [25, 28, 19, 17], [20, 19, 19, 17], [15, 15, 15, 15]],
    [[25, 20, 20, 16], [25, 30, 19, 16], [19, 17, 19, 16], [13, 13, 14, 14]],
    [[24, 18, 20, 14], [25, 32, 19, 15], [18, 16, 19, 14], [12, 12, 13, 13]],
    [[22, 15, 20, 12], [24, 35, 18, 14], [16, 16, 18, 13], [11, 11, 11, 12]],
    [[20, 10, 20, 8], [20, 37, 10, 8], [16, 8, 20, 10], [12, 10, 9, 10]],
  ]`;

export const IMAGE_PROBLEMS: readonly Problem[] = [
  {
    title: 'The extremum of a scale space',
    call: `explainScaleSpaceExtremum({
  gaussians: ${GAUSSIANS},
}, { order: 'finer-minus-coarser' })`,
    depth: 1,
    errors: [
      {
        stated: 'The value −3 is called a local maximum.',
        right: 'It is a strict minimum: smaller than each of its 26 neighbours.',
        why: 'With the differences the other way round (coarser minus finer, as Lowe has them) the same place holds +3 and is a maximum. The sign is a matter of convention, the kind follows from it.',
        wrong: 'maximum',
        answer: ([extremum]) => extremum.kind,
      },
      {
        stated: 'The place is chosen because its number is large.',
        right: 'A place is chosen because its number is beyond those of all 26 neighbours.',
        why: 'Level 3 has larger numbers, such as 8, at its border and next to still larger ones.',
        wrong: 8,
        answer: ([extremum]) => extremum.value,
      },
      {
        stated: 'The neighbours one level before are 1, 2, 0, 1, 1, 0, 1, 1, 1.',
        right: 'They are 1, 2, 0, 0, −2, 0, 1, 1, 0.',
        wrong: [1, 2, 0, 1, 1, 0, 1, 1, 1],
        answer: (_, d) => block(d, 1),
      },
      {
        stated: 'The cell asked about is in column 3 in one place and in column 2 in another.',
        right: 'It does not matter: the only extremum is in column 1 and row 1, counted from 0.',
        wrong: [3, 2],
        answer: (all) => [all[0].x, all.length],
      },
    ],
    slips: [
      { stated: 'D at the extremum is 3', right: '−3', wrong: 3, answer: ([e]) => e.value },
      {
        stated: '7 neighbours a level',
        right: '9 before, 8 beside, 9 after',
        wrong: 7 + 7,
        answer: (_, d) => block(d, 1).length + block(d, 2).length - 1,
      },
      {
        stated: 'the neighbours after it end in +2',
        right: '−2',
        wrong: 2,
        answer: (_, d) => block(d, 3).at(-1),
      },
      {
        stated: 'the last row of the second difference is 2, 1, 1, 1',
        right: '1, 1, 1, 1',
        wrong: [2, 1, 1, 1],
        answer: (_, d) => [0, 1, 2, 3].map((x) => difference(d).get(1, 3, x)),
      },
      {
        stated: 'a fifth difference image',
        right: 'five blurred images have four differences',
        wrong: 5,
        answer: (_, d) => difference(d).shape[0],
      },
    ],
  },
  {
    title: 'The change of intensity under a displacement',
    call: `explainHarris(
  { ix: [[1, 2, 1], [0, 2, 1], [1, 1, 1]], iy: [[2, 1, 2], [1, 2, 0], [1, 0, 1]] },
  { displacement: [1, 1] },
)`,
    depth: 2,
    errors: [
      {
        stated: 'Row times matrix times column is the vector (26, 28).',
        right: 'It is a number, 54. The vector is only matrix times column.',
        wrong: [26, 28],
        answer: (r) => r.change,
      },
    ],
    slips: [
      {
        stated: 'the sum of the products is 16',
        right: '12',
        wrong: 16,
        answer: (r) => r.tensor.get(0, 1),
      },
      {
        stated: 'the squares add up to 18 and 19',
        right: '14 and 16',
        wrong: [18, 19],
        answer: (r) => [r.tensor.get(0, 0), r.tensor.get(1, 1)],
      },
      {
        stated: 'a factor of 1/54 before the vector',
        right: 'none: 54 is the result',
        wrong: 1 / 54,
        answer: (r) => r.change,
      },
    ],
  },
  {
    title: 'Harris’ measure of a corner',
    call: `explainHarris({
  ix: [[4, 7, 6], [8, 8, 7], [8, 6, 5]],
  iy: [[4, 8, 8], [8, 6, 7], [6, 6, 4]],
}, { k: 0.04 })`,
    depth: 2,
    errors: [
      {
        stated:
          'The tensor is printed as two rows beside each other, and the kernels of the derivatives are not given.',
        right:
          'It is a 2 × 2 matrix. The derivatives stand for the kernel (−1, 0, 1) and its transpose.',
        why: 'With another kernel, (−½, 0, ½) say, the measure is 16 times smaller; that does not change its sign.',
        wrong: -19268.24 / 16,
        answer: (r) => r.response,
      },
    ],
    slips: [
      {
        stated: 'seven squares along y, which add up to 281',
        right: 'nine, which add up to 381 as stated below them',
        wrong: 281,
        answer: (r) => r.tensor.get(1, 1),
      },
    ],
  },
  {
    title: 'The votes of a gradient, weights by name',
    call: `explainOrientationVotes(47, 8, { bins: 9, period: 180, anchors: 'edges' })`,
    errors: [
      {
        stated: 'The weight of the upper bin is (60 − θ)/20, that of the lower one (θ − 40)/20.',
        right:
          'The other way round: the nearer an angle is to a bin, the more of the vote it gets.',
        why: 'At 50 degrees both weights are a half and nobody notices; at 47 the lower bin gets 5.2 of 8.',
        wrong: [2.8, 5.2],
        answer: (votes) => votes.map(({ weight }: { weight: number }) => weight),
      },
      {
        stated: 'The interpolation is called bilinear.',
        right:
          'It is linear, in the orientation alone. With the cells in the image interpolated too it would be trilinear.',
      },
    ],
    slips: [
      {
        stated: 'the bin reaches from 0 to 60',
        right: 'from 40 to 60',
        wrong: [0, 60],
        answer: () => [40, 60],
      },
    ],
  },
  {
    title: 'The votes of a gradient, bins by their centres',
    call: `explainOrientationVotes(47, 8, { bins: 9, period: 180, anchors: 'centers' })`,
    errors: [
      {
        stated: 'A vote is shared between the lower edges of two bins.',
        right:
          'Dalal and Triggs share it between the centres (10, 30, 50, …). Then 50 degrees is wholly bin 3, and 47 degrees shares with bin 2, not with bin 4 (bins counted from 1).',
        why: 'Both conventions can be computed with; an answer must say which one it takes.',
        wrong: [2, 3],
        answer: (votes) => votes.map(({ bin }: { bin: number }) => bin),
      },
    ],
  },
  {
    title: 'Rotation invariance of a descriptor',
    call: `explainRotationInvariance(
  { dominant: 70, orientations: [15, 35], rotation: 25 },
  { period: 360 },
)`,
    errors: [
      {
        stated: 'Relative orientations are absolute differences: 55 and 35.',
        right: 'They are differences with their sign, modulo 360: 305 and 325.',
        why: 'Without the sign, an edge on the left of the dominant direction and one on its right fall into one bin.',
        wrong: [55, 35],
        answer: (r) => [r.before.get(0), r.before.get(1)],
      },
      {
        stated: 'Only the angles are turned.',
        right:
          'A descriptor turns the grid on which it samples, too; the problem is about the angles alone.',
      },
    ],
    slips: [
      {
        stated: '70 is subtracted after the rotation too',
        right: '95, the turned dominant angle',
        wrong: 70,
        answer: (r) => r.dominant,
      },
      { stated: '70 + 25 − 95', right: '70 + 25 = 95', wrong: 0, answer: (r) => r.dominant },
    ],
  },
  {
    title: 'What histograms say about contrast',
    call: `explainHistogramComparison(
  histogram(new Uint8Array([20, 120, 122, 124, 126, 250])),
  histogram(new Uint8Array([50, 50, 50, 200, 200, 200])),
)`,
    depth: 1,
    errors: [
      {
        stated: 'Contrast is how wide the histogram is.',
        right: 'A measure has to be named: the standard deviation, the range or Michelson’s.',
        why: 'Two outliers make the range wider and change next to nothing that one sees: here the first image has the wider range, and the second one the more contrast by the standard deviation.',
        wrong: 'a',
        answer: (r) => r.moreContrast,
      },
      {
        stated: 'The figures with the histograms are missing.',
        right:
          'Only what must hold between an image and its negative can be checked: the histogram is reversed, and the contrast stays.',
      },
    ],
  },
  {
    title: 'The size of the output of a convolution',
    call: 'explainConvOutputSize(32, { kernel: 3, padding: 1, stride: 2 })',
    errors: [
      {
        stated: 'The padding is subtracted: n − 2p.',
        right: 'It is added: n + 2p.',
        why: 'Padding makes the input larger.',
        wrong: Math.floor((32 - 2 - 2 - 1) / 2) + 1,
        answer: (r) => r,
      },
      {
        stated: 'The numerator ends in −(k − 1).',
        right: 'It ends in −(k − 1) − 1 = −k, as the sheet’s own formula for pooling has it.',
        why: 'Without padding and with stride 1 the output would be one too large; here the two errors together give 15.',
        wrong: 15,
        answer: (r) => r,
      },
    ],
  },
];

/** The differences [level, y, x]. */
function difference(d: Derivation): NumericNdArray {
  return valueIn(d, 'dog');
}

/** The nine numbers around column 1 and row 1 of a level. */
function block(d: Derivation, level: number): number[] {
  const places = [0, 1, 2];
  return places.flatMap((y) => places.map((x) => difference(d).get(level, y, x)));
}
