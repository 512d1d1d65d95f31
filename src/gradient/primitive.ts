import type { Operand } from '../array/elementwise.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { FloatNdArray } from '../core/types.js';
import { toInner } from './moves.js';
import { innermost, isTraced, type Rule, type Traceable, type Traced } from './traced.js';

/**
 * How one argument of a primitive is differentiated: from the gradient of the loss by the result, the
 * result and the arguments, the gradient by that argument.
 */
export type PrimitivePullback = (
  gradient: Traceable,
  output: Traceable,
  ...inputs: readonly Traceable[]
) => Traceable;

/** A differentiable function: plain values in, plain values out; a traced value in, a traced value out. */
export type PrimitiveFunction = <A extends readonly Traceable[]>(
  ...inputs: A
) => Traced extends A[number] ? Traced : A[number] extends Operand ? number | FloatNdArray : Traced;

/**
 * A differentiable function of your own: what it computes, and for each argument how it is differentiated.
 *
 * $$\bar x = \bar y \, \frac{\partial y}{\partial x}$$
 *
 * Use it where a formula of your own is more exact or faster than what `grad` would derive. Compute the
 * pullbacks with differentiable functions, those of `fovea/array` or other primitives, and second
 * derivatives follow. Check both with `checkGradient`.
 *
 * A pullback may return a gradient that still has the axes along which its argument was repeated by
 * broadcasting; these are summed. It must not write to what it is given.
 *
 * @param name - what errors call it
 * @param forward - computes it, from plain values alone
 * @param pullbacks - for each argument ȳ, y and the arguments to x̄; `null` for an argument that has no
 * derivative: it is then an error to trace it
 * @returns the function
 * @throws KindError where an argument is of the wrong kind, DomainError where there is no name; the
 * function itself: KindError where an argument without a pullback is traced, ShapeError where a pullback
 * gives a gradient of the wrong shape
 *
 * @example
 * A hyperbolic sine, whose derivative is the cosine.
 * ```ts
 * import { add, div, exp, mul, neg, sub } from 'fovea/array';
 * import { grad, primitive } from 'fovea/gradient';
 * const sinh = primitive(
 *   'sinh',
 *   (x) => div(sub(exp(x), exp(neg(x))), 2),
 *   [(gradient, y, x) => mul(gradient, div(add(exp(x!), exp(neg(x!))), 2))],
 * );
 * sinh(1) // => 1.1752
 * grad((x) => sinh(x))(1) // => 1.54308
 * ```
 */
export function primitive(
  name: string,
  forward: (...inputs: readonly Operand[]) => Operand,
  pullbacks: readonly (PrimitivePullback | null)[],
): PrimitiveFunction;
export function primitive(
  name: string,
  forward: (...inputs: readonly Operand[]) => Operand,
  pullbacks: readonly (PrimitivePullback | null)[],
): (...inputs: readonly Traceable[]) => number | FloatNdArray | Traced {
  checkParts(name, forward, pullbacks);
  return lift(name, forward, pullbacks, true);
}

/**
 * The same inside the library, for pullbacks that give new arrays, or one that they were given, and never any that
 * somebody else holds: their gradients are handed out without a copy.
 *
 * @param name - what errors call it
 * @param forward - computes it, from plain values alone
 * @param pullbacks - for each argument ȳ, y and the arguments to x̄
 * @returns the function
 */
export function ownPrimitive(
  name: string,
  forward: (...inputs: readonly Operand[]) => Operand,
  pullbacks: readonly PrimitivePullback[],
): (...inputs: readonly Traceable[]) => number | FloatNdArray | Traced {
  return lift(name, forward, pullbacks, false);
}

function lift(
  name: string,
  forward: (...inputs: readonly Operand[]) => Operand,
  pullbacks: readonly (PrimitivePullback | null)[],
  foreign: boolean,
): (...inputs: readonly Traceable[]) => number | FloatNdArray | Traced {
  const lifted = (...inputs: readonly Traceable[]): number | FloatNdArray | Traced => {
    const plain = inputs.filter((input): input is Operand => !isTraced(input));
    if (plain.length < inputs.length) return innermost(inputs).record(rule, inputs, undefined);
    return toInner(name, 'forward', forward(...plain));
  };
  const rule: Rule = {
    name,
    foreign,
    forward: (inputs) => lifted(...inputs),
    // The list is as long as the one given, so an argument beyond it has no rule.
    pullbacks: pullbacks.map((pullback) =>
      pullback === null
        ? undefined
        : (g: Traceable, y: Traceable, inputs: readonly Traceable[]) => pullback(g, y, ...inputs),
    ),
  };
  return lifted;
}

function checkParts(name: unknown, forward: unknown, pullbacks: unknown): void {
  const refuse = (argument: string, expected: string, value: unknown): never => {
    throw new KindError({ function: 'primitive', argument, expected, got: describeValue(value) });
  };
  if (typeof name !== 'string') refuse('name', 'a word', name);
  if (name === '') {
    throw new DomainError({
      function: 'primitive',
      argument: 'name',
      expected: 'at least one letter',
      got: '""',
    });
  }
  if (typeof forward !== 'function') refuse('forward', 'a function', forward);
  if (!Array.isArray(pullbacks)) {
    refuse('pullbacks', 'a list with a function or null for each argument', pullbacks);
    return;
  }
  pullbacks.forEach((pullback: unknown, i) => {
    if (typeof pullback !== 'function' && pullback !== null) {
      refuse(`pullbacks[${i}]`, 'a function or null', pullback);
    }
  });
}
