// The steps of multi-head attention: projections of each head, its attention, heads side by side.
import { matmul } from '../array/matmul.js';
import { readArray, wrap } from '../core/create.js';
import type { ArrayInput, Dense, FloatNdArray } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import { refer } from '../derivation/operations.js';
import type { Given } from '../derivation/types.js';
import { capital, pickRows, type TokenNames } from './explain-names.js';
import { type AllowedKeys, headSteps } from './explain-parts.js';
import { type Named, projectionStep } from './explain-projection.js';
import type { AttentionOptions } from './options.js';
import { attentionStages } from './stages.js';

/** A projection of one head. */
export interface HeadMatrix {
  /** The matrix, [D, width]. */
  readonly w: FloatNdArray;
  /** What is added, [width]. */
  readonly b: FloatNdArray | undefined;
}

/** Something that is projected, and how it is written. */
export interface Source extends Named {
  /** Its rows. */
  readonly value: FloatNdArray;
}

/** Tells one attention of a derivation from another. */
export interface Within {
  /** Put before the ids of its steps, such as "self-". */
  readonly prefix: string;
  /** Put behind its symbols, as a superscript in LaTeX. */
  readonly mark: string;
  /** What it is called. */
  readonly name: string;
  /** Id of the width of its queries and keys. */
  readonly width: string;
}

/** Multi-head attention before it is worked out. */
export interface HeadsProblem {
  /** Where a derivation has several attentions: which of them it is. */
  readonly within?: Within | undefined;
  /** What queries, keys and values are made of. */
  readonly sources: { readonly q: Source; readonly k: Source; readonly v: Source };
  /** Projections to queries, one a head; to keys and values, one a group. */
  readonly matrices: {
    readonly q: readonly HeadMatrix[];
    readonly k: readonly HeadMatrix[];
    readonly v: readonly HeadMatrix[];
  };
  /** The projection of the output, where there is one. */
  readonly out: HeadMatrix | undefined;
  /** Names, and which queries are shown. */
  readonly names: TokenNames;
  /** Mask, bias, scale and the like. */
  readonly options: Omit<AttentionOptions<ArrayInput>, 'groupedHeads'>;
  /** Which keys are allowed, where some are hidden. */
  readonly allowed: AllowedKeys | undefined;
}

type Kind = 'q' | 'k' | 'v';

const WORDS = { q: 'queries', k: 'keys', v: 'values' } as const;

/** How many heads share keys and values. */
const shareOf = ({ matrices }: HeadsProblem): number => matrices.q.length / matrices.k.length;

/** The first of the heads that share keys and values with a head: it makes them. */
const ownerOf = (problem: HeadsProblem, head: number): number => head - (head % shareOf(problem));

const isSingle = ({ matrices }: HeadsProblem): boolean => matrices.q.length === 1;

/** The id of what belongs to the whole of an attention. */
function idOf({ within }: HeadsProblem, id: string): string {
  return `${within?.prefix ?? ''}${id}`;
}

/** A symbol of what belongs to the whole of an attention. */
function symbolOf({ within }: HeadsProblem, symbol: string): string {
  return within === undefined ? symbol : `${symbol}^{${within.mark}}`;
}

/** What ids of a head begin with. */
export function prefixOf(problem: HeadsProblem, head: number): string {
  return `${idOf(problem, '')}${isSingle(problem) ? '' : `head-${head + 1}-`}`;
}

/** What symbols of a head end with. */
function markOf(problem: HeadsProblem, head: number): string {
  return isSingle(problem)
    ? symbolOf(problem, '')
    : `^{${problem.within?.mark ?? ''}(${head + 1})}`;
}

/** The matrix of a projection as it is given, and its bias. */
function matrixNames(problem: HeadsProblem, kind: Kind, head: number): { w: Named; b: Named } {
  const letter = kind.toUpperCase();
  const [prefix, mark] = [prefixOf(problem, head), markOf(problem, head)];
  return {
    w: { id: `${prefix}w${kind}`, symbol: `W_${letter}${mark}` },
    b: { id: `${prefix}b${kind}`, symbol: `b_${letter}${mark}` },
  };
}

/** The matrices and biases of all heads, and those of the output. */
export function matrixGivens(problem: HeadsProblem): Given[] {
  const { matrices, out, within } = problem;
  const part = within === undefined ? '' : ` of the ${within.name}`;
  const heads = matrices.q.map((_, head) => head);
  const given = (kind: Kind, head: number): Given[] => {
    const { w, b } = matrixNames(problem, kind, head);
    const own = matrices[kind][kind === 'q' ? head : head / shareOf(problem)]!;
    const whose = `${isSingle(problem) ? '' : ` of head ${head + 1}`}${part}`;
    const title = `Makes the ${WORDS[kind]}${whose}`;
    return [
      { ...w, title, value: own.w },
      ...(own.b === undefined
        ? []
        : [{ ...b, title: `Added to the ${WORDS[kind]}${whose}`, value: own.b }]),
    ];
  };
  return [
    ...heads.flatMap((head) => [
      ...given('q', head),
      ...(head === ownerOf(problem, head) ? [...given('k', head), ...given('v', head)] : []),
    ]),
    ...(out === undefined
      ? []
      : [
          {
            id: idOf(problem, 'wo'),
            symbol: symbolOf(problem, 'W_O'),
            title: `Projects the heads${part} side by side`,
            value: out.w,
          },
        ]),
    ...(out?.b === undefined
      ? []
      : [
          {
            id: idOf(problem, 'bo'),
            symbol: symbolOf(problem, 'b_O'),
            title: `Added to the output${part}`,
            value: out.b,
          },
        ]),
  ];
}

/** Queries, keys or values of a head. */
export function projected(problem: HeadsProblem, kind: Kind, head: number): FloatNdArray {
  const at = kind === 'q' ? head : Math.floor(head / shareOf(problem));
  const { w, b } = problem.matrices[kind][at]!;
  const product = matmul(problem.sources[kind].value, w);
  if (b !== undefined) {
    const { data } = product;
    for (let i = 0; i < data.length; i++) data[i]! += b.data[i % b.data.length]!;
  }
  return product;
}

function projectionOf(problem: HeadsProblem, kind: Kind, head: number): StepDraft {
  const { names, sources, matrices } = problem;
  const source = sources[kind];
  const count = source.value.shape[0]!;
  const every = Array.from({ length: count }, (_, i) => i);
  const rows = kind === 'q' ? names.rows : every;
  const { w, b } = matrixNames(problem, kind, head);
  const at = kind === 'q' ? head : Math.floor(head / shareOf(problem));
  return projectionStep({
    target: { id: `${prefixOf(problem, head)}${kind}`, symbol: kind.toUpperCase() },
    mark: markOf(problem, head),
    title: `Make the ${WORDS[kind]}`,
    input: source,
    rows,
    places: rows,
    names: (kind === 'q' ? names.queries : names.keys).map(capital),
    matrix: w,
    bias: matrices[kind][at]!.b && b,
    value: pickRows(projected(problem, kind, head), rows),
    width: source.value.shape[1]!,
    count,
  });
}

/** The steps of one head. */
function workOf(problem: HeadsProblem, head: number): StepDraft[] {
  const { names, options, allowed, out } = problem;
  const [owner, prefix] = [ownerOf(problem, head), prefixOf(problem, head)];
  const [q, k, v] = (['q', 'k', 'v'] as const).map((kind) => projected(problem, kind, head));
  const single = isSingle(problem);
  return [
    projectionOf(problem, 'q', head),
    ...(owner === head ? [projectionOf(problem, 'k', head), projectionOf(problem, 'v', head)] : []),
    ...headSteps({
      prefix,
      mark: markOf(problem, head),
      keyMark: markOf(problem, owner),
      ids: {
        q: `${prefix}q`,
        k: `${prefixOf(problem, owner)}k`,
        v: `${prefixOf(problem, owner)}v`,
      },
      names,
      stages: attentionStages(q!, k!, v!, options),
      width: problem.within?.width,
      scaled: options.scale !== undefined,
      capped: options.softcap !== undefined,
      biased: options.bias !== undefined,
      allowed,
      output: `${single && out === undefined ? 'O' : 'H'}${markOf(problem, head)}`,
    }),
  ];
}

/** All heads, one after the other; a single head needs no level of its own. */
export function allHeads(problem: HeadsProblem): StepDraft[] {
  if (isSingle(problem)) return workOf(problem, 0);
  const { allowed } = problem;
  const shared = { ...problem, allowed: allowed && { ...allowed, steps: [] } };
  return [
    ...(allowed?.steps ?? []),
    ...problem.matrices.q.map((_, head): StepDraft => {
      const owner = ownerOf(problem, head);
      const note =
        owner === head ? {} : { note: `It shares keys and values with head ${owner + 1}.` };
      return {
        id: idOf(problem, `head-${head + 1}`),
        kind: 'statement',
        title: `Head ${head + 1}`,
        ...note,
        steps: workOf(shared, head),
      };
    }),
  ];
}

/** Heads side by side, and their projection. */
export function joinSteps(problem: HeadsProblem, output: FloatNdArray): StepDraft[] {
  const { names, matrices, out } = problem;
  const single = isSingle(problem);
  const heads = matrices.q.map((_, head) => head);
  const widths = heads.map((head) => projected(problem, 'v', head).shape[1]!);
  const joined = heads.map((head) => `H${markOf(problem, head)}`).join('\\;\\; ');
  const symbol = symbolOf(problem, out === undefined ? 'O' : 'C');
  const formula = `${symbol} = \\left(${joined}\\right)`;
  const side: StepDraft = {
    id: idOf(problem, 'joined'),
    symbol,
    title: 'Put the heads side by side',
    formula,
    // The same as the formula: the numbers put in are the value.
    substitution: formula,
    check: {
      list: names.rows.map((_, at) => ({
        list: heads.flatMap((head) =>
          Array.from({ length: widths[head]! }, (__, c) =>
            refer(`${prefixOf(problem, head)}output`, [at, c]),
          ),
        ),
      })),
    },
    ...(out === undefined ? { value: output } : {}),
  };
  if (out === undefined) return single ? [] : [side];
  const input = single
    ? { id: idOf(problem, 'output'), symbol: symbolOf(problem, 'H') }
    : { id: idOf(problem, 'joined'), symbol };
  const rows = names.rows.map((_, at) => at);
  const project = projectionStep({
    target: { id: idOf(problem, 'projected'), symbol: 'O' },
    mark: symbolOf(problem, ''),
    title: single ? 'Project the output' : 'Project them',
    input,
    rows,
    places: names.rows,
    names: names.queries.map(capital),
    matrix: { id: idOf(problem, 'wo'), symbol: symbolOf(problem, 'W_O') },
    bias: out.b && { id: idOf(problem, 'bo'), symbol: symbolOf(problem, 'b_O') },
    value: output,
    width: out.w.shape[0]!,
    count: rows.length,
  });
  return single ? [project] : [side, project];
}

/**
 * The projections of single heads, and their biases.
 *
 * @param fn - name of the public function, for errors
 * @param name - name of the projection, such as "wq"
 * @param projections - one matrix a head, or one array for all heads: [D, heads·width] or [heads, D, width]
 * @param bias - of all heads, [heads·width]
 * @param heads - how many
 * @returns one matrix a head
 */
export function splitHeads(
  fn: string,
  name: string,
  projections: readonly ArrayInput[],
  bias: ArrayInput | undefined,
  heads: number,
): HeadMatrix[] {
  const matrices = projections.map((projection) => readArray(fn, name, projection, 'float64'));
  const added = bias && readArray(fn, name.replace('w', 'b'), bias, 'float64').data;
  return Array.from({ length: heads }, (_, head) => {
    const w = matrixOf(matrices, head, heads);
    const width = w.shape[1]!;
    const own = added && Float64Array.from(added.subarray(head * width, (head + 1) * width));
    return { w, b: own && wrap(own, [width]) };
  });
}

function matrixOf(matrices: readonly Dense[], head: number, heads: number): FloatNdArray {
  const { data, shape } = matrices.length === heads ? matrices[head]! : matrices[0]!;
  if (shape.length === 3) {
    const [rows, width] = [shape[1]!, shape[2]!];
    const size = rows * width;
    return wrap(Float64Array.from(data.subarray(head * size, (head + 1) * size)), [rows, width]);
  }
  const [rows, columns] = shape as [number, number];
  const width = matrices.length === heads ? columns : columns / heads;
  const start = matrices.length === heads ? 0 : head * width;
  const part = new Float64Array(rows * width);
  for (let r = 0; r < rows; r++) {
    const from = r * columns + start;
    part.set(data.subarray(from, from + width), r * width);
  }
  return wrap(part, [rows, width]);
}
