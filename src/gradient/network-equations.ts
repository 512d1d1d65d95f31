// A network written out as equations, so that everything that works on equations works on networks.
import { checkOptions } from '../core/check.js';
import type { ArrayInput } from '../core/types.js';
import { apply, symbol } from '../expression/build.js';
import type { Definition, Equations, SymbolicExpression } from '../expression/types.js';
import { runPass } from './network-backward.js';
import { LOSS_NAME, type Naming, type NetworkNames, nameNetwork, range } from './network-names.js';
import { checkSample } from './network-sample.js';
import type { Network, NetworkInput, NetworkLoss } from './network-types.js';

/** What `networkEquations` may be told. */
export interface NetworkEquationsOptions {
  /** What the neurons are called. */
  names?: NetworkNames | undefined;
}

/** A network as equations, with the numbers of one sample. */
export interface NetworkEquations {
  /** The definitions of every z, every a and the loss, for `derive` and `gradientStep`. */
  readonly equations: Equations;
  /** The name of the loss, "L". */
  readonly loss: string;
  /** Names of the weights and biases, layer by layer. */
  readonly parameters: readonly string[];
  /** A number for each input, target, weight and bias. */
  readonly values: Readonly<Record<string, number>>;
}

/**
 * A network and one sample as equations, for `derive` and `gradientStep`: the chain rule in symbols, path by
 * path, where `explainBackwardPass` goes by δ.
 *
 * The equations are the formulas for the eye: where an output rounds to 0 or 1 a cross-entropy has no value
 * in them, while `backwardPass` has.
 *
 * @param net - made by `network`
 * @param x - one sample [in]
 * @param y - its targets [out]; a number for one output
 * @param options - `names`: what the neurons are called
 * @returns `equations`, `loss`, `parameters`, `values`
 * @throws ShapeError for a batch, KindError and DomainError for names that do not fit, and what
 * `backwardPass` throws
 *
 * @example
 * The gradient of a weight, in symbols.
 * ```ts
 * import { derive, network, networkEquations } from 'fovea';
 * const net = network({
 *   layers: [{ weights: [[0.5], [1]], bias: [0], activation: 'sigmoid' }],
 *   loss: 'half-squared-error',
 * });
 * const { equations, loss, values } = networkEquations(net, [2, -1], 1, { names: { nodes: [[1, 2], [3]] } });
 * const d = derive(equations, loss, 'w13', { values });
 * d.result.expression // => '(a3 - y) * a3 * (1 - a3) * x1'
 * d.result.value // => -0.25
 * ```
 */
export function networkEquations(
  net: NetworkInput,
  x: ArrayInput,
  y: ArrayInput | number,
  options?: NetworkEquationsOptions,
): NetworkEquations {
  const fn = 'networkEquations';
  const { names } = checkOptions(fn, options, ['names']);
  const read = runPass(fn, net, x, y);
  checkSample(fn, read);
  const totals = read.net.layers.flatMap(({ activation }, layer) =>
    activation === 'softmax' ? [totalName(layer)] : [],
  );
  const naming = nameNetwork(fn, read.net, names, totals);
  const values: Record<string, number> = {};
  const parameters: string[] = [];
  naming.inputs.forEach((name, i) => {
    values[name] = read.x.get(0, i);
  });
  read.net.layers.forEach(({ weights, bias }, layer) => {
    const [from = 0, to = 0] = weights.shape;
    for (let j = 0; j < to; j++) {
      for (let i = 0; i < from; i++) {
        const name = naming.weight(layer, i, j);
        parameters.push(name);
        values[name] = weights.get(i, j);
      }
      parameters.push(naming.bias(layer, j));
      values[naming.bias(layer, j)] = bias.get(j);
    }
  });
  naming.targets.forEach((name, i) => {
    values[name] = read.y.get(0, i);
  });
  const definitions = definitionsOf(read.net, naming);
  const inputs = Object.keys(values);
  return { equations: { definitions, inputs }, loss: LOSS_NAME, parameters, values };
}

/** The sum of the exponentials of a softmax layer. */
function totalName(layer: number): string {
  return `s_${layer + 1}`;
}

function definitionsOf(net: Network, naming: Naming): Definition[] {
  const definitions: Definition[] = [];
  let before = naming.inputs;
  net.layers.forEach(({ weights, activation }, layer) => {
    const [from = 0, to = 0] = weights.shape;
    const units = range(to);
    for (const j of units) {
      const terms = range(from).map((i) =>
        apply('multiply', symbol(naming.weight(layer, i, j)), symbol(before[i]!)),
      );
      const expression = sumOf([...terms, symbol(naming.bias(layer, j))]);
      definitions.push({ name: naming.z(layer, j), expression });
    }
    const sums = units.map((j) => symbol(naming.z(layer, j)));
    // A sum of its own, so that every output of softmax refers to it.
    const total = totalName(layer);
    if (activation === 'softmax') {
      definitions.push({ name: total, expression: sumOf(sums.map((z) => apply('exp', z))) });
    }
    const activated = (z: SymbolicExpression): SymbolicExpression => {
      if (activation === 'identity') return z;
      if (activation === 'softmax') return apply('divide', apply('exp', z), symbol(total));
      return apply(activation, z);
    };
    for (const j of units) {
      definitions.push({ name: naming.a(layer, j), expression: activated(sums[j]!) });
    }
    before = units.map((j) => naming.a(layer, j));
  });
  return [...definitions, { name: LOSS_NAME, expression: lossOf(net, before, naming.targets) }];
}

type Term = (a: SymbolicExpression, y: SymbolicExpression) => SymbolicExpression;

const squared: Term = (a, y) => apply('power', apply('subtract', a, y), 2);

/** What each output adds to the loss, but for sign and factor. */
const TERMS: { readonly [loss in NetworkLoss]: Term } = {
  'half-squared-error': squared,
  'mean-squared-error': squared,
  'binary-cross-entropy': (a, y) =>
    apply(
      'add',
      apply('multiply', y, apply('log', a)),
      apply('multiply', apply('subtract', 1, y), apply('log', apply('subtract', 1, a))),
    ),
  'cross-entropy': (a, y) => apply('multiply', y, apply('log', a)),
};

function lossOf(
  net: Network,
  outputs: readonly string[],
  targets: readonly string[],
): SymbolicExpression {
  const terms = outputs.map((a, i) => TERMS[net.loss](symbol(a), symbol(targets[i]!)));
  const sum = sumOf(terms);
  switch (net.loss) {
    case 'half-squared-error':
      return apply('divide', sum, 2);
    case 'mean-squared-error':
      return terms.length === 1 ? sum : apply('divide', sum, terms.length);
    default:
      return apply('negate', sum);
  }
}

function sumOf(terms: readonly SymbolicExpression[]): SymbolicExpression {
  return terms.reduce((sum, term) => apply('add', sum, term));
}
