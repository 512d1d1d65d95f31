// What the roofline counts, and what it makes of it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { describe, expect, it } from 'vitest';
import { type Ceilings, operationsOf } from '../../bench/roofline/ceilings.js';
import * as cost from '../../bench/roofline/counts.js';
import { renderRoofline, shareOf } from '../../bench/roofline/report.js';
import type { RooflineWork } from '../../bench/roofline/works.js';
import { codeGeneration } from '../laws/code-generation.js';

const ceilings: Ceilings = {
  single: 50,
  double: 25,
  dots: 100,
  near: 200,
  far: 40,
  set: 40,
  fresh: 20,
};

const work = (operations: number, bytes: number, peak: RooflineWork['peak']): RooflineWork => ({
  name: 'work',
  cost: { operations, bytes },
  peak,
  run: () => {},
  holds: 'nothing',
});

describe('counts of operations', () => {
  it('of a product are those of its three loops', () => {
    let count = 0;
    for (let i = 0; i < 3; i++) for (let j = 0; j < 5; j++) for (let k = 0; k < 4; k++) count += 2;
    expect(cost.matmulCost(3, 4, 5)).toEqual({ operations: count, bytes: 4 * (12 + 20 + 15) });
  });

  it('of causal attention are those of the pairs that are seen', () => {
    const n = 7;
    let pairs = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) pairs++;
    const one = cost.attentionCost(1, 1, 1, 4, 6).operations;
    const causal = cost.attentionCost(2, n, n, 4, 6, (n + 1) / (2 * n));
    expect(causal.operations).toBeCloseTo(2 * pairs * one, 9);
  });

  it('of a filter are those of sums of pairs, weighed and added', () => {
    // Of 7 taps: three pairs of two sums and a product, and a product and a sum for the middle; down and across.
    expect(cost.symmetricFilterCost(10, 7).operations).toBe(10 * 2 * (3 * 3 + 2));
  });

  it('of a convolution are those of its seven loops', () => {
    expect(cost.convolutionCost(2, 3, 3, 16).operations).toBe(3 * 16 * 2 * 9 * 2);
    expect(cost.convolutionGradientsCost(2, 3, 3, 16).operations).toBe(3 * 3 * 16 * 2 * 9 * 2);
  });

  it('of a loop of the ceilings are its chains, steps and rounds', () => {
    expect(operationsOf(12, 4, 2)).toBe(2000 * 4 * 12 * 4 * 2);
  });

  // The compiler is WebAssembly itself.
  it.runIf(codeGeneration)('of functions are nearly those of the compiled kernels', async () => {
    const text = await textOf('elementwise');
    for (const name of ['exp', 'log', 'tanh', 'sigmoid', 'gelu'] as const) {
      const share = vectorOperations(text, `${name}All`) / cost.FUNCTION_OPERATIONS[name];
      expect(share, name).toBeGreaterThan(0.85);
      expect(share, name).toBeLessThan(1.15);
    }
  });
});

describe('a bound', () => {
  it('is whichever of arithmetic and bandwidth takes longer', () => {
    expect(cost.boundOf({ operations: 100e9, bytes: 10e9 }, 50, 40)).toEqual({
      seconds: 2,
      by: 'arithmetic',
    });
    expect(cost.boundOf({ operations: 1e9, bytes: 10e9 }, 50, 40)).toEqual({
      seconds: 0.25,
      by: 'bandwidth',
    });
  });

  it('is reached by a share that is 1 where the machine does no more', () => {
    const large = work(50e6, 10e6, 'single');
    expect(shareOf({ work: large, ms: 1 }, ceilings)).toEqual({
      operations: 50,
      bytes: 10,
      by: 'arithmetic',
      share: 1,
    });
    expect(shareOf({ work: { ...large, peak: 'double' }, ms: 4 }, ceilings).share).toBe(0.5);
  });

  it('is that of the caches where little is moved', () => {
    expect(shareOf({ work: work(0, 1e6, 'single'), ms: 0.005 }, ceilings).share).toBeCloseTo(1, 9);
    expect(shareOf({ work: work(0, 4e6, 'single'), ms: 0.1 }, ceilings).share).toBeCloseTo(1, 9);
  });
});

describe('the table', () => {
  it('says what is reached and what holds it back', () => {
    const text = renderRoofline([{ work: work(25e6, 10e6, 'single'), ms: 1 }], ceilings);
    expect(text).toContain('50 % of arithmetic');
    expect(text).toContain('25 float32');
    expect(text).toContain('| nothing');
    expect(text).toContain('50 GFLOP/s of float32');
  });
});

/** A module of kernels, compiled to text. */
async function textOf(name: string): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  let text = '';
  const { error } = await asc.main(
    [
      `src/kernels/simd/assembly/${name}.ts`,
      ...['--textFile', 'out.wat', '--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd'],
    ],
    {
      readFile: (file, directory) => {
        const path = join(root, directory === '.' ? '' : directory, file);
        return existsSync(path) ? readFileSync(path, 'utf8') : null;
      },
      writeFile: (file, contents) => {
        if (file.endsWith('.wat')) text = String(contents);
      },
    },
  );
  if (error) throw error;
  return text;
}

/**
 * Arithmetic instructions for each vector that a function writes, in its loop and in what that calls once each; those for
 * numbers out of the ordinary, in a function whose name ends in Any, are left out.
 */
function vectorOperations(text: string, name: string): number {
  const functions = text.split(/^ \(func /m).slice(1);
  const bodyOf = (ending: string) =>
    functions.find((each) => each.split(/[\s)]/)[0]!.endsWith(ending)) ?? '';
  const count = (body: string): number => {
    const own = [...body.matchAll(/^ +(f32x4|i32x4|v128)\.(\w+)/gm)].filter(
      ([, , operation]) => !/^(?:const|load\w*|store\w*|splat|extract_lane\w*)$/.test(operation!),
    ).length;
    const calls = [...body.matchAll(/^ +call \$(\S+)/gm)].filter(([, to]) => !to!.endsWith('Any'));
    const called = calls.map(([, callee]) =>
      count(functions.find((each) => each.startsWith(`$${callee} `)) ?? ''),
    );
    return own + called.reduce((sum, each) => sum + each, 0);
  };
  const body = bodyOf(name);
  return count(body) / [...body.matchAll(/^ +v128\.store/gm)].length;
}
