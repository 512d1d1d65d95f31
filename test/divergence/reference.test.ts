// What SciPy and PyTorch say of distributions, zeros, subnormal numbers and extreme scores among them.
import { describe, expect, it } from 'vitest';
import {
  chiSquareDivergence,
  entropy,
  hellingerDistance,
  jensenShannonDistance,
  jensenShannonDivergence,
  klDivergence,
  klDivergenceFromLogits,
  klTerms,
  totalVariation,
} from '../../src/divergence/index.js';
import { add, div, mul } from '../../src/gradient/arithmetic.js';
import { exp, log } from '../../src/gradient/functions.js';
import { logSumExp } from '../../src/gradient/log-sum-exp.js';
import { mean, sum } from '../../src/gradient/reduce.js';
import { logSoftmax, softmax } from '../../src/gradient/softmax.js';
import { type ReferenceCase, readCases, toFloats, worstRatio } from '../reference/read.js';

const FAMILY = '07-divergences';
const DTYPES = ['float64', 'float32'] as const;

/** One number or an array, as a list. */
function listOf(x: number | { readonly data: ArrayLike<number> }): ArrayLike<number> {
  return typeof x === 'number' ? [x] : x.data;
}

/** Compares in both precisions, and shows the largest share of a tolerance that was needed. */
function hold(
  operation: string,
  run: (one: ReferenceCase, dtype: 'float64' | 'float32') => ArrayLike<number>,
  truth: (one: ReferenceCase) => ArrayLike<number>,
  count: number,
): void {
  for (const dtype of DTYPES) {
    const cases = readCases(FAMILY, operation);
    expect(cases.length).toBe(count);
    let worst = 0;
    for (const one of cases) {
      const ratio = worstRatio(run(one, dtype), truth(one), one.tolerance[dtype]);
      expect(ratio, `${one.name}, ${dtype}`).toBeLessThanOrEqual(1);
      worst = Math.max(worst, ratio);
    }
    if (process.env['SHOW_ERRORS']) console.log(operation, dtype, worst);
  }
}

describe('SciPy agrees, in float64 and float32, along any axis, in three bases', () => {
  const table = [
    ['entropy', (p: never, _: never, o: object) => entropy(p, o), 33],
    ['klDivergence', klDivergence, 35],
    ['jensenShannonDistance', jensenShannonDistance, 35],
    ['totalVariation', totalVariation, 10],
    ['hellinger', hellingerDistance, 10],
    ['chiSquareDivergence', chiSquareDivergence, 9],
  ] as const;
  for (const [operation, f, count] of table) {
    it(`about ${operation}`, () => {
      hold(
        operation,
        ({ inputs, parameters }, dtype) => {
          const options = {
            normalize: true,
            ...('base' in parameters && {
              base: parameters.base === 'e' ? Math.E : parameters.base,
            }),
            axis: parameters.axis ?? -1,
          };
          const q = inputs.q && toFloats(inputs.q, dtype);
          return listOf(f(toFloats(inputs.p, dtype) as never, q as never, options) as number);
        },
        ({ expected }) => {
          const value = expected.value ?? expected.values ?? expected.distance;
          return typeof value === 'number' ? [value] : value.data;
        },
        count,
      );
    });
  }

  it('about the Jensen–Shannon divergence, the square of its distance', () => {
    for (const { inputs, parameters, expected } of readCases(FAMILY, 'jensenShannonDistance')) {
      if (typeof expected.divergence !== 'number') continue;
      const base = parameters.base === 'e' ? Math.E : parameters.base;
      const [p, q]: Float64Array[] = [inputs.p.data, inputs.q.data];
      const value = jensenShannonDivergence(p!, q!, {
        base,
        normalize: true,
      });
      // Near equality SciPy loses its digits; what it says is off by some 1e-16.
      expect(Math.abs(value - expected.divergence)).toBeLessThan(2e-16 + 1e-14 * value);
    }
  });
});

describe('PyTorch agrees, in float64 and float32', () => {
  it('about kl_div of logarithms, each of its reductions', () => {
    hold(
      'klDivLoss',
      ({ inputs, parameters: { reduction, log_target: logs } }, dtype) => {
        const logQ = toFloats(inputs.log_q, dtype);
        const target = toFloats(logs ? inputs.log_p : inputs.p, dtype);
        const p = logs ? exp(target) : target;
        // PyTorch takes p as it is, and one row sums to S < 1: Σ p ln(p/q) is S (D(p/S ‖ q) + ln S).
        const whole = sum(p, { axis: 1, keepDims: true });
        const shares = klTerms(p, exp(logQ), { normalize: true });
        const terms = mul(add(shares, mul(div(p, whole), log(whole))), whole);
        if (reduction === 'none') return terms.data;
        const divergences = logs
          ? klDivergenceFromLogits(target, logQ)
          : klDivergence(p, exp(logQ), { normalize: true });
        const totals = sum(p, { axis: 1 });
        const rows = mul(add(divergences, log(totals)), totals);
        if (reduction === 'sum') return [sum(rows)];
        return [reduction === 'mean' ? mean(rows) / logQ.shape[1]! : mean(rows)];
      },
      ({ expected }) => expected.value.data,
      8,
    );
  });

  it('about log-softmax, softmax and log-sum-exp of ordinary, huge and nearly equal scores', () => {
    const run = (f: typeof softmax) => (one: ReferenceCase, dtype: 'float64' | 'float32') =>
      f(toFloats(one.inputs.x, dtype), { axis: 1 }).data;
    hold('logSoftmax', run(logSoftmax), ({ expected }) => expected.values.data, 3);
    hold('logSoftmax', run(softmax), ({ expected }) => expected.softmax.data, 3);
    const reduced = ({ inputs }: ReferenceCase, dtype: 'float64' | 'float32') =>
      listOf(logSumExp(toFloats(inputs.x, dtype), { axis: 1 }));
    hold('logSoftmax', reduced, ({ expected }) => expected.logsumexp.data, 3);
    hold('logSumExp', reduced, ({ expected }) => expected.values.data, 1);
  });
});
