// Queries, keys and values of each head, from tokens and projections, or as given.
import { matmul, toNested } from 'fovea/array';
import { InputError } from '../work/matrix-text.js';
import type { Matrices } from './input.js';

type Rows = readonly (readonly number[])[];

/** Queries, keys and values of a head. */
export interface Head {
  readonly q: Rows;
  readonly k: Rows;
  readonly v: Rows;
}

/** The heads, whose columns stand side by side in the projections, or in the queries, keys and values that are given. */
export function headsOf(matrices: Matrices, heads: number): Head[] {
  const { q, k, v } = matrices.kind === 'given' ? matrices : project(matrices);
  if (matrices.kind === 'given') {
    checkShared('Q', q, heads);
    checkShared('K', k, heads);
    checkShared('V', v, heads);
  }
  const share = (matrix: Rows, head: number): Rows => {
    const width = matrix[0]!.length / heads;
    return matrix.map((row) => row.slice(head * width, (head + 1) * width));
  };
  return Array.from({ length: heads }, (_, head) => ({
    q: share(q, head),
    k: share(k, head),
    v: share(v, head),
  }));
}

function project({ x, wq, wk, wv }: Extract<Matrices, { kind: 'projected' }>): Head {
  const [q, k, v] = [wq, wk, wv].map((w) => toNested(matmul(x, w)) as number[][]) as [
    number[][],
    number[][],
    number[][],
  ];
  return { q, k, v };
}

function checkShared(name: string, matrix: Rows, heads: number): void {
  const columns = matrix[0]!.length;
  if (columns % heads === 0) return;
  throw new InputError(
    'heads',
    `${name} has ${columns === 1 ? 'one column' : `${columns} columns`}, which ${heads} heads cannot share evenly.`,
  );
}
