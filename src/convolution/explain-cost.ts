// Counts that need no image: parameters of a dense layer, multiplications of convolutions over space and over time.
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, divide, multiply } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { type ConvCost, type ConvCostOptions, conv3dCostFor } from './cost.js';
import {
  type ConvParameterCount,
  type DenseLayerSize,
  denseParameterCountFor,
} from './parameter-count.js';
import { readPerAxis } from './windows.js';

/**
 * Counts the trainable parameters of a dense layer and shows the work: one weight for each pair of an input and an output,
 * one bias for each output, and their sum.
 *
 * @param layer - as for `denseParameterCount`: `inputs`, `outputs`; `bias` (true)
 * @returns the derivation; its `result` is what `denseParameterCount` returns
 * @throws as `denseParameterCount`
 *
 * @example
 * From a flattened image of 28×28 to ten classes.
 * ```ts
 * import { explainDenseParameterCount, verifyDerivation } from 'fovea';
 * const d = explainDenseParameterCount({ inputs: 784, outputs: 10 });
 * d.result // => { weights: 7840, biases: 10, total: 7850 }
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainDenseParameterCount(layer: DenseLayerSize): Derivation<ConvParameterCount> {
  const result = denseParameterCountFor('explainDenseParameterCount', layer);
  const { inputs, outputs, bias = true } = layer;
  return createDerivation<ConvParameterCount>({
    topic: 'convolution',
    title: 'Trainable parameters of a dense layer',
    given: [
      { id: 'in', symbol: 'n', title: 'Numbers that come in', value: inputs },
      { id: 'out', symbol: 'm', title: 'Numbers that go out', value: outputs },
    ],
    steps: [
      {
        id: 'weights',
        symbol: 'W',
        title: 'Weights: one for each pair of an input and an output',
        check: multiply(refer('in'), refer('out')),
        value: result.weights,
      },
      {
        id: 'biases',
        symbol: 'B',
        title: 'Biases',
        note: bias ? 'One for each output, not one for each input.' : 'This layer has none.',
        check: bias ? refer('out') : 0,
        value: result.biases,
      },
      {
        id: 'total',
        symbol: 'P',
        title: 'Both together',
        check: add(refer('weights'), refer('biases')),
        value: result.total,
      },
    ],
    result,
    answer: {
      record: { weights: refer('weights'), biases: refer('biases'), total: refer('total') },
    },
    conclusion: `${result.weights} weights and ${result.biases} ${result.biases === 1 ? 'bias' : 'biases'}: ${result.total} parameters. A convolution would share its weights over all places; this layer does not.`,
  });
}

/** What `explainConv3dCost` arrives at. */
export interface ExplainedConv3dCost {
  /** Multiplications of the three-dimensional convolution over the clip. */
  readonly conv3d: number;
  /** Those of a two-dimensional one over each of its frames. */
  readonly conv2d: number;
  /** How many times as many the three-dimensional one takes. */
  readonly ratio: number;
}

/**
 * Counts the multiplications of a 3-D convolution over a clip and of a 2-D one over each of its frames, and shows the work:
 * the elements of the results, the products that each takes, all of them, and the ratio.
 *
 * @param options - as for `conv3dCost`: `input`: time, height, width; `inputChannels`, `outputChannels`, `kernel`; `stride`,
 * `padding`, `dilation`, `groups`
 * @returns the derivation; its `result` holds the multiplications and the ratio of `conv3dCost`
 * @throws as `conv3dCost`
 * @see D. Tran et al., "Learning spatiotemporal features with 3D convolutional networks", ICCV 2015, section 3.1
 *
 * @example
 * Sixteen frames of 112×112 with kernels over three frames: three times the work.
 * ```ts
 * import { explainConv3dCost, verifyDerivation } from 'fovea';
 * const d = explainConv3dCost({ input: [16, 112, 112], inputChannels: 3, outputChannels: 64, kernel: 3, padding: 1 });
 * d.result.ratio // => 3
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainConv3dCost(options: ConvCostOptions): Derivation<ExplainedConv3dCost> {
  const cost = conv3dCostFor('explainConv3dCost', options);
  const result: ExplainedConv3dCost = {
    conv3d: cost.conv3d.multiplications,
    conv2d: cost.conv2d.multiplications,
    ratio: cost.ratio,
  };
  const kernel = readPerAxis('explainConv3dCost', 'kernel', options.kernel, 3, 1);
  const groups = options.groups ?? 1;
  const grouped = groups > 1;
  return createDerivation<ExplainedConv3dCost>({
    topic: 'convolution',
    title: 'Cost of a 3-D convolution beside a 2-D one over every frame',
    given: [
      { id: 'in', symbol: 'c_{in}', title: 'Channels that come in', value: options.inputChannels },
      {
        id: 'out',
        symbol: 'c_{out}',
        title: 'Channels that go out',
        value: options.outputChannels,
      },
      { id: 'kernel', symbol: 'k', title: 'Kernel: frames, rows, columns', value: kernel },
      ...(grouped
        ? [{ id: 'groups', symbol: 'g', title: 'Groups of channels', value: groups }]
        : []),
      {
        id: 'size3',
        symbol: 'm',
        title: `Size of the result over the clip of ${options.input.join(' × ')}`,
        value: cost.conv3d.outputSize,
      },
      {
        id: 'size2',
        symbol: 'n',
        title: 'Size of the result where each frame is convolved by itself',
        value: cost.conv2d.outputSize,
      },
    ],
    steps: [
      ...costSteps('3', 'size3', 'm', grouped, cost.conv3d),
      ...costSteps('2', 'size2', 'n', grouped, cost.conv2d),
      {
        id: 'ratio',
        symbol: '\\rho',
        title: 'How many times as many the 3-D convolution takes',
        check: divide(refer('all3'), refer('all2')),
        value: result.ratio,
        note: 'Where padding keeps the frames, that is the kernel’s length in time; the weights are so many times as many too.',
      },
    ],
    result,
    answer: {
      record: {
        conv3d: refer('all3'),
        conv2d: refer('all2'),
        ratio: refer('ratio'),
      },
    },
    conclusion: `The 3-D convolution takes ${inWords(result.ratio)} times as many multiplications.`,
    sources: [
      'D. Tran and others, "Learning spatiotemporal features with 3D convolutional networks", ICCV 2015, section 3.1.',
    ],
  });
}

function costSteps(
  d: '2' | '3',
  size: string,
  symbol: string,
  grouped: boolean,
  cost: ConvCost,
): StepDraft[] {
  const along = [0, 1, 2].map((axis) => refer(size, [axis], `${symbol}_{${axis + 1}}`));
  const kernel = (d === '3' ? [0, 1, 2] : [1, 2]).map((axis) =>
    refer('kernel', [axis], `k_{${axis + 1}}`),
  );
  const own = grouped ? divide(refer('in'), refer('groups')) : refer('in');
  return [
    {
      id: `outputs${d}`,
      symbol: `N_{${d}}`,
      title: `${d}-D: elements of the result, all channels together`,
      check: multiply(refer('out'), ...along),
      value: cost.outputs,
    },
    {
      id: `each${d}`,
      symbol: `M_{${d}}`,
      title: `${d}-D: multiplications for each of them${d === '2' ? ', without the kernel’s frames' : ''}`,
      check: multiply(own, ...kernel),
      value: cost.perOutput,
    },
    {
      id: `all${d}`,
      symbol: `C_{${d}}`,
      title: `${d}-D: multiplications in all`,
      check: multiply(refer(`outputs${d}`), refer(`each${d}`)),
      value: cost.multiplications,
    },
  ];
}
