// Every step evaluated again.
import { checkNumber, checkOptions } from '../core/check.js';
import { isNdArray } from '../core/create.js';
import { placeOf, sameShape } from '../core/layout.js';
import { checkDerivation } from './check-derivation.js';
import { evaluate, type Scope } from './evaluate.js';
import type { StepExpression, StepOperationName } from './expression-types.js';
import { allSteps } from './print-context.js';
import { type Datum, describeDatum, isTensor, readValue, scalar, type Tensor } from './tensor.js';
import type { Derivation } from './types.js';

/** What became of one step. */
export interface StepVerification {
  /** Id of the step; "result" for the result. */
  readonly id: string;
  /** Whether its value is what its computation gives. */
  readonly ok: boolean;
  /** Largest difference, as a part of the value or of the terms it was added from; 0 for statements and for words and truth values that agree, Infinity where they do not. */
  readonly error: number;
  /** What is wrong, where something is. */
  readonly message?: string;
}

/** What `verifyDerivation` found. */
export interface DerivationVerification {
  /** Whether all steps and the result agree. */
  readonly ok: boolean;
  /** One entry a step, nested ones before the step that holds them, the result last. */
  readonly steps: readonly StepVerification[];
}

/** What `verifyDerivation` may be told. */
export interface VerifyDerivationOptions {
  /** Largest relative error (1e−12); values stored as float32 are allowed float32's rounding. */
  readonly tolerance?: number | undefined;
}

/** Largest relative error where none is given. */
const TOLERANCE = 1e-12;

/** Two roundings to float32. */
const SINGLE = 2 ** -23;

const FN = 'verifyDerivation';

/**
 * Evaluates every step again, from the values of the given quantities and of the steps before it, and
 * compares with what the step says.
 *
 * Numbers may differ by the tolerance, relative to the value or to the terms it was added from, whichever
 * is larger, and by what such terms make of a quotient, a root or a logarithm; shapes, truth values and words
 * must be equal. A step that computes nothing agrees only if it calls itself a statement.
 *
 * @param derivation - made by `createDerivation` or an explain function, or read from JSON
 * @param options - `tolerance` (1e−12)
 * @returns what became of each step
 * @throws KindError where it is no derivation or a value cannot be read, KindError or DomainError for a bad option
 *
 * @example
 * A wrong value is found out.
 * ```ts
 * import { createDerivation, stepOperations, refer, verifyDerivation } from 'fovea/derivation';
 * const d = createDerivation({
 *   topic: 'example',
 *   title: 'A sum',
 *   given: [{ id: 'x', symbol: 'x', title: 'Numbers', value: [1, 2, 3] }],
 *   steps: [{ id: 'sum', symbol: 's', title: 'Add', check: stepOperations.sum(refer('x')), value: 7 }],
 *   result: 7,
 *   answer: refer('sum'),
 * });
 * verifyDerivation(d).ok // => false
 * verifyDerivation(d).steps[0]?.error // => 0.142857
 * ```
 */
export function verifyDerivation(
  derivation: Derivation,
  options?: VerifyDerivationOptions,
): DerivationVerification {
  // A step that says nothing of how it is computed is not refused, but found out below.
  checkDerivation(FN, 'derivation', derivation, true);
  const { tolerance = TOLERANCE } = checkOptions(FN, options, ['tolerance']);
  checkNumber(FN, 'tolerance', tolerance, { min: 0 });
  const scope = new Map<string, Datum>();
  for (const { id, value } of derivation.given) {
    const read = readValue(FN, id, value);
    scope.set(id, read);
    scope.set(sizeId(id), read);
  }
  const steps: StepVerification[] = [];
  for (const step of allSteps(derivation.steps)) {
    const { id } = step;
    if (step.kind === 'statement') {
      steps.push({ id, ok: true, error: 0 });
      continue;
    }
    const value = readValue(FN, id, step.value);
    const allowed = isSingle(step.value) ? Math.max(tolerance, SINGLE) : tolerance;
    const size = sizeOfStep(step.check, scope);
    steps.push(verifyValue(id, value, step.check, scope, allowed));
    scope.set(id, value);
    scope.set(sizeId(id), size ?? value);
  }
  const result = readValue(FN, 'result', derivation.result);
  const allowed = isSingle(derivation.result) ? Math.max(tolerance, SINGLE) : tolerance;
  steps.push(verifyValue('result', result, derivation.answer, scope, allowed));
  return { ok: steps.every((step) => step.ok), steps };
}

function isSingle(value: unknown): boolean {
  return isNdArray(value) && value.data instanceof Float32Array;
}

function verifyValue(
  id: string,
  value: Datum,
  check: StepExpression | undefined,
  scope: Scope,
  tolerance: number,
): StepVerification {
  const fail = (message: string): StepVerification => ({ id, ok: false, error: Infinity, message });
  if (check === undefined) return fail('nothing to evaluate');
  try {
    const again = evaluate(check, scope);
    // What is only taken over has nothing to be rounded by.
    const size = computes(check) ? tensorOf(evaluateSize(check, scope)) : undefined;
    const error = difference(value, again, size);
    if (error <= tolerance) return { id, ok: true, error };
    return { id, ok: false, error, message: disagreement(value, again, tolerance) };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** Where two values differ first, in words. */
function disagreement(value: Datum, again: Datum, tolerance: number): string {
  if (isTensor(value) && isTensor(again) && sameShape(value.shape, again.shape)) {
    const at = value.entries.findIndex(
      (entry, i) => !(difference(scalar(entry), scalar(again.entries[i]!), undefined) <= tolerance),
    );
    const place = value.shape.length > 0 ? ` at [${placeOf(at, value.shape).join(', ')}]` : '';
    return `says ${String(value.entries[at])}${place}, but evaluates to ${String(again.entries[at])}`;
  }
  return `says ${describeDatum(value)}, but evaluates to ${describeDatum(again)}`;
}

/** The array that a value is, if it is one. */
function tensorOf(datum: Datum | undefined): Tensor | undefined {
  return datum !== undefined && isTensor(datum) ? datum : undefined;
}

/** Operations that add: where terms cancel, an error is measured by them, not by the little that is left. */
const ADDING: ReadonlyMap<StepOperationName, StepOperationName> = new Map<
  StepOperationName,
  StepOperationName
>([
  ['add', 'add'],
  ['subtract', 'add'],
  ['sum', 'sum'],
  ['mean', 'mean'],
  ['multiply', 'multiply'],
  ['dot', 'dot'],
  ['matmul', 'matmul'],
  ['transpose', 'transpose'],
  ['trace', 'trace'],
]);

/** Whether an expression does anything but refer. */
function computes(expression: StepExpression): boolean {
  if (typeof expression !== 'object' || 'ref' in expression) return false;
  if ('list' in expression) return expression.list.some(computes);
  return 'op' in expression || Object.values(expression.record).some(computes);
}

/** Where the size of a value stands: what it would be if nothing had cancelled on the way to it. */
function sizeId(id: string): string {
  return `|${id}|`;
}

function sizeOfStep(check: StepExpression | undefined, scope: Scope): Datum | undefined {
  return check === undefined ? undefined : evaluateSize(check, scope);
}

/** Where a logarithm is nearly 0 its argument, rounded to float64 near 1, leaves it no more than this is worth. */
const NEAR_ONE = 1e-3;

/** The expression with every term taken by its size: what its value would be if nothing cancelled. */
function sizeOf(expression: StepExpression): StepExpression {
  if (typeof expression === 'number') return Math.abs(expression);
  if (typeof expression !== 'object') return expression;
  if ('list' in expression) return { list: expression.list.map(sizeOf) };
  if ('ref' in expression) {
    return { op: 'abs', args: [{ ...expression, ref: sizeId(expression.ref) }] };
  }
  if ('op' in expression) {
    const { op, args } = expression;
    const adding = ADDING.get(op);
    const [first, ...rest] = args;
    if (op === 'sum' || op === 'mean') return { op, args: [sizeOf(first!), ...rest] };
    if (adding !== undefined) return { op: adding, args: args.map(sizeOf) };
    if (op === 'negate') return sizeOf(first!);
    if (op === 'inverse') {
      // What rounding does to A⁻¹ is at most a few units of |A⁻¹|·|A|·|A⁻¹|.
      const size: StepExpression = { op: 'abs', args: [expression] };
      const inner: StepExpression = { op: 'matmul', args: [size, { op: 'abs', args }] };
      return { op: 'matmul', args: [inner, size] };
    }
    if (op === 'log') {
      const own: StepExpression = { op: 'abs', args: [expression] };
      // By how much more than itself the argument was added from: 0 where nothing cancelled, and where it is 0 or a
      // quotient that overflows, whose logarithm does not.
      const share: StepExpression = { op: 'divide', args: [sizeOf(first!), first!] };
      const finite: StepExpression = {
        op: 'greater',
        args: [{ op: 'divide', args: [first!, first!] }, 0],
      };
      const known: StepExpression = { op: 'choose', args: [finite, share, 1] };
      return { op: 'add', args: [own, NEAR_ONE, { op: 'subtract', args: [known, 1] }] };
    }
    if (op === 'divide') {
      // What cancelled below the line weighs as much as what cancelled above it.
      const below: StepExpression = { op: 'abs', args: rest };
      const quotient: StepExpression = { op: 'abs', args: [expression] };
      const shares = [
        sizeOf(first!),
        { op: 'multiply', args: [quotient, sizeOf(rest[0]!)] },
      ] as const;
      return { op: 'maximum', args: shares.map((share) => ({ op, args: [share, below] })) };
    }
    if (op === 'sqrt') {
      const size: StepExpression = { op: 'divide', args: [sizeOf(first!), expression] };
      return { op: 'choose', args: [{ op: 'greater', args: [expression, 0] }, size, 0] };
    }
  }
  return { op: 'abs', args: [expression] };
}

function evaluateSize(expression: StepExpression, scope: Scope): Datum | undefined {
  try {
    return evaluate(sizeOf(expression), scope);
  } catch {
    // Words and truth values have no size.
    return undefined;
  }
}

/** How far two values are apart. */
function difference(value: Datum, again: Datum, size: Tensor | undefined): number {
  if (isTensor(value) && isTensor(again)) {
    if (!sameShape(value.shape, again.shape)) return Infinity;
    const measure = size !== undefined && sameShape(size.shape, value.shape) ? size : undefined;
    return value.entries.reduce<number>((worst, entry, i) => {
      const other = again.entries[i]!;
      if (typeof entry !== 'number' || typeof other !== 'number') {
        return entry === other ? worst : Infinity;
      }
      return Math.max(worst, relative(entry, other, Number(measure?.entries[i] ?? 0)));
    }, 0);
  }
  if ('items' in value && 'items' in again) {
    if (value.items.length !== again.items.length) return Infinity;
    return Math.max(
      0,
      ...value.items.map((item, i) => difference(item, again.items[i]!, undefined)),
    );
  }
  if ('fields' in value && 'fields' in again) {
    if (value.fields.size !== again.fields.size) return Infinity;
    const errors = [...value.fields].map(([name, field]) => {
      const other = again.fields.get(name);
      return other === undefined ? Infinity : difference(field, other, undefined);
    });
    return Math.max(0, ...errors);
  }
  return Infinity;
}

function relative(a: number, b: number, size: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const error = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), size);
  return Number.isNaN(error) ? Infinity : error;
}
