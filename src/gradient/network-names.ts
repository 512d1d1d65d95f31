// What the neurons of a network are called, in derivations and in equations.
import { checkOptions } from '../core/check.js';
import { DomainError, describeValue, KindError, ShapeError } from '../core/errors.js';
import { nameLatex } from '../expression/symbols.js';
import type { Network } from './network-types.js';

/** What the neurons of a network are called. */
export interface NetworkNames {
  /** A label for each neuron, the inputs first, then layer by layer: `[[1, 2, 3], [4, 5], [6]]` makes z4, a4, b4, w14. Left out: z_1_2 is the second unit of the first layer, and w_1_3_2 leads to it from the third input. */
  readonly nodes?: readonly (readonly (number | string)[])[] | undefined;
  /** What an input's label stands behind ("x"). */
  readonly input?: string | undefined;
  /** What the target is called ("y"); several are counted: y1, y2. */
  readonly target?: string | undefined;
}

/** Names of all quantities of a network; layers, inputs and units count from 0. */
export interface Naming {
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  readonly z: (layer: number, unit: number) => string;
  readonly a: (layer: number, unit: number) => string;
  readonly delta: (layer: number, unit: number) => string;
  readonly weight: (layer: number, from: number, to: number) => string;
  readonly bias: (layer: number, unit: number) => string;
  /** What the indices mean, where the user gave no labels. */
  readonly note: string | undefined;
}

/** The name of the loss. */
export const LOSS_NAME = 'L';

/**
 * Names the quantities of a network.
 *
 * @param fn - name of the public function, for errors
 * @param net - the network
 * @param names - what the user wants
 * @param own - names of the caller's own quantities
 * @returns a name for every quantity, all of them different
 * @throws KindError or DomainError for a label that is no name or names twice, ShapeError where labels are
 * missing
 */
export function nameNetwork(
  fn: string,
  net: Network,
  names: NetworkNames | undefined,
  own: readonly string[] = [],
): Naming {
  const read = checkOptions(fn, names, ['nodes', 'input', 'target'], 'names');
  const { nodes, input = 'x', target = 'y' } = read;
  const sizes = [net.layers[0]!.weights.shape[0]!, ...net.layers.map(({ bias }) => bias.shape[0]!)];
  checkLetters(fn, 'names.input', input);
  checkLetters(fn, 'names.target', target);
  const labels = nodes === undefined ? undefined : readLabels(fn, nodes, sizes);
  const label = (column: number, unit: number): string =>
    labels?.[column]?.[unit] ?? (column === 0 ? `${unit + 1}` : `${column}_${unit + 1}`);
  const outputs = sizes.at(-1)!;
  const naming: Naming = {
    inputs: range(sizes[0]!).map((i) => join(input, label(0, i))),
    targets: range(outputs).map((i) => (outputs === 1 ? target : `${target}${i + 1}`)),
    z: (layer, unit) => join('z', label(layer + 1, unit)),
    a: (layer, unit) => join('a', label(layer + 1, unit)),
    delta: (layer, unit) => join('delta', label(layer + 1, unit)),
    bias: (layer, unit) => join('b', label(layer + 1, unit)),
    note: labels === undefined ? COUNTED : undefined,
    weight: (layer, from, to) => {
      if (labels === undefined) return `w_${layer + 1}_${from + 1}_${to + 1}`;
      const ends = [label(layer, from), label(layer + 1, to)];
      return /^\d\d$/.test(ends.join('')) ? `w${ends.join('')}` : `w_${ends.join('_')}`;
    },
  };
  checkDifferent(fn, net, naming, own);
  return naming;
}

const COUNTED =
  'The first index is the layer, the last is the unit, both counted from 1; a weight has in between what it leads from.';

/** 0, 1, …, n − 1. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function join(letter: string, label: string): string {
  return /^\d+$/.test(label) ? `${letter}${label}` : `${letter}_${label}`;
}

function checkLetters(fn: string, argument: string, value: unknown): void {
  if (typeof value === 'string' && /^[A-Za-z]+$/.test(value)) return;
  const parts = { function: fn, argument, expected: 'letters', got: describeValue(value) };
  throw typeof value === 'string' ? new DomainError(parts) : new KindError(parts);
}

function readLabels(
  fn: string,
  nodes: readonly (readonly (number | string)[])[],
  sizes: readonly number[],
): string[][] {
  const argument = 'names.nodes';
  if (!Array.isArray(nodes) || !nodes.every((column) => Array.isArray(column))) {
    const expected = 'lists of labels, one for the inputs and one a layer';
    throw new KindError({ function: fn, argument, expected, got: describeValue(nodes) });
  }
  const lengths = nodes.map(({ length }) => length);
  if (lengths.join() !== sizes.join()) {
    throw new ShapeError({
      function: fn,
      argument,
      expected: `lists of ${sizes.join(', ')} labels`,
      got: `lists of ${lengths.join(', ')}`,
    });
  }
  const labels = nodes.map((column, i) =>
    Array.from(column, (label: unknown, j) => {
      const text = typeof label === 'number' ? String(label) : label;
      if (typeof text === 'string' && /^([A-Za-z]+\d*|\d+)$/.test(text)) return text;
      throw new KindError({
        function: fn,
        argument: `${argument}[${i}][${j}]`,
        expected: 'a whole number, or letters and digits',
        got: describeValue(label),
      });
    }),
  );
  const all = labels.flat();
  const twice = all.find((label, i) => all.indexOf(label) !== i);
  if (twice !== undefined) {
    const expected = 'labels that differ';
    throw new DomainError({ function: fn, argument, expected, got: `"${twice}" twice` });
  }
  return labels;
}

/** Letters of the user's choice may meet the library's: an input "b" and a bias. */
function checkDifferent(fn: string, net: Network, naming: Naming, own: readonly string[]): void {
  const names = [LOSS_NAME, ...own, ...naming.inputs, ...naming.targets];
  net.layers.forEach(({ weights: { shape } }, layer) => {
    const [from = 0, to = 0] = shape;
    for (let j = 0; j < to; j++) {
      names.push(naming.z(layer, j), naming.a(layer, j), naming.bias(layer, j));
      names.push(naming.delta(layer, j));
      for (let i = 0; i < from; i++) names.push(naming.weight(layer, i, j));
    }
  });
  const seen = new Set<string>();
  for (const name of names) {
    const look = nameLatex(name);
    if (seen.has(look)) {
      const expected = 'names that lead to no quantity twice';
      throw new DomainError({ function: fn, argument: 'names', expected, got: `"${name}" twice` });
    }
    seen.add(look);
  }
}
