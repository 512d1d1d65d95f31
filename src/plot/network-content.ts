// What stands in the nodes and at the edges of a network's graph.
import { DomainError, ShapeError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { readNetwork } from '../gradient/network.js';
import { type ReadPass, runPass } from '../gradient/network-backward.js';
import { inputSize, passOf, readForCall, readSamples } from '../gradient/network-forward.js';
import { type Naming, type NetworkNames, nameNetwork } from '../gradient/network-names.js';
import { titleOf } from '../gradient/network-sheet.js';
import type {
  BackwardLayer,
  ForwardPass,
  Network,
  NetworkInput,
} from '../gradient/network-types.js';
import { numberLabel } from './ticks.js';

/** A column of nodes with the edges that lead to it. */
export interface GraphColumn {
  /** What stands above it. */
  readonly title: string;
  /** The lines of each node. */
  readonly nodes: readonly (readonly string[])[];
  /** What leads to it from the column before, node by node of that column; none for the first. */
  readonly edges: readonly GraphEdge[];
}

/** An edge to a node. */
export interface GraphEdge {
  /** Its node in the column before. */
  readonly from: number;
  /** Its node in this column. */
  readonly to: number;
  /** Its weight; undefined where it has none. */
  readonly weight: number | undefined;
  /** The lines of its label. */
  readonly lines: readonly string[];
}

/** A network's graph. */
export interface GraphContent {
  readonly columns: readonly GraphColumn[];
  /** The loss, where there is a target. */
  readonly loss: number | undefined;
  /** Units of each column of the network, inputs first. */
  readonly sizes: readonly number[];
}

/**
 * Computes and names what a graph shows.
 *
 * @param fn - name of the public function, for errors
 * @param input - the network
 * @param x - a sample, or undefined
 * @param y - its target, or undefined
 * @param names - of neurons
 * @param digits - how many digits numbers keep
 * @returns columns from the inputs to the loss
 * @throws what `backwardPass` throws, and for a batch or a target without a sample
 */
export function graphContent(
  fn: string,
  input: NetworkInput,
  { x, y, names }: { x?: ArrayInput; y?: ArrayInput | number; names?: NetworkNames },
  digits: number,
): GraphContent {
  const run = runOf(fn, input, x, y);
  const { net } = run;
  const naming = nameNetwork(fn, net, names);
  const show = (name: string, value: number): string =>
    `${titleOf(name)} = ${numberLabel(value, digits)}`;
  const sizes = [inputSize(net), ...net.layers.map(({ bias }) => bias.shape[0]!)];
  const inputs = naming.inputs.map((name, i) => [
    run.x === undefined ? titleOf(name) : show(name, run.x[i]!),
    ...(run.slopes === undefined
      ? []
      : [`∂L/∂${titleOf(name)} = ${numberLabel(run.slopes[i]!, digits)}`]),
  ]);
  const columns: GraphColumn[] = [
    { title: inputs.length === 1 ? 'input' : 'inputs', nodes: inputs, edges: [] },
    ...net.layers.map((_, layer) => layerColumn(run, naming, layer, digits)),
  ];
  if (run.y !== undefined) {
    const targets = naming.targets.map((name, j) => show(name, run.y![j]!));
    const edges = naming.targets.map((_, from) => ({ from, to: 0, weight: undefined, lines: [] }));
    const title = net.loss.replaceAll('-', ' ');
    columns.push({ title, nodes: [[...targets, show('L', run.loss!)]], edges });
  }
  return { columns, loss: run.loss, sizes };
}

interface Run {
  readonly net: Network;
  readonly pass: ForwardPass | undefined;
  readonly x: ArrayLike<number> | undefined;
  readonly y: ArrayLike<number> | undefined;
  readonly loss: number | undefined;
  /** ∂L/∂x. */
  readonly slopes: ArrayLike<number> | undefined;
}

function runOf(
  fn: string,
  input: NetworkInput,
  x: ArrayInput | undefined,
  y: ArrayInput | number | undefined,
): Run {
  const none = { pass: undefined, x: undefined, y: undefined, loss: undefined, slopes: undefined };
  if (x === undefined) {
    const net = readNetwork(fn, 'net', input);
    if (y === undefined) return { ...none, net };
    const [expected, got] = ['a sample x beside the target y', 'y alone'];
    throw new DomainError({ function: fn, argument: 'y', expected, got });
  }
  const one = (single: boolean, rows: number): void => {
    if (single) return;
    const [expected, got] = ['one sample, shape (in)', `a batch of ${rows}`];
    throw new ShapeError({ function: fn, argument: 'x', expected, got });
  };
  if (y === undefined) {
    const { read, dtype } = readForCall(fn, input, x);
    const { rows, single } = readSamples(fn, 'x', x, dtype, ['in', inputSize(read)]);
    one(single, rows.shape[0]!);
    return { ...none, net: read, pass: passOf(read, rows, true), x: rows.data };
  }
  const read: ReadPass = runPass(fn, input, x, y);
  one(read.single, read.x.shape[0]!);
  const { net, pass } = read;
  return {
    net,
    pass,
    x: read.x.data,
    y: read.y.data,
    loss: pass.loss,
    slopes: pass.inputGradient.data,
  };
}

function layerColumn(run: Run, naming: Naming, layer: number, digits: number): GraphColumn {
  const { weights, bias, activation } = run.net.layers[layer]!;
  const [ins = 0, outs = 0] = weights.shape;
  const done = run.pass?.layers[layer];
  const back = run.loss === undefined ? undefined : (done as BackwardLayer);
  const show = (name: string, value: number): string =>
    `${titleOf(name)} = ${numberLabel(value, digits)}`;
  const nodes = Array.from({ length: outs }, (_, j) => [
    show(naming.bias(layer, j), bias.data[j]!),
    ...(done === undefined
      ? []
      : [show(naming.z(layer, j), done.z.data[j]!), show(naming.a(layer, j), done.a.data[j]!)]),
    ...(back === undefined ? [] : [show(naming.delta(layer, j), back.delta.data[j]!)]),
  ]);
  const edges = Array.from({ length: ins * outs }, (_, k) => {
    const [from, to] = [Math.floor(k / outs), k % outs];
    const weight = weights.data[k]!;
    const slope =
      back === undefined ? [] : [`∂ = ${numberLabel(back.weightsGradient.data[k]!, digits)}`];
    return { from, to, weight, lines: [show(naming.weight(layer, from, to), weight), ...slope] };
  });
  return { title: `layer ${layer + 1}: ${activation}`, nodes, edges };
}
