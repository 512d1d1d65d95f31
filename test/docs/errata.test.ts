import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isNdArray } from '../../src/core/create.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { CHAPTERS, errataPage, solve } from '../../tools/errata/page.js';
import { codeGeneration } from '../laws/code-generation.js';
import { root } from './sources.js';

const listed = (value: unknown): unknown[] => {
  if (isNdArray(value)) throw new Error('an answer is a number, a word or a list');
  return Array.isArray(value) ? value : [value];
};

// The calls of the page are run as they are written.
describe.runIf(codeGeneration)('the errata', () => {
  it('are as the page has them', () => {
    expect(readFileSync(join(root, 'docs/errata.md'), 'utf8'), 'npm run errata').toBe(errataPage());
  });

  for (const problem of CHAPTERS.flatMap(([, problems]) => problems)) {
    it(`hold: ${problem.title}`, () => {
      const derivation = solve(problem);
      expect(verifyDerivation(derivation).ok).toBe(true);
      for (const { stated, wrong, answer } of [...problem.errors, ...(problem.slips ?? [])]) {
        expect(wrong === undefined, stated).toBe(answer === undefined);
        if (answer === undefined) continue;
        const right = listed(answer(derivation.result, derivation));
        const given = listed(wrong);
        const differ = given.some((value, i) => {
          const other = right[i];
          if (typeof value !== 'number' || typeof other !== 'number') return value !== other;
          return !(Math.abs(value - other) <= 1e-9);
        });
        expect(differ, `${stated}: ${given} for ${right}`).toBe(true);
        for (const value of right) {
          expect(value, stated).toBeDefined();
          expect(value, stated).not.toBeNaN();
        }
      }
    });
  }
});
