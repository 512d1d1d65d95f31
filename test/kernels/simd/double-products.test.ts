import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttentionSums, AttentionTask } from '../../../src/kernels/attention-kernels.js';
import { attend as attendScalar } from '../../../src/kernels/scalar/attention.js';
import { attendBackward as attendBackwardScalar } from '../../../src/kernels/scalar/attention-backward.js';
import { scalarProducts } from '../../../src/kernels/scalar/attention-scores.js';
import { attend } from '../../../src/kernels/simd/attention.js';
import { attendBackward } from '../../../src/kernels/simd/attention-backward.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { exp } from './twins/double-exponential.js';

/** Float64 numbers that are no float32 ones. */
function randomDoubles(count: number, seed: number): Float64Array {
  return Float64Array.from(randomFloats(count, seed, -2, 2), (x) => x / 3);
}

interface Sizes {
  readonly groups: number;
  readonly share: number;
  readonly n: number;
  readonly m: number;
  readonly d: number;
  readonly e: number;
}

function makeTask({ groups, share, n, m, d, e }: Sizes, extra: Partial<AttentionTask>) {
  const items = groups * share;
  const task: AttentionTask = {
    ...{ items, share, n, m, d, e },
    query: randomDoubles(items * n * d, 1),
    key: randomDoubles(groups * m * d, 2),
    value: randomDoubles(groups * m * e, 3),
    scale: 1 / Math.sqrt(d),
    softcap: 0,
    ...{ low: -Infinity, high: Infinity },
    limits: new Int32Array(items).fill(m),
    ...{ mask: undefined, bias: undefined },
    ...extra,
  };
  return task;
}

function forward(run: typeof attend, task: AttentionTask) {
  const output = new Float64Array(task.items * task.n * task.e);
  const empty = () => new Float64Array(task.items * task.n);
  const kept: AttentionSums = { tops: empty(), totals: empty() };
  run(task, output, kept);
  return { output, kept };
}

/** The scalar kernel, with the exponentials of the SIMD one: those of engines may differ from them. */
const wantedOf: typeof attend = (task, output, kept) => {
  attendScalar(task, output, kept, {
    ...scalarProducts(),
    exponentials: (numbers, count) => {
      for (let i = 0; i < count; i++) numbers[i] = exp(numbers[i]!);
    },
  });
};

function backward(run: typeof attendBackward, task: AttentionTask) {
  const { output, kept } = forward((...call) => attendScalar(...call), task);
  const targets = {
    query: new Float64Array(task.query.length),
    key: new Float64Array(task.key.length),
    value: new Float64Array(task.value.length),
    bias: task.bias && new Float64Array(task.bias.data.length),
  };
  run(task, output, kept, randomDoubles(output.length, 4), targets);
  return targets;
}

const tasks = fc
  .record({
    sizes: fc.record({
      groups: fc.integer({ min: 1, max: 2 }),
      share: fc.integer({ min: 1, max: 2 }),
      n: fc.integer({ min: 1, max: 120 }),
      m: fc.integer({ min: 1, max: 120 }),
      d: fc.integer({ min: 1, max: 20 }),
      e: fc.integer({ min: 1, max: 20 }),
    }),
    softcap: fc.constantFrom(0, 3),
    causal: fc.boolean(),
    biased: fc.boolean(),
  })
  .map(({ sizes, softcap, causal, biased }) => {
    const items = sizes.groups * sizes.share;
    const size = sizes.n * sizes.m;
    const starts = Int32Array.from({ length: items }, (_, i) => i * size);
    const data = randomDoubles(items * size, 5);
    return makeTask(sizes, {
      softcap,
      high: causal ? 0 : Infinity,
      bias: biased ? { data, starts, rowStep: sizes.m } : undefined,
      mask: biased
        ? { data: Uint8Array.from(data, (x) => (x > -0.4 ? 1 : 0)), starts, rowStep: sizes.m }
        : undefined,
    });
  });

describe.runIf(simd)('the SIMD products of float64 attention', () => {
  it('give what the scalar ones give, to the last bit, and leave alone what is not their own', () => {
    let served = 0;
    fc.assert(
      fc.property(tasks, (task) => {
        const wanted = forward(wantedOf, task);
        served += withCanaries(() => expect(forward(attend, task)).toEqual(wanted));
        const slopes = backward((...call) => attendBackwardScalar(...call), task);
        withCanaries(() => expect(backward(attendBackward, task)).toEqual(slopes));
      }),
      { numRuns: 60 },
    );
    expect(served).toBeGreaterThan(0);
  });

  it('keep a NaN out of what does not see it', () => {
    const task = makeTask({ groups: 1, share: 1, n: 100, m: 100, d: 8, e: 9 }, { high: 0 });
    task.value[70 * 9 + 4] = Number.NaN;
    task.key[80 * 8 + 1] = Number.NaN;
    const wanted = forward(wantedOf, task);
    const count = withCanaries(() => expect(forward(attend, task)).toEqual(wanted));
    expect(count).toBeGreaterThan(0);
    expect(wanted.output.subarray(0, 70 * 9).every(Number.isFinite)).toBe(true);
  });

  it('leave short work, and numbers of two kinds, to the scalar kernel', () => {
    const little = makeTask({ groups: 1, share: 1, n: 10, m: 20, d: 8, e: 9 }, {});
    const mixed = makeTask(
      { groups: 1, share: 1, n: 60, m: 60, d: 8, e: 9 },
      { value: randomFloats(60 * 9, 3) },
    );
    const count = withCanaries(() => {
      for (const task of [little, mixed]) {
        expect(forward(attend, task)).toEqual(forward((...call) => attendScalar(...call), task));
      }
    });
    expect(count).toBe(0);
  });
});
