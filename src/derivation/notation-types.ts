// What the printer of expressions and its table of operations share.
import type { Shapes } from './element.js';
import type { Scope } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import type { Digits } from './numbers.js';

/** How tightly a printed part holds together; a part goes into parentheses where more is asked. */
export const LEVEL = { relation: 0, sum: 1, open: 2, product: 3, power: 4, atom: 5 } as const;

/** LaTeX with how tightly it holds together: `open` ends in a function's argument, which would swallow what follows. */
export interface Printed {
  readonly latex: string;
  readonly level: number;
}

/** What printing an expression needs to know. */
export interface Context {
  /** Significant digits where numbers are put in; undefined where symbols are shown. */
  readonly digits: Digits | undefined;
  /** Values of the references. */
  readonly scope: Scope;
  /** Shapes of the expressions. */
  readonly shapes: Shapes;
  /** Symbols of the references, in LaTeX. */
  readonly symbols: { get(id: string): string | undefined };
  /** Index letters, one for each axis of the array whose general element is printed; none where arrays stand whole. */
  readonly letters: readonly string[];
  /** Whether a term of a sum behind the first is printed: a zero keeps its minus there, so that the pattern of the signs shows. */
  readonly within?: boolean;
  /** How many terms of a sum are shown, the usual number where left out. */
  readonly most?: number;
}

/** Prints a part of an expression. */
export type Print = (expression: StepExpression, context: Context) => Printed;

/** Index letters in the order in which they are taken. */
const LETTERS: readonly string[] = ['i', 'j', 'k', 'l', 'm', 'n'];

/** Letters that are not taken yet. */
export function freshLetters(count: number, taken: readonly string[]): string[] {
  return LETTERS.filter((letter) => !taken.includes(letter)).slice(0, count);
}

/** Something that needs no parentheses anywhere. */
export function atom(latex: string): Printed {
  return { latex, level: LEVEL.atom };
}

/** In parentheses where it does not hold together tightly enough. */
export function group(part: Printed, least: number): string {
  return part.level >= least ? part.latex : parentheses(part.latex);
}

/** In parentheses that grow with what they hold. */
export function parentheses(latex: string): string {
  return `\\left(${latex}\\right)`;
}

/** Writes one operation. */
export type Notate = (args: readonly StepExpression[], context: Context, print: Print) => Printed;

/** The argument of a function, in parentheses where it is not one thing. */
export function argument(part: Printed): string {
  return part.level >= LEVEL.power ? ` ${part.latex}` : parentheses(part.latex);
}

/** A function before its argument. */
export const prefixed =
  (name: string): Notate =>
  ([x], context, print) => ({
    latex: `${name}${argument(print(x!, context))}`,
    level: LEVEL.open,
  });
