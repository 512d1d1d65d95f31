// Expressions become values. The same walk serves authors, who leave a value out, and verification.
import { describeValue, KindError } from '../core/errors.js';
import { sameShape } from '../core/layout.js';
import { checkStepExpression } from './check-steps.js';
import type { StepExpression, StepOperationName } from './expression-types.js';
import { EVALUATION, rules, wrongCount } from './rules.js';
import {
  type Datum,
  isTensor,
  pick,
  readValue,
  type Scalar,
  scalar,
  stack,
  type Tensor,
  toValue,
} from './tensor.js';
import type { StepValue } from './types.js';

/** What references stand for. */
export interface Scope {
  /** The value of a given quantity or a step, or undefined where there is none of that name. */
  get(id: string): Datum | undefined;
}

/**
 * Evaluates an expression.
 *
 * @param expression - what to compute
 * @param scope - what its references stand for
 * @returns the value
 * @throws KindError, ShapeError or DomainError where an operation cannot be applied or a reference leads nowhere
 */
export function evaluate(expression: StepExpression, scope: Scope): Datum {
  if (typeof expression !== 'object') return scalar(expression);
  if (!isExpression(expression)) {
    throw new KindError({
      function: EVALUATION,
      argument: 'expression',
      expected: 'a constant, a reference, a list, a record or a known operation',
      got: describeDraft(expression),
    });
  }
  if ('ref' in expression) {
    const datum = scope.get(expression.ref);
    if (datum === undefined) {
      throw new KindError({
        function: EVALUATION,
        argument: 'ref',
        expected: 'the id of a given quantity or an earlier step',
        got: JSON.stringify(expression.ref),
      });
    }
    return pick(EVALUATION, expression.ref, datum, expression.at ?? []);
  }
  if ('list' in expression) return stack(expression.list.map((item) => evaluate(item, scope)));
  if ('record' in expression) {
    const fields = Object.entries(expression.record).map(
      ([name, field]) => [name, evaluate(field, scope)] as const,
    );
    return { fields: new Map(fields) };
  }
  const { op, args } = expression;
  const expected = wrongCount(op, args.length);
  if (expected !== undefined) {
    throw new KindError({
      function: EVALUATION,
      argument: op,
      expected,
      got: String(args.length),
    });
  }
  const [first, ...base] = args;
  if (op === 'log' && isQuotient(first)) return logOfQuotient(first.args, base, scope);
  return rules()[op].evaluate(
    op,
    args.map((argument) => evaluate(argument, scope)),
  );
}

/** What stands in the place of an expression; where it looks like an operation, its name. */
function describeDraft(draft: object | null): string {
  const named = draft !== null && 'op' in draft && typeof draft.op === 'string';
  return named ? `the operation ${describeValue(draft.op)}` : describeValue(draft);
}

type Operation = Extract<StepExpression, { readonly op: unknown }>;

function isQuotient(expression: StepExpression | undefined): expression is Operation {
  if (typeof expression !== 'object' || !isExpression(expression)) return false;
  return 'op' in expression && expression.op === 'divide' && expression.args.length === 2;
}

/** The logarithm of a quotient; where that is too large or too small for float64, of its parts. */
function logOfQuotient(
  parts: readonly StepExpression[],
  base: readonly StepExpression[],
  scope: Scope,
): Datum {
  const apply = (op: StepOperationName, ...args: readonly Datum[]): Datum =>
    rules()[op].evaluate(op, args);
  const [above, below, ...bases] = [...parts, ...base].map((part) => evaluate(part, scope));
  const quotient = apply('divide', above!, below!);
  const direct = apply('log', quotient, ...bases);
  if (!isTensor(quotient) || !isTensor(direct) || !sameShape(quotient.shape, direct.shape)) {
    return direct;
  }
  const { shape, entries } = quotient;
  if (!entries.some(isOutside)) return direct;
  const logs = [above!, below!].map((part) => apply('log', part, ...bases));
  const apart = apply('subtract', ...logs) as Tensor;
  return {
    shape,
    entries: entries.map((entry, i) => (isOutside(entry) ? apart : direct).entries[i]!),
  };
}

/** Below this float64 has no longer all of its digits. */
const LEAST_NORMAL = 2 ** -1022;

function isOutside(entry: Scalar): boolean {
  return typeof entry === 'number' && entry >= 0 && (entry < LEAST_NORMAL || entry === Infinity);
}

/** Whether a record has the fields of an expression, and an operation of its own name. */
function isExpression(expression: object | null): boolean {
  if (expression === null) return false;
  if ('ref' in expression || 'list' in expression || 'record' in expression) return true;
  const { op, args } = expression as { readonly op?: unknown; readonly args?: unknown };
  return typeof op === 'string' && Object.hasOwn(rules(), op) && Array.isArray(args);
}

/**
 * The value of an expression, for values that the caller names.
 *
 * @param expression - built with `stepOperations` and `refer`, or read from a stored derivation
 * @param values - what the references stand for, by id
 * @returns a number, boolean or string; an ndarray of float64 for an array of numbers; nested lists for
 * other arrays; lists and records as they are
 * @throws KindError, ShapeError or DomainError where an operation cannot be applied or a reference leads nowhere
 *
 * @example
 * Half the sum of squares.
 * ```ts
 * import { evaluateStepExpression, stepOperations, refer } from 'fovea/derivation';
 * const { divide, power, sum } = stepOperations;
 * evaluateStepExpression(divide(sum(power(refer('x'), 2)), 2), { x: [3, 4] }) // => 12.5
 * ```
 */
export function evaluateStepExpression(
  expression: StepExpression,
  values: { readonly [id: string]: StepValue } = {},
): StepValue {
  checkStepExpression(EVALUATION, 'expression', expression);
  if (typeof values !== 'object' || values === null) {
    const [expected, got] = ['an object with a value for each id', describeValue(values)];
    throw new KindError({ function: EVALUATION, argument: 'values', expected, got });
  }
  const scope = new Map(
    Object.entries(values).map(([id, value]) => [id, readValue(EVALUATION, id, value)]),
  );
  return toValue(evaluate(expression, scope));
}
