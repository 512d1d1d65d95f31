// Queries, keys and values of each head, from tokens and projections.
import { matmul, toNested } from 'fovea/array';
import type { Matrices } from './input.js';

type Rows = readonly (readonly number[])[];

/** Queries, keys and values of a head. */
export interface Head {
  readonly q: Rows;
  readonly k: Rows;
  readonly v: Rows;
}

/** The heads, whose columns stand side by side in the projections. */
export function headsOf(matrices: Matrices, heads: number): Head[] {
  if (matrices.kind === 'given') return [matrices];
  const { x, wq, wk, wv } = matrices;
  const [q, k, v] = [wq, wk, wv].map((w) => toNested(matmul(x, w)) as number[][]) as [
    number[][],
    number[][],
    number[][],
  ];
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
