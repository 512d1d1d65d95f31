import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { AttentionSums, AttentionTask } from '../../../src/kernels/attention-kernels.js';
import { attend as attendScalar } from '../../../src/kernels/scalar/attention.js';
import { attendBackward as attendBackwardScalar } from '../../../src/kernels/scalar/attention-backward.js';
import { Arena } from '../../../src/kernels/simd/arena.js';
import { attend } from '../../../src/kernels/simd/attention.js';
import { attendBackward } from '../../../src/kernels/simd/attention-backward.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { attendBackwardTwin, attendTwin } from './twins/attention.js';

type Sizes = Partial<Pick<AttentionTask, 'items' | 'share' | 'n' | 'm' | 'd' | 'e'>>;

function makeTask(sizes: Sizes, extra: Partial<AttentionTask> = {}): AttentionTask {
  const { items = 2, share = 1, n = 40, m = 140, d = 9, e = 11 } = sizes;
  return {
    ...{ items, share, n, m, d, e },
    query: randomFloats(items * n * d, 1, -2, 2),
    key: randomFloats((items / share) * m * d, 2, -2, 2),
    value: randomFloats((items / share) * m * e, 3),
    scale: 1 / Math.sqrt(d),
    softcap: 0,
    ...{ low: -Infinity, high: Infinity },
    limits: new Int32Array(items).fill(m),
    ...{ mask: undefined, bias: undefined },
    ...extra,
  };
}

function room({ items, n }: AttentionTask): AttentionSums {
  const empty = () => new Float64Array(items * n).fill(Number.NaN);
  return { tops: empty(), totals: empty() };
}

function forward(task: AttentionTask) {
  const output = new Float32Array(task.items * task.n * task.e);
  const kept = room(task);
  attend(task, output, kept);
  return { output, kept };
}

function zeros(task: AttentionTask) {
  return {
    query: new Float32Array(task.query.length),
    key: new Float32Array(task.key.length),
    value: new Float32Array(task.value.length),
    bias: new Float64Array(task.bias?.data.length ?? 0),
  };
}

function backward(task: AttentionTask, gradient: Float32Array) {
  const { output, kept } = attendTwin(task);
  const targets = zeros(task);
  attendBackward(task, output, kept, gradient, {
    ...targets,
    bias: task.bias && targets.bias,
  });
  return targets;
}

function gradientOf(task: AttentionTask): Float32Array {
  return randomFloats(task.items * task.n * task.e, 4);
}

const tables = (items: number, n: number, m: number, seed: number) => {
  const starts = Int32Array.from({ length: items }, (_, i) => i * n * m);
  const numbers = randomFloats(items * n * m, seed);
  return {
    mask: { data: Uint8Array.from(numbers, (x) => (x > -0.5 ? 1 : 0)), starts, rowStep: m },
    bias: { data: numbers, starts, rowStep: m },
    // One row for all queries of all items.
    row: { data: numbers.subarray(0, m), starts: new Int32Array(items), rowStep: 0 },
  };
};
const some = tables(2, 40, 140, 5);
const hideAll = Uint8Array.from(some.mask.data);
hideAll.fill(0, 3 * 140, 5 * 140);

const CASES: [string, AttentionTask][] = [
  ['every key', makeTask({})],
  ['causal', makeTask({ n: 140 }, { high: 0 })],
  ['a window', makeTask({ n: 140 }, { low: -13, high: 4 })],
  ['a window far off', makeTask({}, { low: 90, high: 120 })],
  ['lengths of keys', makeTask({}, { limits: Int32Array.of(0, 131) })],
  ['a mask', makeTask({}, { mask: some.mask })],
  ['a mask that hides rows', makeTask({}, { mask: { ...some.mask, data: hideAll } })],
  ['a bias', makeTask({}, { bias: some.bias })],
  ['a bias of one row', makeTask({}, { bias: some.row })],
  ['a cap', makeTask({}, { softcap: 1.5 })],
  [
    'all at once',
    makeTask({}, { softcap: 2, bias: some.bias, mask: some.mask, low: -30, high: 60 }),
  ],
  ['shared keys', makeTask({ items: 4, share: 2 })],
  ['whole tiles', makeTask({ n: 64, m: 256, d: 16, e: 8 })],
  ['one number', makeTask({ n: 100, m: 100, d: 1, e: 1 })],
  ['one query', makeTask({ items: 1, n: 1, m: 1000 })],
  ['wide', makeTask({ n: 3, m: 20, d: 700, e: 3 })],
  [
    'chunks',
    makeTask({ items: 4, share: 2, n: 33, m: 300, d: 401, e: 402 }, { low: 5, high: 250 }),
  ],
];

describe.runIf(simd).each(CASES)('SIMD attention with %s', (_, task) => {
  it('is its twin, exactly, and leaves alone what is not its own', () => {
    const count = withCanaries(() => expect(forward(task)).toEqual(attendTwin(task)));
    expect(count).toBeGreaterThan(0);
  });

  it('has gradients that are their twins, exactly', () => {
    const gradient = gradientOf(task);
    const { output, kept } = attendTwin(task);
    const wanted = attendBackwardTwin(task, output, kept, gradient);
    const count = withCanaries(() => expect(backward(task, gradient)).toEqual(wanted));
    expect(count).toBeGreaterThan(0);
  });

  it('stays near the truth, and so do its gradients', () => {
    const gradient = gradientOf(task);
    const doubles = {
      ...task,
      ...{ query: Float64Array.from(task.query), key: Float64Array.from(task.key) },
      value: Float64Array.from(task.value),
    };
    const output = new Float64Array(task.items * task.n * task.e);
    const kept = room(task);
    attendScalar(doubles, output, kept);
    const got = forward(task);
    expect(largestDifference(got.output, output)).toBeLessThan(1e-6);
    expect(largestDifference(logSums(got.kept), logSums(kept))).toBeLessThan(3e-6);
    const truth = zeros(task);
    attendBackwardScalar(doubles, output, kept, gradient, {
      ...truth,
      bias: task.bias && truth.bias,
    });
    const gradients = backward(task, gradient);
    for (const name of ['query', 'key', 'value', 'bias'] as const) {
      expect(largestDifference(gradients[name], truth[name])).toBeLessThan(5e-6);
    }
  });
});

/** ln Σ exp(score) of each query. */
function logSums({ tops, totals }: AttentionSums): Float64Array {
  return tops.map((top, i) => top + Math.log(totals[i]!));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    if (a[i] !== b[i]) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  }
  return largest;
}

describe.runIf(simd)('SIMD attention', () => {
  it('is its twin for any sizes', () => {
    const side = fc.integer({ min: 1, max: 20 });
    const length = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(side, side, length, length, (d, e, n, m) => {
        fc.pre(2 * n * m * (d + e) >= 16384);
        const task = makeTask({ d, e, n, m });
        const gradient = gradientOf(task);
        const wanted = attendTwin(task);
        withCanaries(() => {
          expect(forward(task)).toEqual(wanted);
          expect(backward(task, gradient)).toEqual(
            attendBackwardTwin(task, wanted.output, wanted.kept, gradient),
          );
        });
      }),
      { numRuns: 12 },
    );
  });

  it.each(['query', 'key', 'value'] as const)(
    'leaves a %s that is not finite to the scalar kernels',
    (name) => {
      for (const value of [Number.NaN, Infinity]) {
        const task = makeTask({}, { mask: some.mask });
        task[name][7] = value;
        const output = new Float32Array(task.items * task.n * task.e);
        const kept = room(task);
        attendScalar(task, output, kept);
        expect(forward(task)).toEqual({ output, kept });
        const [got, wanted] = [zeros(task), zeros(task)];
        const gradient = gradientOf(task);
        attendBackward(task, output, kept, gradient, { ...got, bias: undefined });
        attendBackwardScalar(task, output, kept, gradient, { ...wanted, bias: undefined });
        expect(got).toEqual(wanted);
      }
    },
  );

  it.each([
    // Hidden keys have a score of −∞; these have −4·10⁴⁰, which is −∞ in float32.
    ['all far below float32', 1, 1e20, -1e20],
    ['all far above it', 1, 1e20, 1e20],
    ['below it by their scale', 1e19, 1e10, -1e12],
  ])('gives the weights and gradients of scores %s', (_, scale, q, k) => {
    const task = makeTask({ n: 33, m: 130, d: 4, e: 5 }, { scale });
    task.query.fill(q).fill(2 * q, 0, 40);
    task.key.fill(k);
    const kept = room(task);
    const truth = new Float32Array(task.items * task.n * task.e);
    attendScalar(task, truth, kept);
    const found = forward(task);
    expect(found.output).toEqual(truth);
    expect(found.kept).toEqual(kept);
    const gradient = gradientOf(task);
    const [by, byScalar] = [zeros(task), zeros(task)].map((targets) => ({
      ...targets,
      bias: undefined,
    }));
    attendBackward(task, truth, kept, gradient, by!);
    attendBackwardScalar(task, truth, kept, gradient, byScalar!);
    expect(by).toEqual(byScalar);
    expect(truth.every((x) => Number.isFinite(x) && x !== 0)).toBe(true);
  });

  it('gives the mean of values of which the sum is no float32 number', () => {
    const task = makeTask({});
    task.value.fill(3e38);
    const { output } = forward(task);
    const mean = Math.fround(3e38);
    expect(Math.max(...output.map((x) => Math.abs(x / mean - 1)))).toBeLessThan(1e-6);
  });

  it('keeps the weights of scores that the scalar kernel took, however large', () => {
    const task = makeTask({ n: 33, m: 130, d: 16, e: 5 });
    for (let i = 0; i < task.query.length; i++) task.query[i]! *= 1e9;
    const kept = room(task);
    const output = new Float32Array(task.items * task.n * task.e);
    attendScalar(task, output, kept);
    const gradient = gradientOf(task);
    const [by, byScalar] = [zeros(task), zeros(task)];
    attendBackward(task, output, kept, gradient, { ...by, bias: undefined });
    attendBackwardScalar(task, output, kept, gradient, { ...byScalar, bias: undefined });
    // Nearly all weight of a query is on one key, which takes all of its gradient.
    expect(largestDifference(by.value, byScalar.value)).toBeLessThan(1e-6);
  });

  it('leaves gradients that are no float32 numbers on the way to scalar kernels, with scores of their own', () => {
    const task = makeTask({ n: 33, m: 130, d: 16, e: 5 });
    for (let i = 0; i < task.query.length; i++) task.query[i]! *= 1e9;
    // Times gradients of the output these are above all float32 numbers.
    task.value.fill(3e38, 0, 5);
    const { output, kept } = forward(task);
    const gradient = gradientOf(task).map((x) => 4 * x);
    const sums = room(task);
    const wanted = output.slice();
    attendScalar(task, wanted, sums);
    const [by, byScalar] = [zeros(task), zeros(task)];
    attendBackward(task, output, kept, gradient, { ...by, bias: undefined });
    attendBackwardScalar(task, wanted, sums, gradient, { ...byScalar, bias: undefined });
    expect(largestDifference(by.value, byScalar.value)).toBeLessThan(1e-6);
  });

  it('takes no more memory for many keys than for a thousand', () => {
    const bytes = [1024, 8192].map((length) => {
      let sum = 0;
      const { allocate } = Arena.prototype;
      const spy = vi.spyOn(Arena.prototype, 'allocate').mockImplementation(function (
        this: Arena,
        count: number,
      ): number {
        sum += count;
        return allocate.call(this, count);
      });
      forward(makeTask({ items: 1, n: 32, m: length, d: 64, e: 64 }));
      spy.mockRestore();
      return sum;
    });
    expect(bytes[1]!).toBe(bytes[0]!);
    expect(bytes[1]!).toBeLessThan(800_000);
  });
});
