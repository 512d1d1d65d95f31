// How sums, means, extremes and the like are written: term by term where there are numbers, with index
// letters where there are symbols.
import { elementCount } from '../core/layout.js';
import { termsOf } from './element.js';
import { evaluate } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import { LINE } from './formula-words.js';
import {
  atom,
  type Context,
  freshLetters,
  group,
  LEVEL,
  type Notate,
  type Print,
  type Printed,
  parentheses,
} from './notation-types.js';
import { shareOf } from './phrases.js';
import { axisOf } from './rules.js';
import { scalar } from './tensor.js';
import { valueLatex } from './value-latex.js';

/** Terms one after the other; a negative one with a minus instead of plus. */
export function sumOf(terms: readonly string[]): Printed {
  const latex = terms.reduce((all, term) =>
    term.startsWith('-') ? `${all} - ${term.slice(1)}` : `${all} + ${term}`,
  );
  return { latex, level: terms.length > 1 || latex.startsWith('-') ? LEVEL.sum : LEVEL.open };
}

/** What a reduction runs over: its terms one by one, or a general term with its index letters. */
type Reduction = { terms: readonly Printed[] } | { index: string; body: Printed };

/** Dots in the place of the terms that are left out. */
const DOTS: Printed = /* @__PURE__ */ atom('\\cdots');

function reductionOf(args: readonly StepExpression[], context: Context, print: Print): Reduction {
  const array = args[0]!;
  const axis = args[1];
  const isList = typeof array === 'object' && 'list' in array;
  if (axis === undefined && (context.digits !== undefined || isList)) {
    const terms = termsOf(array, context.shapes, context.most);
    if (terms !== undefined && terms.length > 0) {
      return {
        terms: terms.map((term) =>
          term === undefined ? DOTS : print(term, { ...context, letters: [] }),
        ),
      };
    }
  }
  const rank = context.shapes(array)?.length ?? 0;
  if (axis === undefined) {
    const letters = freshLetters(rank, context.letters);
    return { index: letters.join(','), body: print(array, { ...context, letters }) };
  }
  // The outer letters run along the axes that stay.
  const along = axisOf('sum', scalar(Number(axis)), rank);
  const outer = context.letters.length > 0 ? context.letters : freshLetters(rank - 1, []);
  const kept = outer.slice(outer.length - rank + 1);
  const [index = 'n'] = freshLetters(1, outer);
  const letters = [...kept.slice(0, along), index, ...kept.slice(along)];
  return { index, body: print(array, { ...context, letters }) };
}

const reduction =
  (
    oneByOne: (terms: readonly Printed[], count: number) => Printed,
    general: (index: string, body: Printed, count: number) => Printed,
  ): Notate =>
  (args, context, print) => {
    const reduced = reductionOf(args, context, print);
    const shape = context.shapes(args[0]!) ?? [];
    const axis = args[1];
    const along = axis === undefined ? -1 : axisOf('sum', scalar(Number(axis)), shape.length);
    const count = axis === undefined ? elementCount(shape) : shape[along]!;
    if ('terms' in reduced) return oneByOne(reduced.terms, count);
    return general(reduced.index, reduced.body, count);
  };

const listed =
  (name: string): ((terms: readonly Printed[]) => Printed) =>
  (terms) =>
    atom(`${name}${parentheses(terms.map((term) => term.latex).join(',\\, '))}`);

const summed = (terms: readonly Printed[]): Printed =>
  sumOf(terms.map((term) => group(term, LEVEL.sum)));

const under =
  (name: string): ((index: string, body: Printed) => Printed) =>
  (index, body) => ({
    latex: `${name}_{${index}} ${group(body, LEVEL.open)}`,
    level: LEVEL.open,
  });

const extreme = (name: string): Notate => reduction(listed(name), under(name));

const quantified = (join: string, words: string): Notate =>
  reduction(
    (terms) => ({
      latex: terms.map((term) => term.latex).join(join),
      level: LEVEL.relation,
    }),
    (index, body) => ({
      latex: `${body.latex} \\quad\\text{for ${words} } ${index}`,
      level: LEVEL.relation,
    }),
  );

const howMany: Notate = (args, context, print) =>
  reduction(listed('\\operatorname{count}'), (index, body) =>
    atom(`\\#\\left\\lbrace ${index} : ${body.latex} \\right\\rbrace`),
  )(args, context, print);

// Which of many hold is for a table to show; among numbers only how many do is said.
const count: Notate = (args, context, print) => {
  const { digits, scope } = context;
  if (digits === undefined) return howMany(args, context, print);
  return atom(valueLatex(evaluate({ op: 'count', args }, scope), digits));
};

/**
 * About as many columns as a formula takes in a terminal. Layout to the column is the printers' work, whose parser would
 * come with every derivation.
 */
function columnsOf(latex: string): number {
  return latex
    .replace(/\\(?:left|right)(?![a-z])/g, '')
    .replace(/\\(?=(?:log|ln|exp|max|min|cos|sin|tanh)(?![a-z]))/g, '')
    .replace(/\\(?:[a-z]+|.)/gi, 'x')
    .replace(/[{}_^]/g, '').length;
}

type ReductionName = 'sum' | 'mean' | 'min' | 'max' | 'all' | 'any' | 'count' | 'argmin' | 'argmax';

/** How reductions are written. In a function, so that a bundle without printers drops it. */
export function createReductions(): { readonly [Name in ReductionName]: Notate } {
  return {
    sum: reduction(summed, under('\\sum')),
    mean: reduction(
      (terms, count) => {
        const [only] = terms;
        // The mean of one number is that number.
        if (count === 1 && only !== undefined) return only;
        const { latex } = summed(terms);
        // A fraction cannot be broken, a product can.
        return columnsOf(latex) < LINE
          ? { latex: `\\frac{${latex}}{${count}}`, level: LEVEL.power }
          : { latex: `\\frac{1}{${count}} ${parentheses(latex)}`, level: LEVEL.product };
      },
      (index, body, count) => ({
        latex: `${shareOf(count)}\\sum_{${index}} ${group(body, LEVEL.open)}`,
        level: LEVEL.open,
      }),
    ),
    min: extreme('\\min'),
    max: extreme('\\max'),
    all: quantified(',\\; ', 'all'),
    any: quantified(' \\;\\text{or}\\; ', 'some'),
    count,
    argmin: reduction(listed('\\operatorname{arg\\,min}'), under('\\operatorname*{arg\\,min}')),
    argmax: reduction(listed('\\operatorname{arg\\,max}'), under('\\operatorname*{arg\\,max}')),
  };
}
