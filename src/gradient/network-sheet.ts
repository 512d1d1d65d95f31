// The quantities of a network as the steps of a derivation refer to them.
import { wrap } from '../core/create.js';
import type { FloatNdArray } from '../core/types.js';
import type { StepExpression, StepReference } from '../derivation/expression-types.js';
import { latexToText } from '../derivation/math-text.js';
import { refer } from '../derivation/operations.js';
import type { Given } from '../derivation/types.js';
import { nameLatex } from '../expression/symbols.js';
import { LOSS_NAME, type Naming, range } from './network-names.js';
import type { ForwardPass, Network } from './network-types.js';

/** A network with one sample, named, as it is put on paper. Layers, inputs and units count from 0. */
export interface Sheet {
  readonly net: Network;
  readonly naming: Naming;
  readonly pass: ForwardPass;
  readonly given: readonly Given[];
  /** What unit j of a layer gives; of layer −1: input j. */
  readonly activation: (layer: number, j: number) => StepReference;
  readonly sum: (layer: number, j: number) => StepReference;
  readonly weight: (layer: number, i: number, j: number) => StepReference;
  readonly bias: (layer: number, j: number) => StepReference;
  readonly target: (j: number) => StepReference;
  /** Number of units of a layer; of layer −1: of inputs. */
  readonly size: (layer: number) => number;
}

/** LaTeX of what a reference refers to. */
export function latexAt(reference: StepReference): string {
  return reference.symbol ?? nameLatex(reference.ref);
}

/** `\frac{\partial L}{\partial w}` */
export function partial(above: string, below: string): string {
  return `\\frac{\\partial ${above}}{\\partial ${below}}`;
}

/** The derivative of the loss by a quantity, in LaTeX. */
export function slopeOfLoss(below: string): string {
  return partial(LOSS_NAME, below);
}

/** Parts in parentheses; one alone. */
export function tupleLatex(parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `\\left(${parts.join(',\\, ')}\\right)`;
}

/** A list of values; one alone. */
export function listOf(parts: readonly StepExpression[]): StepExpression {
  return parts.length === 1 ? parts[0]! : { list: parts };
}

/** A layer's weights or what belongs to them: `W^{(1)}`. */
export function matrixLatex(net: Network, letter: string, layer: number): string {
  return net.layers.length === 1 ? letter : `${letter}^{(${layer + 1})}`;
}

/** "layer 1", "layer 2 (output)", "the layer", as it stands in titles. */
export function layerWords(net: Network, layer: number): string {
  if (net.layers.length === 1) return 'the layer';
  return `layer ${layer + 1}${layer === net.layers.length - 1 ? ' (output)' : ''}`;
}

/** A name as it stands in titles: z₄. */
export function titleOf(name: string): string {
  return latexToText(nameLatex(name));
}

/** Puts a network and a sample on paper. */
export function createSheet(
  net: Network,
  naming: Naming,
  x: FloatNdArray,
  y: FloatNdArray | undefined,
  pass: ForwardPass,
): Sheet {
  const given: Given[] = [];
  const vector = (
    id: string,
    title: string,
    names: readonly string[],
    values: FloatNdArray,
  ): ((j: number) => StepReference) => {
    const latex = names.map(nameLatex);
    const value = names.length === 1 ? values.data[0]! : wrap(values.data.slice(), [names.length]);
    given.push({ id, symbol: tupleLatex(latex), title, value });
    return (j) => refer(id, names.length === 1 ? undefined : [j], latex[j]);
  };
  const input = vector('inputs', 'Inputs', naming.inputs, x);
  const target = y === undefined ? undefined : vector('targets', 'Targets', naming.targets, y);
  const parameters = net.layers.map(({ weights, bias }, layer) => {
    const [from = 0, to = 0] = weights.shape;
    const latex = range(from).map((i) =>
      range(to).map((j) => nameLatex(naming.weight(layer, i, j))),
    );
    const which = net.layers.length === 1 ? '' : ` of layer ${layer + 1}`;
    const id = `weights ${layer + 1}`;
    given.push({
      id,
      symbol: `${matrixLatex(net, 'W', layer)} = ${matrixOf(latex)}`,
      title: `Weights${which}: a row for each input, a column for each unit`,
      value: wrap(weights.data.slice(), weights.shape),
      ...(layer === 0 && naming.note !== undefined ? { note: naming.note } : {}),
    });
    const names = range(to).map((j) => naming.bias(layer, j));
    const biases = vector(`biases ${layer + 1}`, `Biases${which}`, names, bias);
    const weight = (i: number, j: number): StepReference => refer(id, [i, j], latex[i]![j]);
    return { weight, biases };
  });
  return {
    net,
    naming,
    pass,
    given,
    activation: (layer, j) => (layer < 0 ? input(j) : refer(naming.a(layer, j))),
    sum: (layer, j) => refer(naming.z(layer, j)),
    weight: (layer, i, j) => parameters[layer]!.weight(i, j),
    bias: (layer, j) => parameters[layer]!.biases(j),
    target: (j) => target!(j),
    size: (layer) => (layer < 0 ? x.shape[1]! : net.layers[layer]!.bias.shape[0]!),
  };
}

/** A matrix in LaTeX. */
export function matrixOf(rows: readonly (readonly string[])[]): string {
  const body = rows.map((row) => row.join(' & ')).join(' \\\\ ');
  return `\\begin{pmatrix} ${body} \\end{pmatrix}`;
}
