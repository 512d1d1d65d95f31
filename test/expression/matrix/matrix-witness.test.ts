// The matrix derivative and the one that the gradient engine finds, of the same random equations: two
// implementations that share no rule.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum } from '../../../src/array/index.js';
import { readArray } from '../../../src/core/create.js';
import { verifyDerivation } from '../../../src/derivation/verify.js';
import { deriveMatrix } from '../../../src/expression/matrix/derive-matrix.js';
import { evaluateMatrices } from '../../../src/expression/matrix/evaluate-matrices.js';
import { matrixEquations } from '../../../src/expression/matrix/matrix-equations.js';
import type { MatrixEquations } from '../../../src/expression/matrix/types.js';
import { grad, type Traced } from '../../../src/gradient/index.js';
import { matrices, randomEquations } from './random-matrices.js';

const read = (text: string): MatrixEquations =>
  matrixEquations(Object.assign([text], { raw: [text] }));
const numbers = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : [...readArray('test', 'value', value as number[]).data];

describe('deriveMatrix', () => {
  it('finds the gradient that grad finds, of random equations, and its steps hold', () => {
    let worst = 0;
    const met = new Set<string>();
    fc.assert(
      fc.property(randomEquations, matrices, fc.nat(4), (random, all, n) => {
        const { text, used, loss, operations } = random;
        fc.pre(used.length > 0);
        const by = used[n % used.length]!;
        const equations = read(text);
        const values = Object.fromEntries(equations.inputs.map((name) => [name, all[name as 'A']]));
        const d = deriveMatrix(equations, 'L', by, { values });
        const byMachine = numbers(
          grad((x: Traced) => sum(loss({ ...all, [by]: x }) as Traced))(all[by]),
        );
        const bySymbols = numbers(d.result.value);
        const scale = Math.max(1e-2, ...byMachine.map(Math.abs));
        byMachine.forEach((g, i) => {
          const error = Math.abs(g - bySymbols[i]!) / scale;
          worst = Math.max(worst, error);
          expect(error).toBeLessThan(1e-9);
        });
        expect(bySymbols).toHaveLength(byMachine.length);
        expect(verifyDerivation(d, { tolerance: 1e-9 }).steps.filter(({ ok }) => !ok)).toEqual([]);
        // The text reads back to the same value.
        const again = evaluateMatrices(read(`${text}\nresult = ${d.result.expression}`), values);
        numbers(again['result']).forEach((g, i) => {
          expect(Math.abs(g - bySymbols[i]!) / scale).toBeLessThan(1e-9);
        });
        for (const op of operations) met.add(op);
      }),
      { numRuns: 200, endOnFailure: true },
    );
    expect(worst).toBeLessThan(1e-12);
    expect(met.size).toBe(24);
  });
});
