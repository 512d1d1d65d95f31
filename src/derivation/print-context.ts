// What every printer needs to know about a derivation before it prints a step.
import { checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { checkDerivation } from './check-derivation.js';
import { createShapes, type Shapes } from './element.js';
import type { Scope } from './evaluate.js';
import { countOf, type Digits, roundedScope } from './numbers.js';
import { type Datum, readValue } from './tensor.js';
import type { Derivation, Step } from './types.js';
import type { Mark } from './value-latex.js';

/** What every printer may be told. */
export interface PrintOptions {
  /** Significant digits of numbers that are not whole (4). Where rounded numbers would not lead to the value shown, more are shown. */
  readonly digits?: number | undefined;
  /** Whether numbers that would be rounded are shown as fractions where they are fractions, such as 1/3 (false). */
  readonly fractions?: boolean | undefined;
  /** How many levels of nested steps are shown: 1 for the overview (all). */
  readonly depth?: number | undefined;
}

/** A derivation, read for printing. */
export interface PrintContext {
  readonly digits: Digits;
  readonly depth: number;
  readonly scope: ReadonlyMap<string, Datum>;
  readonly symbols: ReadonlyMap<string, string>;
  readonly shapes: Shapes;
  /** The values as they are shown with so many digits. */
  readonly roundedTo: (digits: Digits) => Scope;
  /** Marks the parts of the value of a given quantity or a step where it is shown. */
  readonly markOf?: (id: string) => Mark;
}

/** Significant digits where none are asked for. */
const DIGITS = 4;

/**
 * Reads a derivation for printing.
 *
 * @param fn - name of the public function, for errors
 * @param derivation - what is printed
 * @param options - digits, fractions and depth
 * @returns values and symbols of all givens and steps
 * @throws KindError or DomainError for a bad option or a value that cannot be read
 */
export function createPrintContext(
  fn: string,
  derivation: Derivation,
  options: PrintOptions,
): PrintContext {
  checkDerivation(fn, 'derivation', derivation);
  const { digits: count = DIGITS, fractions = false, depth = Infinity } = options;
  checkNumber(fn, 'digits', count, { integer: true, min: 1, max: 17 });
  checkBoolean(fn, 'fractions', fractions);
  if (depth !== Infinity) checkNumber(fn, 'depth', depth, { integer: true, min: 0 });
  const scope = new Map<string, Datum>();
  const symbols = new Map<string, string>();
  for (const { id, symbol, value } of derivation.given) {
    scope.set(id, readValue(fn, `given ${id}`, value));
    symbols.set(id, symbol);
  }
  for (const step of allSteps(derivation.steps)) {
    if (step.kind !== 'computation') continue;
    scope.set(step.id, readValue(fn, `step ${step.id}`, step.value));
    if (step.symbol !== undefined) symbols.set(step.id, step.symbol);
  }
  const digits: Digits = fractions ? { digits: count, fractions: true } : count;
  const scopes = new Map<number, Scope>();
  const roundedTo = (to: Digits): Scope => {
    const shown = scopes.get(countOf(to)) ?? roundedScope(scope, to);
    scopes.set(countOf(to), shown);
    return shown;
  };
  return { digits, depth, scope, symbols, shapes: createShapes(scope), roundedTo };
}

/** Checks the options of a printer. */
export function checkPrintOptions<T extends PrintOptions>(
  fn: string,
  options: T | undefined,
  more: readonly (keyof T & string)[] = [],
): T {
  return checkOptions<T>(fn, options, ['digits', 'fractions', 'depth', ...more]);
}

/** Every step with its nested steps; nested ones first, as they may be referred to by the step that holds them. */
export function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [...allSteps(step.steps ?? []), step]);
}
