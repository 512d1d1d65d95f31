import { describe, expect, it } from 'vitest';
import { contributionsOf, differentialOf } from '../../../src/expression/matrix/adjoint.js';
import { computeMatrix, type Matrix } from '../../../src/expression/matrix/compute.js';
import { createFacts } from '../../../src/expression/matrix/facts.js';
import {
  type MatrixNode,
  type MatrixShape,
  type NodeOp,
  numberNode,
  operate,
  referenceNode,
} from '../../../src/expression/matrix/nodes.js';
import { simplifyMatrix } from '../../../src/expression/matrix/simplify-matrix.js';

const A = referenceNode('A', [3, 3]);
const B = referenceNode('B', [3, 3]);
const c = referenceNode('c', [3, 1]);

const UNARY: readonly NodeOp[] = [
  ...(['negate', 'transpose', 'softmax', 'sum', 'rowSum', 'colSum', 'mean', 'rowMean'] as const),
  ...(['rowVariance', 'trace', 'inv', 'normSquared', 'exp', 'log', 'sqrt', 'sin', 'cos'] as const),
  ...(['tanh', 'sigmoid', 'relu', 'softplus', 'abs'] as const),
];
const CASES: readonly (readonly [string, MatrixNode])[] = [
  ...UNARY.map((op) => [op, operate(op, [A])] as const),
  ...(['add', 'subtract', 'times', 'over', 'power', 'matmul'] as const).map(
    (op) => [op, operate(op, [A, B])] as const,
  ),
  ...(['add', 'subtract', 'times', 'over'] as const).map(
    (op) => [`${op}, stretched`, operate(op, [c, A])] as const,
  ),
  ['power of a number', operate('power', [A, numberNode(3)])],
];

/** Positive numbers without a pattern, a matrix that is not singular. */
function made([rows, columns]: MatrixShape, seed: number): Matrix {
  const data = Float64Array.from({ length: rows * columns }, (_, i) => {
    return 0.4 + (((Math.sin(seed + 7.3 * i) + 1) * 13.7) % 1.1);
  });
  return { shape: [rows, columns], data };
}

const values =
  (bar: Matrix) =>
  (name: string, mark: string): Matrix => {
    const shape: MatrixShape = name === 'c' ? [3, 1] : [3, 3];
    if (mark === 'bar') return bar;
    return made(shape, name.length + name.charCodeAt(0) + (mark === 'itself' ? 0 : 0.5));
  };

const dot = (a: Matrix, b: Matrix): number => {
  expect(a.shape).toEqual(b.shape);
  return a.data.reduce((sum, x, i) => sum + x * b.data[i]!, 0);
};

describe('rules of matrix calculus', () => {
  it.each(CASES)(
    '%s: differential and adjoint are one linear map, seen from both sides',
    (_, node) => {
      const bar = made(node.shape, 99);
      const read = values(bar);
      const active = (part: MatrixNode): boolean =>
        part.kind === 'reference' || (part.kind === 'operation' && part.args.some(active));
      const differential = differentialOf(node, node, active);
      const given = referenceNode('F', node.shape, 'bar');
      const forward = dot(computeMatrix('test', differential, read), bar);
      let backward = 0;
      for (const [name, part] of contributionsOf(node, node, given, active)) {
        const shape = name === 'c' ? c.shape : A.shape;
        const d = computeMatrix('test', referenceNode(name, shape, 'differential'), read);
        backward += dot(computeMatrix('test', part, read), d);
      }
      expect(Math.abs(forward - backward)).toBeLessThan(1e-12 * Math.max(1, Math.abs(forward)));
      // Simplifying changes no value.
      const short = computeMatrix('test', simplifyMatrix(differential, createFacts()), read);
      const error = Math.abs(dot(short, bar) - forward);
      expect(error).toBeLessThan(1e-12 * Math.max(1, Math.abs(forward)));
    },
  );

  it.each(CASES)('%s: the differential is the slope of the value', (_, node) => {
    const active = (part: MatrixNode): boolean =>
      part.kind === 'reference' || (part.kind === 'operation' && part.args.some(active));
    const read = values(made(node.shape, 99));
    const h = 1e-5;
    const at = (by: number): Matrix =>
      computeMatrix('test', node, (name, mark) => {
        const matrix = read(name, mark);
        const step = read(name, 'differential').data;
        return { ...matrix, data: matrix.data.map((x, i) => x + by * step[i]!) };
      });
    const [up, down] = [at(h).data, at(-h).data];
    const slope = computeMatrix('test', differentialOf(node, node, active), read).data;
    const size = slope.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
    slope.forEach((s, i) => {
      expect(Math.abs(s - (up[i]! - down[i]!) / (2 * h))).toBeLessThan(1e-7 * size);
    });
  });
});
