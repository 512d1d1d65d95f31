// The size of a convolution, shown step by step.
import type { StepDraft } from '../derivation/create-derivation.js';
import { createDerivation } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type ConvSizeOptions, convOutputSizeFor, readConvSize, type SizeLike } from './sizes.js';
import { type AxisWindows, type PerAxis, reachOf } from './windows.js';

/**
 * Computes the size of what a convolution gives and shows the work: what the kernel reaches over, the padded input, the
 * steps that are left, and one for the first place.
 *
 * @param input - n, one whole number, or one for each axis
 * @param options - as for `convOutputSize`: `kernel`; `stride` (1), `padding` (0), `dilation` (1)
 * @returns the derivation; its `result` is what `convOutputSize` returns
 * @throws as `convOutputSize`
 * @see V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016, relationships 6 and 15
 *
 * @example
 * A kernel of 3 with padding on both sides, moved by 2.
 * ```ts
 * import { explainConvOutputSize, renderText, verifyDerivation } from 'fovea';
 * const d = explainConvOutputSize(32, { kernel: 3, padding: 1, stride: 2 });
 * d.result // => 16
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('N = n + 2 p = 32 + 2 · 1 = 34') // => true
 * ```
 */
export function explainConvOutputSize<I extends PerAxis>(
  input: I,
  options: ConvSizeOptions,
): Derivation<SizeLike<I>>;
export function explainConvOutputSize(
  input: PerAxis,
  options: ConvSizeOptions,
): Derivation<PerAxis> {
  const { lengths, windows } = readConvSize('explainConvOutputSize', input, options);
  const result = convOutputSizeFor('explainConvOutputSize', input, options);
  const like = (numbers: readonly number[]): PerAxis =>
    typeof input === 'number' ? numbers[0]! : [...numbers];
  const even = windows.every(({ before, after }) => before === after);
  const axes = typeof input === 'number' ? '' : ', for each axis';
  return createDerivation<PerAxis>({
    topic: 'convolution',
    title: `Size of the output of a convolution${axes}`,
    given: [
      given('n', 'n', `Size of the input${axes}`, like(lengths)),
      given('k', 'k', `Size of the kernel${axes}`, like(windows.map(({ kernel }) => kernel))),
      given('s', 's', `Stride${axes}`, like(windows.map(({ stride }) => stride))),
      ...paddingOf(windows, even, like, axes),
      given('d', 'd', `Dilation${axes}`, like(windows.map(({ dilation }) => dilation))),
    ],
    steps: stepsOf(lengths, windows, even, result),
    result,
    answer: refer('size'),
    conclusion:
      typeof result === 'number'
        ? `The output has ${result === 1 ? 'one element' : `${result} elements`}.`
        : `The output has the size ${result.join(' × ')}.`,
    sources: [
      'V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016, relationships 6 and 15.',
    ],
  });
}

function given(id: string, symbol: string, title: string, value: PerAxis): Given {
  return { id, symbol, title, value };
}

function paddingOf(
  windows: readonly AxisWindows[],
  even: boolean,
  like: (numbers: readonly number[]) => PerAxis,
  axes: string,
): Given[] {
  const before = like(windows.map((window) => window.before));
  if (even) return [given('p', 'p', `Padding on either side${axes}`, before)];
  return [
    given('before', 'p', `Padding before the input${axes}`, before),
    given(
      'after',
      'q',
      `Padding after the input${axes}`,
      like(windows.map((window) => window.after)),
    ),
  ];
}

function stepsOf(
  lengths: readonly number[],
  windows: readonly AxisWindows[],
  even: boolean,
  result: PerAxis,
): StepDraft[] {
  const { add, divide, floor, multiply, subtract } = stepOperations;
  const rests = lengths.map((length, axis) => {
    const window = windows[axis]!;
    return (length + window.before + window.after - reachOf(window)) % window.stride;
  });
  return [
    {
      id: 'formula',
      kind: 'statement',
      title: 'The formula',
      formula: `m = \\left\\lfloor \\frac{n + ${even ? '2 p' : 'p + q'} - d \\, (k - 1) - 1}{s} \\right\\rfloor + 1`,
      note: 'Padding makes the input larger, so it is added. Two parts are counted: how many strides fit behind the first place of the kernel, and that place itself.',
    },
    {
      id: 'reach',
      symbol: 'r',
      title: 'What the kernel reaches over, from its first element to its last',
      note: windows.every(({ dilation }) => dilation === 1)
        ? 'Without dilation its elements are neighbours, so it reaches as far as it is long.'
        : undefined,
      check: add(multiply(refer('d'), subtract(refer('k'), 1)), 1),
    },
    {
      id: 'padded',
      symbol: 'N',
      title: 'The input with its padding',
      check: even
        ? add(refer('n'), multiply(2, refer('p')))
        : add(refer('n'), refer('before'), refer('after')),
    },
    {
      id: 'room',
      symbol: 'R',
      title: 'How far the kernel can move from its first place',
      check: subtract(refer('padded'), refer('reach')),
    },
    {
      id: 'moves',
      symbol: 't',
      title: 'Whole strides that it can move',
      note: restNote(rests),
      check: floor(divide(refer('room'), refer('s'))),
    },
    {
      id: 'size',
      symbol: 'm',
      title: 'Its first place counts too',
      check: add(refer('moves'), 1),
      value: result,
    },
  ];
}

function restNote(rests: readonly number[]): string | undefined {
  const left = rests.flatMap((rest, axis) => {
    if (rest === 0) return [];
    const elements = rest === 1 ? 'The last element' : `The last ${rest} elements`;
    const where = rests.length === 1 ? '' : ` of axis ${axis}`;
    return [`${elements} of the padded input${where} ${rest === 1 ? 'is' : 'are'} in no window.`];
  });
  return left.length === 0 ? undefined : left.join(' ');
}
