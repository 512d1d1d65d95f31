// The number of parameters of a transformer, part by part.
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, multiply, power } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { totalOf } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type TransformerParameterCount, transformerParameterCountFor } from './parameter-count.js';
import type { LanguageModelPlan, StackPlan } from './parameters.js';

/**
 * Counts the parameters of a transformer and shows the work: an attention, a feed-forward layer and a norm, how many there
 * are of each, embeddings and output, and their sum.
 *
 * $$4 D^2 + 4 D \text{ an attention}, \quad 2 D h + h + D \text{ a feed-forward layer}, \quad 2 D \text{ a norm}$$
 *
 * @param config - as for `transformerParameterCount`: a language model, or a stack of encoder or decoder layers
 * @returns the derivation; its `result` is what `transformerParameterCount` returns
 * @throws as `transformerParameterCount`
 * @see A. Vaswani et al., "Attention is all you need", 2017, table 3
 *
 * @example
 * A layer of the first transformer.
 * ```ts
 * import { explainTransformerParameterCount, verifyDerivation } from 'fovea';
 * const layer = { kind: 'encoder', width: 512, heads: 8, layers: 1, feedForward: 2048 } as const;
 * const d = explainTransformerParameterCount(layer);
 * d.result.total // => 3152384
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainTransformerParameterCount(
  config: LanguageModelPlan | StackPlan,
): Derivation<TransformerParameterCount> {
  const result = transformerParameterCountFor('explainTransformerParameterCount', config);
  const plan = planOf(config);
  const given: Given[] = [
    { id: 'width', symbol: 'D', title: 'Width of a token', value: config.width },
    { id: 'hidden', symbol: 'h', title: 'Width of the feed-forward layers', value: plan.hidden },
    { id: 'layers', symbol: 'L', title: 'Layers', value: config.layers },
    ...('vocabulary' in config
      ? [
          {
            id: 'vocabulary',
            symbol: 'V',
            title: 'Tokens of the vocabulary',
            value: config.vocabulary,
          },
        ]
      : []),
    ...(result.positions > 0 && 'context' in config
      ? [{ id: 'context', symbol: 'n', title: 'Positions that are learned', value: config.context }]
      : []),
  ];
  const names = ['embedding', 'positions', 'attention', 'feedForward', 'norms', 'output'] as const;
  return createDerivation<TransformerParameterCount>({
    topic: 'transformer',
    title: 'Trainable parameters of a transformer',
    given,
    steps: [...unitSteps(), ...countSteps(plan, result)],
    result,
    answer: {
      record: {
        ...Object.fromEntries(names.map((name) => [name, result[name] === 0 ? 0 : refer(name)])),
        total: refer('total'),
      },
    },
    conclusion: `${result.total} parameters. The number of heads changes nothing: they share the width.`,
    sources: ['A. Vaswani and others, "Attention is all you need", NeurIPS 2017, table 3.'],
  });
}

interface Plan {
  /** Width of the feed-forward layers. */
  readonly hidden: number;
  /** Attentions in a layer of the stack, all stacks together. */
  readonly attentions: number;
  /** Feed-forward layers in one. */
  readonly feedForwards: number;
  /** Norms in one. */
  readonly norms: number;
  /** Norms after the last layers. */
  readonly last: number;
}

function planOf(config: LanguageModelPlan | StackPlan): Plan {
  const { kind = 'language-model', width, feedForward, norm } = config;
  const encoders = kind === 'encoder' || kind === 'encoder-decoder' ? 1 : 0;
  const decoders = kind === 'decoder' || kind === 'encoder-decoder' ? 1 : 0;
  const model = kind === 'language-model' ? 1 : 0;
  const pre = (norm ?? (model === 1 ? 'pre' : 'post')) === 'pre';
  return {
    hidden: feedForward ?? 4 * width,
    attentions: model + encoders + 2 * decoders,
    feedForwards: model + encoders + decoders,
    norms: 2 * (model + encoders) + 3 * decoders,
    last: pre ? model + encoders + decoders : 0,
  };
}

const width = /* @__PURE__ */ refer('width');
const hidden = /* @__PURE__ */ refer('hidden');

function unitSteps(): StepDraft[] {
  return [
    {
      id: 'one-attention',
      symbol: 'A',
      title:
        'An attention: matrices for queries, keys, values and the output, D by D, with a bias each',
      check: add(multiply(4, power(width, 2)), multiply(4, width)),
    },
    {
      id: 'one-feed-forward',
      symbol: 'F',
      title: 'A feed-forward layer: from D to h and back, with biases',
      check: add(multiply(2, width, hidden), hidden, width),
    },
    {
      id: 'one-norm',
      symbol: 'N',
      title: 'A norm: a scale and a shift for each number',
      check: multiply(2, width),
    },
  ];
}

function times(count: number, unit: string): StepExpression {
  return count === 1
    ? multiply(refer('layers'), refer(unit))
    : multiply(count, refer('layers'), refer(unit));
}

function inEach(count: number, what: string): string {
  return count === 1 ? `one ${what} a layer` : `${count} ${what}s a layer`;
}

function countSteps(plan: Plan, result: TransformerParameterCount): StepDraft[] {
  const norms = times(plan.norms, 'one-norm');
  const parts: StepDraft[] = [
    {
      id: 'attention',
      symbol: 'P_A',
      title: `All attentions: ${inEach(plan.attentions, 'attention')}`,
      check: times(plan.attentions, 'one-attention'),
      value: result.attention,
    },
    {
      id: 'feedForward',
      symbol: 'P_F',
      title: `All feed-forward layers: ${inEach(plan.feedForwards, 'block')}`,
      check: times(plan.feedForwards, 'one-feed-forward'),
      value: result.feedForward,
    },
    {
      id: 'norms',
      symbol: 'P_N',
      title: `All norms: ${inEach(plan.norms, 'norm')}${plan.last > 0 ? `, and ${plan.last === 1 ? 'one' : plan.last} at the end` : ''}`,
      check:
        plan.last === 0
          ? norms
          : add(
              norms,
              plan.last === 1 ? refer('one-norm') : multiply(plan.last, refer('one-norm')),
            ),
      value: result.norms,
    },
  ];
  if (result.embedding > 0) {
    parts.push({
      id: 'embedding',
      symbol: 'P_E',
      title: 'The vectors of the tokens',
      check: multiply(refer('vocabulary'), width),
      value: result.embedding,
      ...(result.output === 0
        ? { note: 'They serve as the output matrix too, and count once.' }
        : {}),
    });
  }
  if (result.positions > 0) {
    parts.push({
      id: 'positions',
      symbol: 'P_P',
      title: 'The vectors of the positions',
      check: multiply(refer('context'), width),
      value: result.positions,
    });
  }
  if (result.output > 0) {
    parts.push({
      id: 'output',
      symbol: 'P_O',
      title: 'The matrix that makes the scores of the vocabulary, without a bias',
      check: multiply(width, refer('vocabulary')),
      value: result.output,
    });
  }
  return [
    ...parts,
    {
      id: 'total',
      symbol: 'P',
      title: 'All together',
      check: totalOf(parts.map(({ id }) => refer(id))),
      value: result.total,
    },
  ];
}
