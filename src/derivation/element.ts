// One element of an elementwise expression, as an expression: so a sum is written out term by term.
import { elementCount, placeOf } from '../core/layout.js';
import { evaluate, type Scope } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import { axisOf, rules } from './rules.js';
import { isTensor, scalar } from './tensor.js';
import { elide } from './value-latex.js';

/** The shape of an expression's value, or undefined where it is no array. */
export type Shapes = (expression: StepExpression) => readonly number[] | undefined;

/** The shapes of expressions in a scope, each evaluated once. */
export function createShapes(scope: Scope): Shapes {
  const known = new Map<StepExpression, readonly number[] | undefined>();
  return (expression) => {
    if (typeof expression !== 'object') return [];
    if (!known.has(expression)) {
      const datum = evaluate(expression, scope);
      known.set(expression, isTensor(datum) ? datum.shape : undefined);
    }
    return known.get(expression);
  };
}

/**
 * One element of an expression whose value is an array.
 *
 * @param expression - what is computed
 * @param index - which element of it
 * @param shapes - of the expressions in it
 * @returns an expression for the element alone, or undefined where an element has none of its own (in a
 * matrix product, say)
 */
export function elementOf(
  expression: StepExpression,
  index: readonly number[],
  shapes: Shapes,
): StepExpression | undefined {
  const shape = shapes(expression);
  if (shape === undefined) return undefined;
  if (typeof expression !== 'object' || shape.length === 0) return expression;
  // Stretched axes stand still.
  const at = index.slice(index.length - shape.length).map((i, axis) => (shape[axis] === 1 ? 0 : i));
  if ('ref' in expression) return { ref: expression.ref, at: [...(expression.at ?? []), ...at] };
  if ('list' in expression) return elementOf(expression.list[at[0]!]!, at.slice(1), shapes);
  if (!('op' in expression)) return undefined;
  const { op, args } = expression;
  const { form } = rules()[op];
  if (form === 'elementwise') {
    const parts = complete(args.map((argument) => elementOf(argument, at, shapes)));
    return parts && { op, args: parts };
  }
  const [array, axis] = args;
  if (form === 'whole' || array === undefined || axis === undefined) return undefined;
  const inner = shapes(array)!;
  const along = axisOf(op, scalar(Number(axis)), inner.length);
  const line = complete(
    Array.from({ length: inner[along]! }, (_, i) =>
      elementOf(array, [...at.slice(0, along), i, ...at.slice(along)], shapes),
    ),
  );
  return line && { op, args: [{ list: line }] };
}

/** All of them, or undefined where one is missing. */
function complete(
  parts: readonly (StepExpression | undefined)[],
): readonly StepExpression[] | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? known : undefined;
}

/**
 * The elements that a reduction runs over, one by one.
 *
 * @param array - what is reduced
 * @param shapes - of the expressions in it
 * @param most - how many are shown
 * @returns an expression for each element, undefined standing for dots where there are many; undefined
 * where elements have no form of their own
 */
export function termsOf(
  array: StepExpression,
  shapes: Shapes,
  most?: number,
): readonly (StepExpression | undefined)[] | undefined {
  const shape = shapes(array);
  if (shape === undefined) return undefined;
  const terms: (StepExpression | undefined)[] = [];
  for (const place of elide([...new Array(elementCount(shape)).keys()], undefined, most)) {
    const term = place === undefined ? undefined : elementOf(array, placeOf(place, shape), shapes);
    if (place !== undefined && term === undefined) return undefined;
    terms.push(term);
  }
  return terms;
}
