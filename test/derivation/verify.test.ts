import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import type { StepExpression } from '../../src/derivation/expression-types.js';
import { derivationFromJson } from '../../src/derivation/json-read.js';
import { derivationToJson } from '../../src/derivation/json-write.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import type { Derivation, Step, StepValue } from '../../src/derivation/types.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { explainKlDivergence } from '../../src/divergence/explain-divergence.js';
import { explainJensenShannonDivergence } from '../../src/divergence/explain-jensen-shannon.js';
import { klDerivation, mixedDerivation } from './samples.js';

function claim(check: StepExpression, value: StepValue, x: StepValue = [1, 2, 3]): Derivation {
  return createDerivation({
    topic: 'test',
    title: 'A claim',
    given: [{ id: 'x', symbol: 'x', title: 'numbers', value: x }],
    steps: [{ id: 's', title: 'Claim', check, value }],
    result: 0,
    answer: 0,
  });
}

const first = (d: Derivation) => verifyDerivation(d).steps[0]!;

describe('verifyDerivation', () => {
  it('agrees with the Kullback–Leibler divergence worked out by hand', () => {
    // 0.36 ln 1.08 + 0.48 ln 1.44 + 0.16 ln 0.48
    const hand = 0.36 * Math.log(1.08) + 0.48 * Math.log(1.44) + 0.16 * Math.log(0.48);
    const { ok, steps } = verifyDerivation(klDerivation(hand));
    expect(ok).toBe(true);
    expect(steps.map((step) => step.id)).toEqual(['why', 'terms', 'positive', 'kl', 'result']);
    for (const { error } of steps) expect(error).toBeLessThan(1e-14);
  });

  it('agrees with itself after a journey through JSON', () => {
    for (const d of [klDerivation(), mixedDerivation()]) {
      const back = derivationFromJson(JSON.parse(JSON.stringify(derivationToJson(d))));
      expect(verifyDerivation(back)).toEqual(verifyDerivation(d));
      expect(verifyDerivation(back).ok).toBe(true);
    }
  });

  it('says how far a wrong value is off, and where', () => {
    expect(first(claim(o.sum(refer('x')), 5))).toEqual({
      id: 's',
      ok: false,
      error: 1 / 6,
      message: 'says 5, but evaluates to 6',
    });
    expect(first(claim(o.negate(refer('x')), [-1, 2, -3])).message).toBe(
      'says 2 at [1], but evaluates to -2',
    );
    expect(first(claim(refer('x'), [1, 2]))).toEqual({
      id: 's',
      ok: false,
      error: Infinity,
      message: 'says an array (2), but evaluates to an array (3)',
    });
  });

  it('finds any value that is changed by more than the tolerance, wherever it stands', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(values, fc.nat(), fc.constantFrom(1e-9, 0.5, -1e-6), (x, pick, change) => {
        const squares = x.map((v) => v * v);
        expect(first(claim(o.power(refer('x'), 2), squares, x)).ok).toBe(true);
        const at = pick % x.length;
        const wrong = squares.map((v, i) => (i === at ? v + change * (Math.abs(v) + 1) : v));
        expect(first(claim(o.power(refer('x'), 2), wrong, x)).ok).toBe(false);
      }),
    );
  });

  it('wants truth values, words and shapes to be equal', () => {
    expect(first(claim(o.less(1, 2), true)).ok).toBe(true);
    expect(first(claim(o.less(1, 2), false)).ok).toBe(false);
    expect(first(claim(o.less(1, 2), 1)).ok).toBe(false);
    expect(first(claim('corner', 'corner')).ok).toBe(true);
    expect(first(claim('corner', 'edge')).ok).toBe(false);
    expect(first(claim(o.sum(refer('x')), [6])).ok).toBe(false);
    expect(first(claim({ record: { a: 1 } }, { a: 1 })).ok).toBe(true);
    expect(first(claim({ record: { a: 1 } }, { a: 2 })).ok).toBe(false);
    expect(first(claim({ record: { a: 1 } }, { b: 1 })).ok).toBe(false);
    expect(first(claim({ record: { a: 1 } }, { a: 1, b: 1 })).ok).toBe(false);
    expect(first(claim({ list: ['a', refer('x')] }, ['a', [1, 2, 3]])).ok).toBe(true);
    expect(first(claim({ list: ['a', refer('x')] }, ['a', [1, 2, 4]])).ok).toBe(false);
    expect(first(claim({ list: ['a', refer('x')] }, ['a'])).ok).toBe(false);
  });

  it('takes NaN and infinities as they are', () => {
    expect(first(claim(o.divide(0, 0), Number.NaN))).toMatchObject({ ok: true, error: 0 });
    expect(first(claim(o.divide(1, 0), Infinity))).toMatchObject({ ok: true, error: 0 });
    expect(first(claim(o.divide(1, 0), -Infinity)).ok).toBe(false);
    expect(first(claim(o.divide(1, 0), 1e300)).ok).toBe(false);
    expect(first(claim(1, Number.NaN)).ok).toBe(false);
  });

  it('measures by them also what is divided by their rest, and its roots and logarithms', () => {
    // Of 1 − (1 − b) the last digits of b are gone; a library adds up b itself.
    const b = 1.23456789e-7;
    const rest = o.subtract(1, refer('x'));
    const of = (check: StepExpression, value: number) => first(claim(check, value, 1 - b)).ok;
    expect(1 - (1 - b)).not.toBe(b);
    for (const [check, value] of [
      [o.divide(0.3, rest), 0.3 / b],
      [o.divide(0.3, o.multiply(2, rest)), 0.15 / b],
      [o.sqrt(rest), Math.sqrt(b)],
      [o.log(rest), Math.log(b)],
    ] as const) {
      expect(of(check, value)).toBe(true);
      expect(of(check, value * (1 + 1e-4))).toBe(false);
    }
    // Where nothing cancels each is held to its own size, and to nothing where it is 0.
    expect(first(claim(o.divide(1, refer('x')), 0.5 + 1e-11, 2)).ok).toBe(false);
    expect(first(claim(o.sqrt(refer('x')), 2 + 1e-11, 4)).ok).toBe(false);
    expect(first(claim(o.log(refer('x')), 1e-13, 1)).ok).toBe(false);
    expect(first(claim(o.sqrt(refer('x')), 1e-9, 0)).ok).toBe(false);
    const roots = o.add(o.sqrt(o.subtract(refer('x'), refer('x'))), 0.1, 0.2);
    expect(first(claim(roots, 0.3, 1)).ok).toBe(true);
  });

  it('measures an error by the terms where they cancel', () => {
    // 0.1 + 0.2 − 0.3 is 5.6e−17, another order of adding gives 2.8e−17.
    const check = o.subtract(o.add(0.1, 0.2), 0.3);
    expect(first(claim(check, 2.8e-17)).ok).toBe(true);
    expect(first(claim(check, 1e-9)).ok).toBe(false);
    // A small entry beside a large one is held to its own size.
    expect(first(claim(o.multiply(refer('x'), 1), [1, 1e-9 * (1 + 1e-6)], [1, 1e-9])).ok).toBe(
      false,
    );
    const rotation = [
      [0.6, -0.8],
      [0.8, 0.6],
    ];
    expect(
      first(
        claim(
          o.matmul(refer('x'), o.transpose(refer('x'))),
          [
            [1, 1e-17],
            [0, 1],
          ],
          rotation,
        ),
      ).ok,
    ).toBe(true);
  });

  it('knows what a quotient near 1 leaves of its logarithm, and sums of such', () => {
    const near = Math.log1p(1e-5);
    const check = o.log(o.divide(refer('x', [0]), refer('x', [1])));
    const x = [0.3 * (1 + 1e-5), 0.3];
    expect(first(claim(check, near, x)).ok).toBe(true);
    expect(first(claim(check, near * (1 + 1e-9), x)).ok).toBe(false);
    for (let i = 1; i < 100; i++) {
      for (const apart of [1e-2, 1e-3, 1e-4, 1e-5]) {
        const p = [i / 100, 1 - i / 100];
        const q = [p[0]! + apart * p[1]!, p[1]! * (1 - apart)];
        for (const explain of [explainKlDivergence, explainJensenShannonDivergence]) {
          const derivation = explain(p, q);
          expect(verifyDerivation(derivation).ok, `${p} and ${q}`).toBe(true);
          const wrong = { ...derivation, result: derivation.result * (1 + 1e-6) };
          expect(verifyDerivation(wrong).ok).toBe(false);
        }
      }
    }
  });

  it('allows float32 its rounding, and nothing more', () => {
    const single = (...values: number[]) =>
      createNdArray(Float32Array.from(values), [values.length]);
    const thirds = o.divide(refer('x'), 3);
    expect(first(claim(thirds, single(1 / 3, 2 / 3, 1))).ok).toBe(true);
    expect(first(claim(thirds, single(1 / 3, 2 / 3, 1 + 1e-6))).ok).toBe(false);
    expect(first(claim(thirds, [Math.fround(1 / 3), 2 / 3, 1])).ok).toBe(false);
  });

  it('holds to the tolerance that it is told', () => {
    const d = claim(o.sum(refer('x')), 6.001);
    expect(verifyDerivation(d, { tolerance: 1e-3 }).ok).toBe(true);
    expect(verifyDerivation(d, { tolerance: 1e-4 }).ok).toBe(false);
    expect(() => verifyDerivation(d, { tolerance: -1 })).toThrow('verifyDerivation: "tolerance"');
    expect(() => verifyDerivation(d, { tol: 1 } as object)).toThrow('only the names tolerance');
  });

  it('goes on from what a step says, so that one wrong step is one error', () => {
    const d = createDerivation({
      topic: 'test',
      title: 'Carried on',
      given: [],
      steps: [
        { id: 'wrong', title: 'Wrong', check: o.add(1, 1), value: 3 },
        { id: 'right', title: 'Right', check: o.multiply(2, refer('wrong')), value: 6 },
      ],
      result: 6,
      answer: refer('right'),
    });
    expect(verifyDerivation(d).steps.map((step) => step.ok)).toEqual([false, true, true]);
    expect(verifyDerivation(d).ok).toBe(false);
  });

  it('compares the result with the answer', () => {
    const d = { ...claim(1, 1), result: 2, answer: refer('s') };
    expect(verifyDerivation(d).steps.at(-1)).toMatchObject({ id: 'result', ok: false, error: 0.5 });
  });

  it('counts a step without a computation as a statement only if it says so', () => {
    const d = claim(1, 1);
    const bare = { kind: 'computation', id: 'bare', title: 'Trust me', formula: 'x', value: 1 };
    const report = verifyDerivation({ ...d, steps: [bare as Step] });
    expect(report.steps[0]).toEqual({
      id: 'bare',
      ok: false,
      error: Infinity,
      message: 'nothing to evaluate',
    });
    const said: Step = { kind: 'statement', id: 'said', title: 'So it is' };
    expect(verifyDerivation({ ...d, steps: [said] }).steps[0]).toEqual({
      id: 'said',
      ok: true,
      error: 0,
    });
  });

  it('reports what cannot be evaluated instead of failing', () => {
    const d = claim(1, 1);
    const step: Step = {
      kind: 'computation',
      id: 's',
      title: '',
      formula: '',
      value: 1,
      check: refer('gone'),
    };
    const [report] = verifyDerivation({ ...d, steps: [step] }).steps;
    expect(report).toMatchObject({ ok: false, error: Infinity });
    expect(report?.message).toContain('got "gone"');
  });
});
