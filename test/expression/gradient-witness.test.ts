// The symbolic derivative and the one that the gradient engine finds, of the same random expression: two
// implementations that share no rule.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  cos,
  div,
  exp,
  log,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  sin,
  softplus,
  sqrt,
  sub,
  tanh,
} from '../../src/array/index.js';
import { derive } from '../../src/expression/derive.js';
import { differentiate, evaluate } from '../../src/expression/expressions.js';
import type { SymbolicExpression } from '../../src/expression/types.js';
import { grad, type Traced } from '../../src/gradient/index.js';
import { dual, expressions, isTame, points } from './random.js';

type Value = Traced | number;
const FUNCTIONS: Readonly<Record<string, (x: Value, y: Value) => Value>> = {
  add,
  subtract: sub,
  multiply: mul,
  divide: div,
  power: pow,
  negate: neg,
  abs,
  cos,
  exp,
  log,
  relu,
  sigmoid,
  sin,
  softplus,
  sqrt,
  tanh,
};

/** The expression in functions of `fovea/array`. */
function build(
  expression: SymbolicExpression,
  values: Readonly<Record<string, Value>>,
  met: Set<string>,
): Value {
  if (typeof expression === 'number') return expression;
  if ('ref' in expression) return values[expression.ref]!;
  met.add(expression.op);
  const [a, b] = expression.args.map((argument) => build(argument, values, met));
  return FUNCTIONS[expression.op]!(a!, b!);
}

const scalar =
  (f: (x: Traced) => Value) =>
  (x: Traced): Traced =>
    add(mul(x, 0), f(x));

describe('derive', () => {
  it('finds the gradient that grad finds, with every rule that both know', () => {
    const met = new Set<string>();
    let worst = 0;
    let checked = 0;
    fc.assert(
      fc.property(expressions, points, (expression, values) => {
        const measure = dual(expression, values, 'x');
        fc.pre(isTame(measure));
        const L = { name: 'L', expression };
        const inputs = Object.keys(values);
        const used = inputs.filter((name) =>
          JSON.stringify(expression).includes(`"ref":"${name}"`),
        );
        fc.pre(used.includes('x'));
        const own = Object.fromEntries(used.map((name) => [name, values[name as 'x']]));
        const { result } = derive({ definitions: [L], inputs: used }, 'L', 'x', { values: own });
        const byMachine = grad(scalar((x) => build(expression, { ...values, x }, met)))(values.x);
        const scale = Math.max(Math.abs(measure.slope), 1e-3 * measure.slopeSize, 1e-300);
        worst = Math.max(worst, Math.abs(result.value! - byMachine) / scale);
        checked++;
        expect(Math.abs(result.value! - byMachine)).toBeLessThanOrEqual(1e-9 * scale);
      }),
      { numRuns: 300 },
    );
    expect(checked).toBe(300);
    expect(worst).toBeLessThan(1e-9);
    expect([...met].sort()).toEqual(Object.keys(FUNCTIONS).sort());
  });
});

describe('differentiate, twice', () => {
  it('finds the second derivative that grad of grad finds', () => {
    let worst = 0;
    fc.assert(
      fc.property(expressions, points, (expression, values) => {
        const first = differentiate(expression, 'x');
        const measure = dual(first, values, 'x');
        fc.pre(isTame(dual(expression, values, 'x')) && isTame(measure));
        const met = new Set<string>();
        const f = scalar((x) => build(expression, { ...values, x }, met));
        const byMachine = grad((x: Traced) => grad(scalar(f))(x))(values.x);
        const bySymbols = evaluate(differentiate(first, 'x'), values);
        const scale = Math.max(Math.abs(measure.slope), 1e-3 * measure.slopeSize, 1e-300);
        worst = Math.max(worst, Math.abs(bySymbols - byMachine) / scale);
        expect(Math.abs(bySymbols - byMachine)).toBeLessThanOrEqual(1e-9 * scale);
      }),
      { numRuns: 200 },
    );
    expect(worst).toBeLessThan(1e-9);
  });
});
