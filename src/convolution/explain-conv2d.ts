// One pixel of a convolution, shown step by step.
import { bindShapes, checkNumber, checkOptions } from '../core/check.js';
import { readArray, wrap } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { conv2dFor } from './conv2d.js';
import { type AxisWindows, type ConvSteps, readWindows } from './windows.js';

/** What `explainConv2d` starts from. */
export interface Conv2dProblem {
  /** One image, shape [c, h, w]. */
  readonly x: ArrayInput;
  /** Filters, shape [o, c / groups, kh, kw]. */
  readonly weight: ArrayInput;
  /** Added to each output channel, shape [o]; none where left out. */
  readonly bias?: ArrayInput | undefined;
}

/** A pixel of an output, counted from 0. */
export interface OutputPixel {
  /** Its channel. */
  readonly channel: number;
  /** Its row. */
  readonly y: number;
  /** Its column. */
  readonly x: number;
}

/** What `explainConv2d` may be told. */
export interface ExplainConv2dOptions extends ConvSteps {
  /** The output pixel, counted from 0: its channel, its row y and its column x. */
  readonly at: OutputPixel;
  /** Into how many groups channels are split; 1 where left out. */
  readonly groups?: number | undefined;
}

/** More products than these no one reads. */
const MOST_PRODUCTS = 200;

const FN = 'explainConv2d';

/**
 * Computes one pixel of a convolution and shows the work: where its window lies, what the window holds, the products
 * with the filter channel by channel, and their sum with the bias.
 *
 * Channels, rows and columns are counted from 0. The kernel is not turned around.
 *
 * @param problem - `x`: one image [c, h, w]; `weight`: filters [o, c / groups, kh, kw]; `bias` [o]
 * @param options - `at`: the output pixel `{ channel, y, x }`; `stride` (1), `padding` (0), `dilation` (1), `groups` (1)
 * as for `conv2d`
 * @returns the derivation; its `result` is that pixel of what `conv2d` returns
 * @throws as `conv2d`; ShapeError where x is no single image, DomainError where there is no such pixel or a filter has
 * more than 200 weights
 *
 * @example
 * An edge detector in the middle of a step.
 * ```ts
 * import { explainConv2d, renderText, verifyDerivation } from 'fovea';
 * const problem = { x: [[[1, 1, 5], [1, 1, 5]]], weight: [[[[-1, 0, 1]]]] };
 * const d = explainConv2d(problem, { at: { channel: 0, y: 1, x: 1 }, padding: [0, 1] });
 * d.result // => 4
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainConv2d(
  problem: Conv2dProblem,
  options: ExplainConv2dOptions,
): Derivation<number> {
  const given = checkOptions(FN, problem, ['x', 'weight', 'bias'], 'problem');
  const asked = checkOptions(FN, options, ['at', 'stride', 'padding', 'dilation', 'groups']);
  const image = copy('x', given.x);
  const weight = copy('weight', given.weight);
  bindShapes(FN, { x: [image, 'c h w'], weight: [weight, 'o channels kh kw'] });
  const { at, ...steps } = asked;
  const whole = conv2dFor('explainConv2d', image, weight, { ...steps, bias: given.bias });
  const place = checkPlace(at, whole.shape);
  const [kernelHeight, kernelWidth] = weight.shape.slice(2) as [number, number];
  const [down, across] = readWindows(FN, 2, [kernelHeight, kernelWidth], steps);
  const channels = weight.shape[1]!;
  const first = Math.floor(place.channel / (weight.shape[0]! / (steps.groups ?? 1))) * channels;
  const products = channels * kernelHeight * kernelWidth;
  if (products > MOST_PRODUCTS) {
    throw new DomainError({
      function: FN,
      argument: 'weight',
      expected: `at most ${MOST_PRODUCTS} weights in a filter`,
      got: String(products),
    });
  }
  const bias = given.bias === undefined ? undefined : copy('bias', given.bias).get(place.channel);
  const result = whole.get(place.channel, place.y, place.x);
  return createDerivation({
    topic: 'convolution',
    title: `One pixel of a convolution: channel ${place.channel}, row ${place.y}, column ${place.x}`,
    given: [
      {
        id: 'x',
        symbol: 'X',
        title: `An image of ${image.shape[0] === 1 ? 'one channel' : `${image.shape[0]} channels`}`,
        note: 'Channels, rows and columns are counted from 0.',
        value: image,
      },
      {
        id: 'w',
        symbol: 'W',
        title: `The filter of output channel ${place.channel}, one kernel for each channel that it sees`,
        value: weight.pick(place.channel),
      },
      ...(bias === undefined
        ? []
        : [{ id: 'b', symbol: 'b', title: 'Its bias', value: bias } satisfies Given]),
      {
        id: 's',
        symbol: 's',
        title: 'Strides, downwards and to the right',
        value: [down!.stride, across!.stride],
      },
      {
        id: 'p',
        symbol: 'p',
        title: 'Padding above and on the left',
        value: [down!.before, across!.before],
      },
      { id: 'i', symbol: 'm', title: 'Row of the output pixel', value: place.y },
      { id: 'j', symbol: 'n', title: 'Column of the output pixel', value: place.x },
    ],
    steps: [
      ...placeSteps(),
      windowStep(image, place, first, channels, down!, across!),
      ...productSteps(channels, first, bias !== undefined, result),
    ],
    result,
    answer: refer('y'),
    symbol: `Y_{${place.channel},${place.y},${place.x}}`,
    sources: [
      'V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 2.',
    ],
  });
}

function copy(argument: string, input: ArrayInput): FloatNdArray {
  const { data, shape } = readArray(FN, argument, input, 'float64');
  return wrap(data.slice(), shape);
}

function checkPlace(at: unknown, shape: readonly number[]): OutputPixel {
  const place = checkOptions<OutputPixel>(
    FN,
    (at ?? {}) as OutputPixel,
    ['channel', 'y', 'x'],
    'at',
  );
  const names = ['channel', 'y', 'x'] as const;
  names.forEach((name, axis) => {
    checkNumber(FN, `at.${name}`, place[name], { integer: true, min: 0, below: shape[axis]! });
  });
  return place;
}

/** First row and column of the window. */
function placeSteps(): StepDraft[] {
  const { multiply, subtract } = stepOperations;
  const step = (id: string, index: string, axis: number, title: string): StepDraft => ({
    id,
    symbol: id,
    title,
    check: subtract(
      multiply(refer('s', [axis], `s_{${axis + 1}}`), refer(index)),
      refer('p', [axis], `p_{${axis + 1}}`),
    ),
  });
  return [
    {
      ...step('r', 'i', 0, 'First row of the window'),
      note: 'Rows and columns below 0 lie in the padding.',
    },
    step('c', 'j', 1, 'First column of the window'),
  ];
}

/** What the window holds: elements of the image, zeros from the padding. */
function windowStep(
  image: FloatNdArray,
  { y, x }: OutputPixel,
  first: number,
  channels: number,
  down: AxisWindows,
  across: AxisWindows,
): StepDraft {
  const [, height, width] = image.shape as [number, number, number];
  let padded = 0;
  const cell = (channel: number, u: number, v: number): StepExpression => {
    const row = y * down.stride - down.before + u * down.dilation;
    const column = x * across.stride - across.before + v * across.dilation;
    if (row >= 0 && row < height && column >= 0 && column < width) {
      return refer('x', [channel, row, column]);
    }
    padded++;
    return 0;
  };
  const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
  const list = range(channels).map(
    (channel): StepExpression => ({
      list: range(down.kernel).map(
        (u): StepExpression => ({
          list: range(across.kernel).map((v) => cell(first + channel, u, v)),
        }),
      ),
    }),
  );
  const dilated = down.dilation !== 1 || across.dilation !== 1;
  return {
    id: 'v',
    symbol: 'V',
    title: 'What the window holds',
    formula: `V_{k,u,v} = X_{${first === 0 ? 'k' : `k + ${first}`},\\; r + ${dilated ? `${down.dilation} ` : ''}u,\\; c + ${dilated ? `${across.dilation} ` : ''}v}`,
    note: padded === 0 ? undefined : 'Zeros stand for the padding.',
    check: { list },
  };
}

/** For each channel the sum of the products, their sum, and the bias. */
function productSteps(
  channels: number,
  first: number,
  biased: boolean,
  result: number,
): StepDraft[] {
  const { add, multiply, sum } = stepOperations;
  const note = 'The kernel is laid on the window as it stands; it is not turned around.';
  const sumOf = (k: number): StepExpression => sum(multiply(refer('w', [k]), refer('v', [k])));
  const last = (title: string, check: StepExpression, more: object = {}): StepDraft => ({
    id: 'y',
    symbol: 'y',
    title,
    check,
    value: result,
    ...more,
  });
  if (channels === 1) {
    const title = 'Multiply each element by its weight and add up';
    if (!biased) return [last(title, sumOf(0), { note })];
    return [
      { id: 'sums', symbol: 'S', title, note, check: sumOf(0) },
      last('Add the bias', add(refer('sums'), refer('b'))),
    ];
  }
  const total = sum(refer('sums'));
  return [
    {
      id: 'sums',
      symbol: 'S',
      title: 'Multiply each element by its weight and add up, channel by channel',
      note,
      formula: 'S_k = \\sum_{u,v} W_{k,u,v} \\, V_{k,u,v}',
      check: { list: Array.from({ length: channels }, (_, k) => refer(`sum-${k}`)) },
      steps: Array.from(
        { length: channels },
        (_, k): StepDraft => ({
          id: `sum-${k}`,
          symbol: `S_{${k}}`,
          title: `Channel ${first + k}`,
          check: sumOf(k),
        }),
      ),
    },
    biased
      ? last('Add the channels up, and the bias', add(total, refer('b')))
      : last('Add the channels up', total),
  ];
}
