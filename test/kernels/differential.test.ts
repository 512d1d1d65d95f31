// Both sets of kernels behind every public function that has both, on random sizes and layouts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withKernels } from '../../src/kernels/select.js';
import { Arena } from '../../src/kernels/simd/arena.js';
import { matrix } from '../../src/kernels/simd/generated/matrix.js';
import { inArena } from '../../src/kernels/simd/wasm-module.js';
import { simd } from '../laws/simd.js';
import { apart, CASES, Draw } from './differential.js';

const RUNS = 12;
/** Where the scalar kernel declines, and the public function goes another way to the same result. */
const DECLINED = ['smoothInWindow'];
const source = join(import.meta.dirname, '../../src');

afterEach(() => {
  vi.restoreAllMocks();
});

/** The kernels that a function asks for. */
function askedBy(run: () => unknown): Set<string> {
  const asked = new Set<string>();
  const kernels = new Proxy(
    {},
    {
      get(_, name) {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  withKernels({ name: 'asked', kernels }, run);
  return asked;
}

/** Names of the kernels that are asked for with a SIMD one beside the scalar one. */
function twofold(folder: string): Set<string> {
  const names = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.startsWith('kernels')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    for (const [, name] of text.matchAll(/\bkernel\(\s*'(\w+)',\s*\w+,\s*\w+/g)) names.add(name!);
  }
  return names;
}

describe.runIf(simd)('SIMD kernels and scalar ones', () => {
  it.each(CASES)('give the same behind $name', ({ prepare, tolerance }) => {
    const releases = vi.spyOn(Arena.prototype, 'release');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (seed) => {
        const run = prepare(new Draw(seed));
        const fast = run();
        const calls = releases.mock.calls.length;
        const slow = withKernels(undefined, run);
        // Memory may be held for a whole call; no kernel runs in it.
        expect(releases.mock.calls.length - calls).toBeLessThanOrEqual(1);
        expect(fast.length).toBe(slow.length);
        fast.forEach((result, i) => {
          expect(apart(result, slow[i]!)).toBeLessThanOrEqual(tolerance);
        });
      }),
      { numRuns: RUNS },
    );
    // Else the sizes were too small for SIMD.
    expect(releases.mock.calls.length).toBeGreaterThan(RUNS / 2);
  });

  it('give their memory back, which is as large as it was when sizes come again', () => {
    const sizes: number[] = [];
    for (const [pass, seed] of [1, 2, 3, 1, 2, 3].entries()) {
      for (const { prepare } of CASES) prepare(new Draw(seed))();
      inArena(matrix, (_, arena) => {
        // What is allocated first begins behind the first page: nothing else is.
        expect(arena.allocate(1)).toBe(65536);
        if (pass >= 2) sizes.push(arena.uint8(0, 0).buffer.byteLength);
      });
    }
    expect(new Set(sizes).size).toBe(1);
  });

  it('are compared for every kernel that has both', () => {
    const asked = new Set(
      CASES.flatMap(({ prepare }) => {
        const all = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => prepare(new Draw(seed)));
        return all.flatMap((run) => [...askedBy(run)]);
      }),
    );
    const missing = [...twofold(source)].filter((name) => !asked.has(name));
    expect(missing).toEqual(DECLINED);
    expect(twofold(source).size).toBeGreaterThan(30);
  });
});
