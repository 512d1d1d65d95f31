// A step as one line of reasoning: formula = numbers put in = value.
import { breakLatex, splitRelations } from './break-latex.js';
import { evaluate, type Scope } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import { LINE } from './formula-words.js';
import { latexBox } from './math-text.js';
import { print } from './notation.js';
import type { Context } from './notation-types.js';
import {
  ALL_DIGITS,
  countOf,
  type Digits,
  isShownExactly,
  looksSame,
  roundedDatum,
  withCount,
} from './numbers.js';
import type { PrintContext } from './print-context.js';
import { referencesIn } from './references.js';
import { type Datum, isTensor } from './tensor.js';
import type { ComputedStep } from './types.js';
import { fitsInline, valueLatex } from './value-latex.js';

/** How a part of a chain follows from the one before: equal, equal but for rounding, a comparison with its numbers, or whether it holds. */
export type Link = 'equals' | 'about' | 'namely' | 'holds';

/** A formula, and what follows from it. */
export interface Chain {
  readonly first: string;
  readonly links: readonly { readonly link: Link; readonly latex: string }[];
}

/**
 * The digits with which numbers are put into an expression, so that whoever computes with the numbers
 * shown comes to the value shown.
 *
 * @param expression - what is computed
 * @param value - what came out
 * @param context - digits asked for, and what references stand for
 * @returns at least the digits asked for
 */
function digitsFor(expression: StepExpression, value: Datum, context: PrintContext): Digits {
  const asked = countOf(context.digits);
  const enough = (count: number, near?: Datum): boolean => {
    const digits = withCount(context.digits, count);
    const shown = tryEvaluate(expression, context.roundedTo(digits));
    return shown !== undefined && looksSame(shown, value, context.digits, near);
  };
  const first = (most: number, near?: Datum): number | undefined => {
    for (let count = asked; count <= most; count++) if (enough(count, near)) return count;
    return undefined;
  };
  const near = (): Datum | undefined =>
    tryEvaluate(expression, context.roundedTo(withCount(context.digits, SAFE_DIGITS)));
  const count = first(SAFE_DIGITS) ?? first(ALL_DIGITS - 1, near()) ?? ALL_DIGITS;
  return withCount(context.digits, count);
}

/** Digits that every float64 has. */
const SAFE_DIGITS = 15;

/** Rounding may make a matrix singular; then more digits are needed. */
function tryEvaluate(expression: StepExpression, scope: Scope): Datum | undefined {
  try {
    return evaluate(expression, scope);
  } catch {
    return undefined;
  }
}

/** Digits to which two numbers must agree to be called equal: float64's own rounding is no difference. */
const AGREEMENT = 13;

/** An expression with its numbers put in. */
export interface Numbers {
  readonly latex: string;
  /** Whether no number in it is rounded. */
  readonly exact: boolean;
  /** Whether the value shown is exactly what the numbers shown give. */
  readonly leads: boolean;
}

/** Puts the numbers into an expression. */
export function numbersOf(
  expression: StepExpression,
  value: Datum,
  context: PrintContext,
): Numbers {
  const digits = digitsFor(expression, value, context);
  const exact = referencesIn(expression).every((reference) =>
    isShownExactly(evaluate(reference, context.scope), digits),
  );
  const again = tryEvaluate(expression, context.roundedTo(digits));
  const shown = roundedDatum(value, context.digits);
  const leads = again !== undefined && looksSame(again, shown, AGREEMENT);
  return { latex: printNumbers(expression, { ...context, digits, letters: [] }), exact, leads };
}

/** How many terms of a sum are shown where all of them do not fit. */
const FEWER = [8, 6, 4];

/** A line may be this wide where it cannot be broken: below a root, over a line. */
const WIDEST = 100;

/** Terms of sums give way to dots where a line would run off the page. */
function printNumbers(expression: StepExpression, context: Context): string {
  const fits = (latex: string): boolean =>
    breakLatex(latex, LINE).every((line) => latexBox(line).width <= WIDEST);
  const whole = print(expression, context).latex;
  if (fits(whole)) return whole;
  for (const most of FEWER) {
    const { latex } = print(expression, { ...context, most });
    if (fits(latex)) return latex;
  }
  return whole;
}

/** The chain of a computation. */
export function chainOf(step: ComputedStep, context: PrintContext): Chain {
  const value = context.scope.get(step.id)!;
  const first = step.formula;
  const links: { link: Link; latex: string }[] = [];
  const inline = fitsInline(value);
  const truth = isTruth(value);
  const end = inline ? valueLatex(value, context.digits) : undefined;
  let exact = isShownExactly(value, context.digits);
  // Without references there are no numbers to put in.
  const hasNumbers = step.substitution !== undefined || referencesIn(step.check).length > 0;
  if (inline && hasNumbers && step.table === undefined) {
    const numbers: Numbers =
      step.substitution === undefined
        ? numbersOf(step.check, value, context)
        : { latex: step.substitution, exact: true, leads: exact };
    // What would be said twice is said once.
    if (numbers.latex !== end && !first.endsWith(`= ${numbers.latex}`) && first !== numbers.latex) {
      const link = truth ? 'namely' : numbers.exact ? 'equals' : 'about';
      links.push({ link, latex: numbers.latex });
      exact = numbers.leads;
    }
  }
  if (end !== undefined && !first.endsWith(`= ${end}`)) {
    const latex = valueLatex(value, context.digits, context.markOf?.(step.id));
    links.push({ link: truth ? 'holds' : exact ? 'equals' : 'about', latex });
  }
  return { first, links };
}

/** A part of a chain that may begin a line. */
export interface ChainPart {
  /** How it follows; a sign of the author's own is a relation. */
  readonly link: Link | 'relation';
  /** What stands before it, in LaTeX. */
  readonly sign: string;
  readonly latex: string;
}

const SIGNS: { readonly [link in Link]: string } = {
  equals: '=',
  about: '\\approx',
  namely: '\\colon\\quad',
  holds: '\\quad',
};

/**
 * A chain cut before each of its signs, those within its formulas too, for several lines.
 *
 * @param chain - the chain
 * @returns what stands to the left of the first sign, and the parts that follow
 */
export function chainParts({ first, links }: Chain): { left: string; parts: ChainPart[] } {
  const cut = (latex: string): { left: string; parts: ChainPart[] } => {
    const { left, parts } = splitRelations(latex);
    return { left, parts: parts.map((part) => ({ link: 'relation', ...part })) };
  };
  const truth = links.some(({ link }) => link === 'namely' || link === 'holds');
  const { left, parts } = truth ? { left: first, parts: [] as ChainPart[] } : cut(first);
  for (const { link, latex } of links) {
    const sign = SIGNS[link];
    const follows = link === 'equals' || link === 'about';
    const inner = follows ? cut(latex) : { left: latex, parts: [] };
    parts.push({ link, sign, latex: inner.left }, ...inner.parts);
  }
  return { left, parts };
}

function isTruth(value: Datum): boolean {
  return isTensor(value) && value.shape.length === 0 && typeof value.entries[0] === 'boolean';
}
