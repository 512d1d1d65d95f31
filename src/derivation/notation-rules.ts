// How the operations are written: one line each.
import { elementCount } from '../core/layout.js';
import { termsOf } from './element.js';
import { evaluate } from './evaluate.js';
import type { StepExpression, StepOperationName } from './expression-types.js';
import {
  atom,
  type Context,
  freshLetters,
  group,
  LEVEL,
  type Print,
  type Printed,
  parentheses,
} from './notation-types.js';
import { axisOf } from './rules.js';
import { isTensor, scalar } from './tensor.js';
import { valueLatex, vectorLatex } from './value-latex.js';

/** Writes one operation. */
export type Notate = (args: readonly StepExpression[], context: Context, print: Print) => Printed;

/** Terms one after the other; a negative one with a minus instead of plus. */
function sumOf(terms: readonly string[]): Printed {
  const latex = terms.reduce((all, term) =>
    term.startsWith('-') ? `${all} - ${term.slice(1)}` : `${all} + ${term}`,
  );
  return { latex, level: terms.length > 1 || latex.startsWith('-') ? LEVEL.sum : LEVEL.open };
}

const add: Notate = (args, context, print) =>
  sumOf(args.map((term) => group(print(term, context), LEVEL.sum)));

const subtract: Notate = ([a, b], context, print) => ({
  latex: `${group(print(a!, context), LEVEL.sum)} - ${group(print(b!, context), LEVEL.open)}`,
  level: LEVEL.sum,
});

/** What a factor may follow with a small space instead of a dot. */
const STANDS_ALONE = /^(\\(ln|log|sin|cos|tanh|det|max|min|sum|operatorname)|\\left\(\\begin)/;

const multiply: Notate = (args, context, print) => {
  const arrays = args.filter((factor) => (context.shapes(factor)?.length ?? 0) > 0);
  const elementwise = arrays.length > 1 && context.letters.length === 0;
  const printed = args.map((factor) => print(factor, context));
  const factors = printed.map((part, i) =>
    group(part, i === printed.length - 1 ? LEVEL.open : LEVEL.product),
  );
  const latex = factors.reduce((all, factor) => {
    if (elementwise) return `${all} \\odot ${factor}`;
    const dot = context.digits !== undefined || /^\d/.test(factor) || /\d$/.test(all);
    return STANDS_ALONE.test(factor) || !dot ? `${all}\\,${factor}` : `${all} \\cdot ${factor}`;
  });
  const last = printed.at(-1)!.level;
  return { latex, level: last === LEVEL.open ? LEVEL.open : LEVEL.product };
};

const divide: Notate = ([a, b], context, print) => ({
  latex: `\\frac{${print(a!, context).latex}}{${print(b!, context).latex}}`,
  level: LEVEL.power,
});

const power: Notate = ([base, exponent], context, print) => ({
  latex: `${group(print(base!, context), LEVEL.atom)}^{${print(exponent!, context).latex}}`,
  level: LEVEL.power,
});

const log: Notate = ([x, base], context, print) => {
  const name = base === undefined ? '\\ln' : `\\log_{${print(base, context).latex}}`;
  return { latex: `${name}${argument(print(x!, context))}`, level: LEVEL.open };
};

/** The argument of a function, in parentheses where it is not one thing. */
function argument(part: Printed): string {
  return part.level >= LEVEL.power ? ` ${part.latex}` : parentheses(part.latex);
}

const named =
  (name: string): Notate =>
  (args, context, print) => {
    const list = args.map((part) => print(part, context).latex);
    return atom(`${name}${parentheses(list.join(',\\, '))}`);
  };

const prefixed =
  (name: string): Notate =>
  ([x], context, print) => ({
    latex: `${name}${argument(print(x!, context))}`,
    level: LEVEL.open,
  });

const enclosed =
  (before: string, after: string): Notate =>
  ([x], context, print) =>
    atom(`${before}${print(x!, context).latex}${after}`);

const relation =
  (sign: string): Notate =>
  ([a, b], context, print) => ({
    latex: `${group(print(a!, context), LEVEL.sum)} ${sign} ${group(print(b!, context), LEVEL.sum)}`,
    level: LEVEL.relation,
  });

/** Comparisons joined by a word; several words in one go into parentheses. */
const joined =
  (word: string): Notate =>
  (args, context, print) => {
    const parts = args.map((part) => {
      const { latex, level } = print(part, context);
      return latex.includes('\\text{') && level === LEVEL.relation ? parentheses(latex) : latex;
    });
    return { latex: parts.join(` \\;\\text{${word}}\\; `), level: LEVEL.relation };
  };

/** What a reduction runs over: its terms one by one, or a general term with its index letters. */
type Reduction = { terms: readonly Printed[] } | { index: string; body: Printed };

/** Dots in the place of the terms that are left out. */
const DOTS: Printed = atom('\\cdots');

function reductionOf(args: readonly StepExpression[], context: Context, print: Print): Reduction {
  const array = args[0]!;
  const axis = args[1];
  const isList = typeof array === 'object' && 'list' in array;
  if (axis === undefined && (context.digits !== undefined || isList)) {
    const terms = termsOf(array, context.shapes);
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
    const count = elementCount(context.shapes(args[0]!) ?? []);
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

const choose: Notate = (args, context, print) => {
  const rows: string[] = [];
  let [condition, then, otherwise] = args;
  for (;;) {
    const when = print(condition!, context).latex;
    rows.push(`${print(then!, context).latex} & \\text{if } ${when}`);
    if (typeof otherwise !== 'object' || !('op' in otherwise) || otherwise.op !== 'choose') break;
    [condition, then, otherwise] = otherwise.args;
  }
  rows.push(`${print(otherwise!, context).latex} & \\text{otherwise}`);
  return atom(`\\begin{cases} ${rows.join(' \\\\ ')} \\end{cases}`);
};

const dot: Notate = ([a, b], context, print) => {
  const products: StepExpression = { op: 'multiply', args: [a!, b!] };
  if (context.digits !== undefined) return NOTATION.sum([products], context, print);
  return {
    latex: `${group(print(a!, context), LEVEL.power)} \\cdot ${group(print(b!, context), LEVEL.power)}`,
    level: LEVEL.product,
  };
};

const matmul: Notate = (args, context, print) => {
  const factors = args.map((factor, i) => {
    const vector = context.digits !== undefined && typeof factor === 'object' && 'ref' in factor;
    const datum = vector ? evaluate(factor, context.scope) : undefined;
    if (datum !== undefined && isTensor(datum) && datum.shape.length === 1) {
      return vectorLatex(datum, i === 0 ? 'row' : 'column', context.digits!);
    }
    return group(print(factor, context), LEVEL.product);
  });
  return { latex: factors.join('\\,'), level: LEVEL.product };
};

const raised =
  (mark: string): Notate =>
  ([x], context, print) => ({
    latex: `${group(print(x!, context), LEVEL.atom)}^{${mark}}`,
    level: LEVEL.power,
  });

/** How each operation is written. */
export const NOTATION: Notations = /* @__PURE__ */ createNotations();

type Notations = { readonly [Name in StepOperationName]: Notate };

// In a function, so that a bundle without derivations drops it.
function createNotations(): Notations {
  return {
    add,
    subtract,
    multiply,
    divide,
    power,
    negate: ([x], context, print) => ({
      latex: `-${group(print(x!, context), LEVEL.open)}`,
      level: LEVEL.sum,
    }),
    abs: enclosed('\\left|', '\\right|'),
    sqrt: enclosed('\\sqrt{', '}'),
    exp: ([x], context, print) => ({
      latex: `e^{${print(x!, context).latex}}`,
      level: LEVEL.power,
    }),
    log,
    sin: prefixed('\\sin'),
    cos: prefixed('\\cos'),
    tanh: prefixed('\\tanh'),
    sigmoid: named('\\sigma'),
    atan2: named('\\operatorname{atan2}'),
    modulo: ([a, b], context, print) => ({
      latex: `${group(print(a!, context), LEVEL.product)} \\bmod ${group(print(b!, context), LEVEL.product)}`,
      level: LEVEL.sum,
    }),
    floor: enclosed('\\left\\lfloor ', '\\right\\rfloor'),
    minimum: named('\\min'),
    maximum: named('\\max'),
    less: relation('<'),
    lessEqual: relation('\\le'),
    greater: relation('>'),
    greaterEqual: relation('\\ge'),
    equal: relation('='),
    notEqual: relation('\\ne'),
    and: joined('and'),
    or: joined('or'),
    not: ([x], context, print) => ({
      latex: `\\text{not } ${parentheses(print(x!, context).latex)}`,
      level: LEVEL.relation,
    }),
    sum: reduction(summed, under('\\sum')),
    mean: reduction(
      (terms, count) => ({
        latex: `\\frac{${summed(terms).latex}}{${count}}`,
        level: LEVEL.power,
      }),
      (index, body, count) => ({
        latex: `\\frac{1}{${count}} \\sum_{${index}} ${group(body, LEVEL.open)}`,
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
    softmax: ([x], context, print) =>
      atom(`\\operatorname{softmax}${parentheses(print(x!, context).latex)}`),
    dot,
    matmul,
    transpose: raised('\\top'),
    determinant: prefixed('\\det'),
    inverse: raised('-1'),
    trace: prefixed('\\operatorname{tr}'),
    norm: ([x], context, print) =>
      atom(`\\left\\|${print(x!, { ...context, letters: [] }).latex}\\right\\|`),
    choose,
    item: ([list, index], context, print) =>
      atom(
        `${group(print(list!, context), LEVEL.atom)}_{${print(index!, { ...context, letters: [] }).latex}}`,
      ),
  };
}
