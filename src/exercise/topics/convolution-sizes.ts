// The size of what a convolution gives, and how many parameters it has.
import { explainConvParameterCount } from '../../convolution/explain-parameter-count.js';
import { explainConvOutputSize } from '../../convolution/explain-sizes.js';
import { convParameterCount } from '../../convolution/parameter-count.js';
import { convOutputSize } from '../../convolution/sizes.js';
import { createDerivation } from '../../derivation/create-derivation.js';
import type { StepExpression } from '../../derivation/expression-types.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';

type LayerGiven = {
  /** Height and width. */
  readonly input: readonly number[];
  /** Side of the square kernel. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
};

const sizeOf = ({ input, kernel, stride, padding, dilation }: LayerGiven): number[] =>
  input.map((length) => convOutputSize(length, { kernel, stride, padding, dilation }));
const countOf = ({
  inputChannels,
  outputChannels,
  kernel,
}: LayerGiven): ReturnType<typeof convParameterCount> =>
  convParameterCount({ inputChannels, outputChannels, kernel: [kernel, kernel] });

/** The size by another formula, for each axis. */
function sizeBy(
  given: LayerGiven,
  formula: (length: number, given: LayerGiven) => number,
): number[] | undefined {
  const sizes = given.input.map((length) => formula(length, given));
  return sizes.join() === sizeOf(given).join() ? undefined : sizes;
}

const reach = ({ kernel, dilation }: LayerGiven): number => dilation * (kernel - 1) + 1;

const paddedOnce = (n: number, given: LayerGiven): number =>
  Math.floor((n + given.padding - reach(given)) / given.stride) + 1;
const firstNotCounted = (n: number, given: LayerGiven): number =>
  Math.floor((n + 2 * given.padding - reach(given)) / given.stride);

const reachOneShort = (n: number, given: LayerGiven): number =>
  Math.floor((n + 2 * given.padding - reach(given) + 1) / given.stride) + 1;

/** Height and width, weights, parameters, numbers of the output. */
export const convolutionSizesTopic: Topic<LayerGiven> = {
  id: 'convolution-sizes',
  title: 'Size and parameters of a convolution',
  quantities: {
    input: 'vector',
    kernel: 'number',
    stride: 'number',
    padding: 'number',
    dilation: 'number',
    inputChannels: 'number',
    outputChannels: 'number',
  },
  generate,
  accepts: (given) => given.input.every((length) => length > 2 * reach(given)),
  statement: ({ input, kernel, stride, padding, dilation, inputChannels, outputChannels }) =>
    [
      `A convolution takes an image of ${input.join(' × ')} pixels (height × width) with ${channels(inputChannels)} and gives ${channels(outputChannels)}.`,
      `Its kernel has ${kernel} × ${kernel} elements, its stride is ${stride}, its padding ${padding} on every side, its dilation ${dilation}. Every output channel has a bias.`,
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt: 'What are the height and the width of the output, in this order?',
      marks: 2,
      kind: 'vector',
      value: () => sizeOf(given),
    },
    {
      id: 'b',
      prompt: 'How many weights does the convolution have, not counting biases?',
      marks: 2,
      kind: 'number',
      value: () => countOf(given).weights,
    },
    {
      id: 'c',
      prompt: 'How many parameters does it have in all?',
      marks: 1,
      kind: 'number',
      value: (earlier) => earlier.number('b') + countOf(given).biases,
    },
    {
      id: 'd',
      prompt: 'How many numbers does its output hold, over all channels?',
      marks: 1,
      kind: 'number',
      value: (earlier) =>
        earlier.vector('a').reduce((count, length) => count * length, given.outputChannels),
    },
  ],
  misconceptions: [
    {
      id: 'conv-padding-sign',
      name: 'The padding is taken off',
      explanation: 'Padding makes the input larger: it is added, on both sides.',
      wrong: {
        a: (given) =>
          sizeBy(
            given,
            (n, { stride, padding: p }) => Math.floor((n - 2 * p - reach(given)) / stride) + 1,
          ),
      },
    },
    {
      id: 'conv-padding-once',
      name: 'The padding counts once',
      explanation: 'Padding is added on both sides, so it counts twice.',
      wrong: {
        a: (given) => {
          const sizes = sizeBy(given, paddedOnce);
          // Then the mistake cannot be told from the other.
          return sizes?.join() === sizeBy(given, firstNotCounted)?.join() ? undefined : sizes;
        },
      },
    },
    {
      id: 'conv-first-place-lost',
      name: 'The first place is not counted',
      explanation:
        'The steps of the kernel are counted, and one more for the place it starts from.',
      wrong: { a: (given) => sizeBy(given, firstNotCounted) },
    },
    {
      id: 'conv-off-by-one',
      name: 'The reach of the kernel is one too small',
      explanation:
        'The kernel covers as many places as it reaches over, its first one too: take k, not k − 1, off the padded input before 1 is added.',
      wrong: { a: (given) => sizeBy(given, reachOneShort) },
    },
    {
      id: 'conv-padding-sign-off-by-one',
      name: 'The padding is taken off, and the kernel is one too small',
      explanation:
        'Padding is added on both sides, and the whole reach of the kernel is taken off, not one less.',
      wrong: {
        a: (given) =>
          sizeBy(
            given,
            (n, { stride, padding: p }) => Math.floor((n - 2 * p - reach(given) + 1) / stride) + 1,
          ),
      },
    },
    {
      id: 'conv-ceil',
      name: 'Rounded up',
      explanation: 'A kernel that does not fit any more gives no output: round down.',
      wrong: {
        a: (given) => {
          const sizes = sizeBy(
            given,
            (n, { stride, padding: p }) => Math.ceil((n + 2 * p - reach(given)) / stride) + 1,
          );
          // With a stride of 2 the mistake cannot be told from the kernel being one too small.
          return sizes?.join() === sizeBy(given, reachOneShort)?.join() ? undefined : sizes;
        },
      },
    },
    {
      id: 'conv-dilation-ignored',
      name: 'The dilation is left out',
      explanation: 'A dilated kernel reaches farther: the gaps between its elements count.',
      wrong: {
        a: (given) =>
          sizeBy(
            given,
            (n, { stride, padding: p, kernel }) => Math.floor((n + 2 * p - kernel) / stride) + 1,
          ),
      },
    },
    {
      id: 'conv-ignores-in-channels',
      name: 'The input channels are left out',
      explanation: 'Each filter has a kernel for every input channel.',
      wrong: { b: (given) => countOf(given).weights / given.inputChannels },
    },
    {
      id: 'conv-ignores-out-channels',
      name: 'The output channels are left out',
      explanation: 'There is a filter for every output channel.',
      wrong: {
        b: (given) => countOf(given).weights / given.outputChannels,
        d: (_, earlier) => earlier.vector('a').reduce((count, length) => count * length, 1),
      },
    },
    {
      id: 'conv-kernel-side',
      name: 'The side of the kernel is taken for its area',
      explanation: 'A square kernel has its side times its side of elements.',
      wrong: { b: (given) => countOf(given).weights / given.kernel },
    },
    {
      id: 'conv-no-bias',
      name: 'The biases are left out',
      explanation: 'Every output channel has a bias, which is a parameter too.',
      wrong: { c: (_, earlier) => earlier.number('b') },
    },
    {
      id: 'conv-bias-per-kernel',
      name: 'Every kernel has a bias',
      explanation: 'There is one bias for each output channel, not one for each kernel in it.',
      wrong: {
        c: ({ inputChannels, outputChannels }, earlier) =>
          earlier.number('b') + inputChannels * outputChannels,
      },
    },
    {
      id: 'conv-input-size',
      name: 'The size of the input is taken for that of the output',
      explanation: 'The output has its own height and width, those of the first question.',
      wrong: {
        d: (given) =>
          given.input.join() === sizeOf(given).join()
            ? undefined
            : given.input.reduce((count, length) => count * length, given.outputChannels),
      },
    },
  ],
  solve: (given): Derivation => {
    const { input, kernel, stride, padding, dilation, inputChannels, outputChannels } = given;
    return joinDerivations('Size and parameters of a convolution', [
      {
        id: 'size',
        title: 'Height and width of the output',
        derivation: explainConvOutputSize(input, { kernel, stride, padding, dilation }),
      },
      {
        id: 'parameters',
        title: 'Weights, biases, parameters',
        derivation: explainConvParameterCount({
          inputChannels,
          outputChannels,
          kernel: [kernel, kernel],
        }),
        from: { k: 'size-k' },
      },
      {
        id: 'numbers',
        title: 'Numbers of the output',
        derivation: numbersOf(given),
        from: { size: 'size-size', out: 'parameters-out' },
      },
    ]);
  },
};

function numbersOf(given: LayerGiven): Derivation {
  const size = sizeOf(given);
  const of = (axis: number, symbol: string): StepExpression => refer('size', [axis], symbol);
  return createDerivation<number>({
    topic: 'convolution',
    title: 'How many numbers come out',
    given: [
      { id: 'size', symbol: 'm', title: 'Height and width of the output', value: size },
      { id: 'out', symbol: 'c_{out}', title: 'Channels that go out', value: given.outputChannels },
    ],
    steps: [
      {
        id: 'numbers',
        symbol: 'M',
        title: 'Each channel has the whole height and width',
        check: stepOperations.multiply(refer('out'), of(0, 'm_1'), of(1, 'm_2')),
      },
    ],
    result: size.reduce((count, length) => count * length, given.outputChannels),
    answer: refer('numbers'),
  });
}

function channels(count: number): string {
  return count === 1 ? 'one channel' : `${count} channels`;
}

function generate(draw: Draw, difficulty: Difficulty): LayerGiven {
  const easy = difficulty === 'easy';
  return {
    input: draw.ownIntegers(2, 12, easy ? 64 : 128),
    kernel: draw.pick(easy ? [3, 5] : [3, 4, 5, 7]),
    stride: easy ? 1 : draw.integer(2, 4),
    padding: draw.integer(1, easy ? 2 : 3),
    dilation: difficulty === 'hard' ? draw.integer(2, 3) : 1,
    inputChannels: draw.integer(2, easy ? 16 : 64),
    outputChannels: draw.integer(2, easy ? 32 : 128),
  };
}
