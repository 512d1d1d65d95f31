// The forward pass as steps: every z and a with its numbers, and the loss.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import {
  abs,
  add,
  choose,
  divide,
  exp,
  greater,
  item,
  log,
  maximum,
  multiply,
  negate,
  power,
  sigmoid,
  softmax,
  subtract,
  tanh,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { totalOf } from '../derivation/phrases.js';
import { nameLatex } from '../expression/symbols.js';
import { LOSS_NAME, range } from './network-names.js';
import { latexAt, layerWords, listOf, type Sheet, titleOf, tupleLatex } from './network-sheet.js';
import type { NetworkLoss } from './network-types.js';

/** Beyond this e^z overflows soon. */
const LARGE_EXPONENT = 500;

/** Outputs nearer to 0 or 1 than this have too few digits left for the logarithm of what is missing. */
const SATURATED = 1e-3;

/** The steps of each layer. */
export function forwardSteps(sheet: Sheet): StepDraft[] {
  return sheet.net.layers.map(({ activation }, layer): StepDraft => {
    const units = range(sheet.size(layer));
    const sums = units.map((j) => sumStep(sheet, layer, j));
    const activations = units.map((j) => activationStep(sheet, layer, j));
    const mixed = activation === 'softmax';
    const names = units.map((j) => nameLatex(sheet.naming.a(layer, j)));
    const all = listOf(units.map((j) => refer(sheet.naming.a(layer, j))));
    return {
      id: `forward ${layer + 1}`,
      title: `Forward through ${layerWords(sheet.net, layer)}: weighted sums, then ${WORDS[activation]}`,
      formula: tupleLatex(names),
      check: all,
      steps: mixed ? [...sums, ...activations] : units.flatMap((j) => [sums[j]!, activations[j]!]),
    };
  });
}

const WORDS = {
  sigmoid: 'the sigmoid of each',
  tanh: 'tanh of each',
  relu: 'relu of each',
  identity: 'nothing else',
  softmax: 'softmax over all of them',
} as const;

function sumStep(sheet: Sheet, layer: number, j: number): StepDraft {
  const products = range(sheet.size(layer - 1)).map((i) =>
    multiply(sheet.weight(layer, i, j), sheet.activation(layer - 1, i)),
  );
  const [first, ...rest] = products;
  const name = sheet.naming.z(layer, j);
  return {
    id: name,
    title: `Weighted sum ${titleOf(name)}`,
    symbol: nameLatex(name),
    check: add(first!, ...rest, sheet.bias(layer, j)),
    value: sheet.pass.layers[layer]!.z.data[j]!,
  };
}

function activationStep(sheet: Sheet, layer: number, j: number): StepDraft {
  const name = sheet.naming.a(layer, j);
  return {
    id: name,
    title: `Activation ${titleOf(name)}`,
    symbol: nameLatex(name),
    check: activationOf(sheet, layer, j),
    value: sheet.pass.layers[layer]!.a.data[j]!,
  };
}

function activationOf(sheet: Sheet, layer: number, j: number): StepExpression {
  const z = sheet.sum(layer, j);
  switch (sheet.net.layers[layer]!.activation) {
    case 'sigmoid':
      return sigmoid(z);
    case 'tanh':
      return tanh(z);
    case 'relu':
      return maximum(0, z);
    case 'identity':
      return z;
    case 'softmax': {
      const sums = range(sheet.size(layer)).map((k) => sheet.sum(layer, k));
      const values: Iterable<number> = sheet.pass.layers[layer]!.z.data;
      if ([...values].some((value) => Math.abs(value) > LARGE_EXPONENT)) {
        return item(softmax({ list: sums }), j);
      }
      const [first, ...rest] = sums.map((sum) => exp(sum));
      return divide(exp(z), add(first!, ...rest));
    }
  }
}

/** The loss of the output. */
export function lossStep(sheet: Sheet, value: number): StepDraft {
  const last = sheet.net.layers.length - 1;
  const outputs: readonly number[] = Array.from(sheet.pass.output.data);
  const { loss } = sheet.net;
  const probabilities = loss === 'binary-cross-entropy' || loss === 'cross-entropy';
  const near = outputs.some((a) => a < SATURATED || a > 1 - SATURATED);
  const stable = probabilities && near;
  const names = range(outputs.length).map((j) => titleOf(sheet.naming.a(last, j)));
  return {
    id: LOSS_NAME,
    title: `Loss: ${LOSS_WORDS[loss]}`,
    symbol: LOSS_NAME,
    check: stable ? stableLoss(sheet, last) : plainLoss(sheet, last),
    value,
    ...(stable
      ? {
          note: `Outputs (${names.join(', ')}) so close to 0 or 1 have too few digits left for logarithms: the loss is taken from the weighted sums, by ${
            loss === 'cross-entropy' ? 'ln softmax(z)' : '−ln σ(z) = ln(1 + e^(−z))'
          }.`,
        }
      : {}),
  };
}

const LOSS_WORDS = {
  'half-squared-error': 'half the squared error',
  'mean-squared-error': 'mean squared error',
  'binary-cross-entropy': 'binary cross-entropy',
  'cross-entropy': 'cross-entropy',
} as const;

type Term = (a: StepExpression, y: StepExpression) => StepExpression;

const squared: Term = (a, y) => power(subtract(a, y), 2);

/** What each output adds to the loss, but for sign and factor. */
const TERMS: { readonly [loss in NetworkLoss]: Term } = {
  'half-squared-error': squared,
  'mean-squared-error': squared,
  'binary-cross-entropy': (a, y) =>
    subtract(negate(multiply(y, log(a))), multiply(subtract(1, y), log(subtract(1, a)))),
  'cross-entropy': (a, y) => multiply(y, log(a)),
};

function plainLoss(sheet: Sheet, last: number): StepExpression {
  const units = range(sheet.size(last));
  const terms = units.map((j) => TERMS[sheet.net.loss](sheet.activation(last, j), sheet.target(j)));
  switch (sheet.net.loss) {
    case 'half-squared-error':
      return multiply(divide(1, 2), totalOf(terms));
    case 'mean-squared-error':
      return terms.length === 1 ? terms[0]! : divide(totalOf(terms), terms.length);
    case 'binary-cross-entropy':
      return totalOf(terms);
    case 'cross-entropy':
      return negate(totalOf(terms));
  }
}

function stableLoss(sheet: Sheet, last: number): StepExpression {
  const units = range(sheet.size(last));
  const sums = units.map((j) => sheet.sum(last, j));
  if (sheet.net.loss === 'binary-cross-entropy') {
    // ln(1 + e^u) as max(0, u) + ln(1 + e^(−|u|)): neither overflows nor rounds to 0
    const softplus = (u: StepExpression, size: StepExpression): StepExpression =>
      add(maximum(0, u), log(add(1, exp(negate(size)))));
    return totalOf(
      units.map((j) => {
        const [z, y] = [sums[j]!, sheet.target(j)];
        const size = abs(z);
        return add(
          multiply(y, softplus(negate(z), size)),
          multiply(subtract(1, y), softplus(z, size)),
        );
      }),
    );
  }
  // −Σ y (z − m − ln Σ e^(z − m)) with the largest sum m
  const largest = maximum(sums[0]!, ...sums.slice(1));
  const exponentials = sums.map((z) => exp(subtract(z, largest)));
  const total = log(totalOf(exponentials));
  return totalOf(
    units.map((j) => multiply(sheet.target(j), add(subtract(largest, sums[j]!), total))),
  );
}

/** The derivative of an activation that works on each unit alone. */
export function slopeCheck(sheet: Sheet, layer: number, j: number): StepExpression {
  const [z, a] = [sheet.sum(layer, j), sheet.activation(layer, j)];
  switch (sheet.net.layers[layer]!.activation) {
    case 'sigmoid':
      return multiply(a, subtract(1, a));
    case 'tanh':
      return subtract(1, power(a, 2));
    case 'relu':
      return choose(greater(z, 0), 1, 0);
    default:
      return 1;
  }
}

/** The same in LaTeX; empty where it is 1. */
export function slopeLatex(sheet: Sheet, layer: number, j: number): string {
  const [z, a] = [latexAt(sheet.sum(layer, j)), latexAt(sheet.activation(layer, j))];
  switch (sheet.net.layers[layer]!.activation) {
    case 'sigmoid':
      return `${a} (1 - ${a})`;
    case 'tanh':
      return `(1 - ${a}^2)`;
    case 'relu':
      return `[${z} > 0]`;
    default:
      return '';
  }
}
