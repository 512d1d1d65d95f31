// The number of parameters of a convolution, shown step by step.
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  type ConvLayerSize,
  type ConvParameterCount,
  convParameterCount,
  type ReadLayer,
  readLayer,
} from './parameter-count.js';

/**
 * Counts the trainable parameters of a convolution and shows the work: the weights of one filter, of all filters, the
 * biases, and their sum.
 *
 * @param layer - as for `convParameterCount`: `inputChannels`, `outputChannels`, `kernel`; `bias` (true), `groups` (1)
 * @returns the derivation; its `result` is what `convParameterCount` returns
 * @throws as `convParameterCount`
 *
 * @example
 * From the course: 2×2 kernels from two channels to three.
 * ```ts
 * import { explainConvParameterCount, renderText, verifyDerivation } from 'fovea';
 * const d = explainConvParameterCount({ inputChannels: 2, outputChannels: 3, kernel: [2, 2] });
 * d.result // => { weights: 24, biases: 3, total: 27 }
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('24 + 3 = 27') // => true
 * ```
 */
export function explainConvParameterCount(layer: ConvLayerSize): Derivation<ConvParameterCount> {
  const read = readLayer('explainConvParameterCount', layer);
  const result = convParameterCount(layer);
  return createDerivation<ConvParameterCount>({
    topic: 'convolution',
    title: 'Trainable parameters of a convolution',
    given: givenOf(read),
    steps: stepsOf(read, result),
    result,
    answer: {
      record: { weights: refer('weights'), biases: refer('biases'), total: refer('total') },
    },
    conclusion: `${result.weights} weights and ${read.bias ? `${result.biases} ${result.biases === 1 ? 'bias' : 'biases'}` : 'no biases'}: ${result.total} parameters. The size of the image does not matter.`,
  });
}

function givenOf({ inputChannels, outputChannels, kernel, groups }: ReadLayer): Given[] {
  return [
    { id: 'in', symbol: 'c_{in}', title: 'Channels that come in', value: inputChannels },
    { id: 'out', symbol: 'c_{out}', title: 'Channels that go out', value: outputChannels },
    { id: 'k', symbol: 'k', title: 'Size of a kernel', value: [...kernel] },
    ...(groups === 1 ? [] : [{ id: 'g', symbol: 'g', title: 'Groups of channels', value: groups }]),
  ];
}

function stepsOf(
  { kernel, groups, bias, inputChannels, outputChannels }: ReadLayer,
  result: ConvParameterCount,
): StepDraft[] {
  const { add, divide, multiply } = stepOperations;
  const [first, ...others] = kernel.map((_, axis) => refer('k', [axis], `k_{${axis + 1}}`));
  const own = groups === 1 ? refer('in') : divide(refer('in'), refer('g'));
  const channels = inputChannels / groups;
  return [
    {
      id: 'filter',
      symbol: 'w',
      title: 'Weights of one filter',
      note:
        channels === 1
          ? 'It sees one channel, so it is a single kernel.'
          : `A filter has a kernel for each of the ${channels} channels that it sees${groups === 1 ? '' : ', those of its group'}, not one kernel for all of them.`,
      check: multiply(own, first!, ...others),
    },
    {
      id: 'weights',
      symbol: 'W',
      title: `Weights of all ${outputChannels} filters, one for each channel that goes out`,
      check: multiply(refer('out'), refer('filter')),
      value: result.weights,
    },
    {
      id: 'biases',
      symbol: 'B',
      title: 'Biases',
      note: bias ? 'One for each filter, not one for each of its kernels.' : 'This layer has none.',
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
  ];
}
