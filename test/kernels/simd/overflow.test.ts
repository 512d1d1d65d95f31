// Sums whose terms leave the range of float32 on the way, while the sum itself does not.
import { describe, expect, it } from 'vitest';
import { matmul, transpose } from '../../../src/array/index.js';
import { conv2d } from '../../../src/convolution/index.js';
import { createNdArray } from '../../../src/core/create.js';
import type { FloatNdArray } from '../../../src/core/types.js';
import { type Traced, vjp } from '../../../src/gradient/index.js';
import { layerNorm, linear, rmsNorm } from '../../../src/transformer/index.js';
import { randomFloats } from './numbers.js';

/** Close to the largest number of float32, 3.4e38: twice this is beyond it. */
const HUGE = 2 ** 127;

function single(
  shape: readonly number[],
  of: (...place: readonly number[]) => number,
): FloatNdArray {
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
  for (let i = 0; i < data.length; i++) {
    const place: number[] = [];
    for (let axis = shape.length - 1, rest = i; axis >= 0; axis--) {
      place.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    data[i] = of(...place);
  }
  return createNdArray(data, [...shape]);
}

/** +, +, −, − and so on: sums of huge numbers times these pass the range twice and end at 0, after four terms. */
const turn = (i: number): number => (i % 4 < 2 ? 1 : -1);

/** All numbers the same, first one that differs. */
function expectAll({ data }: { readonly data: ArrayLike<number> }, wanted: number): void {
  const numbers = Array.from(data);
  expect(numbers.find((value) => !Object.is(value, wanted))).toBeUndefined();
}

describe('products of matrices', () => {
  const [n, k, m] = [9, 41, 70];
  const a = single([n, k], (_, i) => turn(i) * HUGE);
  const ones = single([k, m], () => 1);

  it('are finite where the sum is', () => {
    // 40 terms cancel, and one is left.
    expectAll(matmul(a, ones), HUGE);
    const large = single([300, k], (_, i) => turn(i) * HUGE);
    expectAll(
      matmul(
        large,
        single([k, 300], () => 1),
      ),
      HUGE,
    );
  });

  it('are so of transposed factors, in batches and with a bias', () => {
    const across = single([k, n], (i) => turn(i) * HUGE);
    expectAll(matmul(transpose(across), ones), HUGE);
    expectAll(matmul(a, transpose(single([m, k], () => 1))), HUGE);
    const batch = single([3, n, k], (item, _, i) => (item === 1 ? turn(i) * HUGE : 1));
    const { data } = matmul(batch, ones);
    expect([...new Set(data)]).toEqual([k, HUGE]);
    expectAll(
      linear(
        a,
        ones,
        single([m], () => -HUGE),
      ),
      0,
    );
  });

  it('leave rows beside them as they are', () => {
    const rows = createNdArray(randomFloats(n * k, 3), [n, k]);
    const right = createNdArray(randomFloats(k * m, 4), [k, m]);
    const alone = matmul(rows, right).data;
    for (let i = 0; i < k; i++) rows.set(4, i, turn(i) * HUGE);
    for (let i = 0; i < k; i++) right.set(i, 0, 1);
    const beside = matmul(rows, right);
    expect(beside.get(4, 0)).toBe(HUGE);
    for (const row of [0, 3, 5, 8]) {
      for (let column = 1; column < m; column++) {
        expect(beside.get(row, column)).toBe(alone[row * m + column]);
      }
    }
  });

  it('are infinite where the sum is, whichever way it went', () => {
    const { data } = matmul(
      single([n, k], () => HUGE),
      single([k, m], (_, j) => (j === 0 ? -1 : 1)),
    );
    expect([data[0], data[1]]).toEqual([-Infinity, Infinity]);
  });
});

/** A convolution and both gradients of it. */
function convolution(x: FloatNdArray, w: FloatNdArray, g: number, groups = 1) {
  const { value, pullback } = vjp((p: { x: Traced; w: Traced }) => conv2d(p.x, p.w, { groups }), {
    x,
    w,
  });
  const by = pullback(single(value.shape, () => g));
  return { value, x: by.x, w: by.w };
}

describe('convolutions', () => {
  it.each([
    ['many filters', 6, 1],
    ['few filters', 1, 1],
    ['a filter for each channel', 4, 4],
  ])('of %s are finite where the sum is', (_, filters, groups) => {
    // Four columns cancel.
    const x = single([2, 4, 24, 23], (image, __, ___, j) => (image === 0 ? turn(j) * HUGE : 1));
    const w = single([filters, 4 / groups, 3, 4], () => 1);
    const { value } = convolution(x, w, 1, groups);
    const size = value.size / 2;
    expectAll({ data: value.data.slice(0, size) }, 0);
    expectAll({ data: value.data.slice(size) }, (4 / groups) * 12);
  });

  it.each([
    ['many filters', 8, 1],
    ['few filters', 2, 1],
    ['some filters for each channel', 8, 4],
  ])('of %s have finite gradients where the sums are', (_, filters, groups) => {
    // By the input: what comes through the first half of a group's filters cancels with what comes through the other.
    const x = single([1, 4, 24, 23], () => 1);
    const half = filters / groups / 2;
    const w = single([filters, 4 / groups, 3, 4], (o) => (o % (2 * half) < half ? HUGE : -HUGE));
    expectAll(convolution(x, w, 1, groups).x, 0);
    // By the weights: the left half of each row cancels with the right one.
    const halves = single([1, 4, 80, 32], (__, ___, ____, j) => (j < 16 ? HUGE : -HUGE));
    const one = single([filters, 4 / groups, 1, 1], () => 1);
    expectAll(convolution(halves, one, 1, groups).w, 0);
  });
});

describe('norms', () => {
  const [rows, width] = [20, 40];

  it.each([
    ['layerNorm', layerNorm],
    ['rmsNorm', rmsNorm],
  ] as const)('%s have finite gradients where the sums are', (_, norm) => {
    // Rows of +2¹⁰⁰ and −2¹⁰⁰: a huge gradient times gamma leaves the range, and times the factor 2⁻¹⁰⁰ comes back.
    const x = single([rows, width], (__, i) => turn(i) * 2 ** 100);
    const gamma = single([width], () => 4);
    const { pullback } = vjp((p: { x: Traced; gamma: Traced }) => norm(p.x, { gamma: p.gamma }), {
      x,
      gamma,
    });
    const by = pullback(
      single([rows, width], (r, i) => (i % 2 === 0 ? 1 : -1) * (r % 2 === 0 ? 1 : -1) * HUGE),
    );
    // The gradient stands at right angles to the row and to 1: all of it comes through, times 4/2¹⁰⁰.
    expect(by.x.get(0, 0)).toBe(2 ** 29);
    expect(by.x.get(1, 3)).toBe(2 ** 29);
    // Gradients by gamma cancel from row to row.
    expectAll(by.gamma, 0);
  });

  it('layerNorm is finite where a huge shift meets a huge factor', () => {
    const x = single([rows, width], (_, i) => turn(i));
    const gamma = single([width], () => HUGE);
    const beta = single([width], (i) => -turn(i) * HUGE);
    expectAll(layerNorm(x, { gamma, beta, epsilon: 0 }), 0);
    const wide = single([rows, width], (_, i) => (i === 0 ? 1 : 0));
    // The one that sticks out is √39 after the norm, 2.8·2¹²⁷ times gamma, and less 2¹²⁷ in the range again.
    const out = layerNorm(wide, {
      gamma: single([width], () => HUGE * 0.45),
      beta: single([width], () => -HUGE),
      epsilon: 0,
    });
    expect(out.get(0, 0) / HUGE).toBeCloseTo(Math.sqrt(39) * 0.45 - 1, 5);
  });
});
