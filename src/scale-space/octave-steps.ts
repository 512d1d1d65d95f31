// The steps of an octave's blurs: kernels, the matrices that they make, and the sums of one pixel.
import { wrap } from '../core/create.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  divide,
  dot,
  exp,
  matmul,
  multiply,
  negate,
  power,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { totalOf } from '../derivation/phrases.js';
import { gaussianTaps } from '../filter/gaussian-kernel.js';
import { borderIndex } from '../kernels/scalar/border.js';
import { TRUNCATE } from './octaves.js';

/** The taps of the kernel that makes image i. */
export function kernelStep(blur: number, i: number): StepDraft {
  const taps = gaussianTaps(blur, TRUNCATE);
  const radius = (taps.length - 1) / 2;
  const offsets = Array.from(taps, (_, u) => u - radius);
  const formula = `g_{${i}} = w / \\sum_u w(u)`;
  return {
    id: `kernel-${i}`,
    symbol: `g_{${i}}`,
    title: `Of the blur that makes image ${i}: ${radius} to each side of the middle`,
    formula,
    substitution: formula,
    check: divide(refer(`weights-${i}`), sum(refer(`weights-${i}`))),
    value: wrap(Float64Array.from(taps), [taps.length]),
    steps: [
      {
        id: `weights-${i}`,
        symbol: 'w',
        title: `The Gaussian at each place from −${radius} to ${radius}`,
        formula: `w(u) = e^{-u^2 / (2 \\Delta_{${i}}^2)}`,
        substitution: `w(u) = e^{-u^2 / (2 \\Delta_{${i}}^2)}`,
        check: exp(
          negate(divide(power({ list: offsets }, 2), multiply(2, power(refer(`blur-${i}`), 2)))),
        ),
      },
    ],
  };
}

/** What each place of a line gives to one: the kernel around it, folded back at the border. */
function weightsAt(i: number, blur: number, length: number, place: number): StepExpression {
  const taps = gaussianTaps(blur, TRUNCATE).length;
  const terms = Array.from({ length }, (): StepExpression[] => []);
  for (let t = 0; t < taps; t++) {
    const index = borderIndex(place + t - (taps - 1) / 2, length, 'reflect');
    terms[index]!.push(refer(`kernel-${i}`, [t]));
  }
  return { list: terms.map(totalOf) };
}

/** The blur of a line as a matrix, a row for each place. */
export function blurMatrix(i: number, blur: number, length: number): StepExpression {
  return { list: Array.from({ length }, (_, place) => weightsAt(i, blur, length, place)) };
}

/** The pixel in each image, and its sums in the second. */
export function pixelStep(
  { x, y }: { readonly x: number; readonly y: number },
  blur: number,
  [height, width]: readonly [number, number],
  values: readonly number[],
): StepDraft {
  const weights = (line: 'column' | 'row', length: number, place: number): StepDraft => {
    const symbol = line === 'column' ? '\\beta_x' : '\\beta_y';
    return {
      id: `weights-of-${line}`,
      symbol,
      title: `What each ${line} counts for ${line} ${place}: the kernel around it, folded back at the border`,
      formula: symbol,
      substitution: symbol,
      check: weightsAt(1, blur, length, place),
    };
  };
  const formula = `L_i(${x}, ${y})`;
  return {
    id: 'values',
    symbol: formula,
    title: `The pixel in column ${x}, row ${y} in each of them`,
    note: 'The more an image is blurred, the nearer a pixel comes to the mean around it.',
    formula,
    substitution: formula,
    check: { list: values.map((_, i) => refer(`image-${i}`, [y, x])) },
    value: [...values],
    steps: [
      weights('column', width, x),
      weights('row', height, y),
      {
        id: 'along',
        symbol: 'R',
        title: `Each row of image 0, blurred at column ${x}`,
        formula: 'R = L_{0}\\, \\beta_x',
        substitution: 'R = L_{0}\\, \\beta_x',
        check: matmul(refer('image-0'), refer('weights-of-column')),
      },
      {
        id: 'pixel',
        symbol: `L_{1}(${x}, ${y})`,
        title: 'These blurred down the column: the pixel of image 1',
        check: dot(refer('weights-of-row'), refer('along')),
        value: values[1]!,
      },
    ],
  };
}
