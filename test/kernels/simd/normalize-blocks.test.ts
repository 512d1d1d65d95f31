import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockNorm } from '../../../src/kernels/orientation-kernels.js';
import { normalizeBlocks as normalizeScalar } from '../../../src/kernels/scalar/normalize-blocks.js';
import { normalizeBlocks } from '../../../src/kernels/simd/normalize-blocks.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';

const f = Math.fround;

type Floats = Float32Array | Float64Array;

/** One run, in the order of assembly/descriptor-cells.ts. */
function runTwin<Run extends Floats>(run: Run, under: number, beside: number, most: number): Run {
  const round = run instanceof Float32Array ? f : (x: number) => x;
  const sums = [under, 0];
  const whole = run.length & -2;
  for (let i = 0; i < whole; i++) sums[i % 2]! += run[i]! * run[i]!;
  let squares = sums[0]! + sums[1]!;
  if (whole < run.length) squares += run[whole]! * run[whole]!;
  const divisor = Math.sqrt(squares) + beside;
  return run.map((x) => Math.min(round(x / divisor), round(most))) as Run;
}

function twin<Blocks extends Floats>(blocks: Blocks, length: number, norm: BlockNorm): Blocks {
  const { rule, epsilon, clip, beside } = norm;
  const under = beside === undefined ? epsilon * epsilon : 0;
  const result = blocks.slice() as Blocks;
  for (let start = 0; start < blocks.length; start += length) {
    const most = rule === 'l2' ? Infinity : clip;
    const once = runTwin(
      blocks.subarray(start, start + length) as Blocks,
      under,
      beside?.[0] ?? 0,
      most,
    );
    const run = rule === 'l2' ? once : runTwin(once, under, beside?.[1] ?? 0, Infinity);
    result.set(run, start);
  }
  return result;
}

const norms: readonly BlockNorm[] = [
  { rule: 'l2', epsilon: 1e-5, clip: 0.2 },
  { rule: 'l2-hys', epsilon: 1e-5, clip: 0.2 },
  { rule: 'l2-hys', epsilon: 0.1, clip: 0.3 },
  { rule: 'l2-hys', epsilon: 0, clip: 0.2, beside: [3.6, 1e-3] },
];

function normalized<Numbers extends Float32Array | Float64Array>(
  kernel: typeof normalizeBlocks,
  blocks: Numbers,
  length: number,
  norm: BlockNorm,
): Numbers {
  const result = blocks.slice() as Numbers;
  kernel(result, length, norm);
  return result;
}

describe.runIf(simd)('the SIMD normalisation of blocks', () => {
  it('is its twin, exactly, and stays within two roundings of the truth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 150 }),
        fc.constantFrom(...norms),
        fc.boolean(),
        (length, runs, norm, wide) => {
          fc.pre(length * runs >= 256);
          const floats = randomFloats(length * runs, length, 0, 9).fill(0, length, 2 * length);
          const blocks: Floats = wide ? Float64Array.from(floats) : floats;
          let got = blocks;
          const count = withCanaries(() => {
            got = normalized(normalizeBlocks, blocks, length, norm);
          });
          expect(count).toBeGreaterThan(0);
          expect(got).toEqual(twin(blocks, length, norm));
          const truth = normalized(normalizeScalar, Float64Array.from(blocks), length, norm);
          const share = wide ? 1e-14 : 2 ** -22;
          const far = truth.filter((value, i) => !(Math.abs(got[i]! - value) <= value * share));
          expect(far).toHaveLength(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves other norms and few numbers to the scalar kernel', () => {
    const blocks = randomFloats(360, 1, 0, 1);
    const count = withCanaries(() => {
      for (const rule of ['l1', 'l1-sqrt', 'none'] as const) {
        const norm = { ...norms[0]!, rule };
        expect(normalized(normalizeBlocks, blocks, 36, norm)).toEqual(
          normalized(normalizeScalar, blocks, 36, norm),
        );
      }
      const few = blocks.subarray(0, 36);
      expect(normalized(normalizeBlocks, few, 36, norms[1]!)).toEqual(
        normalized(normalizeScalar, few, 36, norms[1]!),
      );
    });
    expect(count).toBe(0);
  });
});
