// How the operations are written: one line each.
import { once } from '../core/once.js';
import type { StepOperationName } from './expression-types.js';
import { createMatrixNotations } from './notation-matrices.js';
import { createReductions, sumOf } from './notation-reductions.js';
import {
  argument,
  atom,
  group,
  LEVEL,
  type Notate,
  parentheses,
  prefixed,
} from './notation-types.js';
import { elide } from './value-latex.js';

const add: Notate = (args, context, print) =>
  sumOf(
    elide(args, undefined).map((term, i) => {
      if (term === undefined) return '\\cdots';
      return group(print(term, i > 0 ? { ...context, within: true } : context), LEVEL.sum);
    }),
  );

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
    const dot = context.digits !== undefined || /^\d/.test(factor);
    return STANDS_ALONE.test(factor) || !dot ? `${all}\\,${factor}` : `${all} \\cdot ${factor}`;
  });
  const last = printed.at(-1)!.level;
  return { latex, level: last === LEVEL.open ? LEVEL.open : LEVEL.product };
};

/** Zero, or zero times something or over something: nobody writes a minus before it. */
const NOTHING = /^(\\frac\{)?0(\^\{[^{}]*\})?($|\}| \\cdot |\\,)/;

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

const named =
  (name: string): Notate =>
  (args, context, print) => {
    const list = args.map((part) => print(part, context).latex);
    return atom(`${name}${parentheses(list.join(',\\, '))}`);
  };

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

const choose: Notate = (args, context, print) => {
  const rows: string[] = [];
  let [condition, then, otherwise] = args;
  for (;;) {
    const when = print(condition!, context).latex;
    rows.push(`${print(then!, context).latex} & \\text{if } {${when}}`);
    if (typeof otherwise !== 'object' || !('op' in otherwise) || otherwise.op !== 'choose') break;
    [condition, then, otherwise] = otherwise.args;
  }
  rows.push(`${print(otherwise!, context).latex} & \\text{otherwise}`);
  return atom(`\\begin{cases} ${rows.join(' \\\\ ')} \\end{cases}`);
};

/** How each operation is written. */
export const notations: () => Notations = /* @__PURE__ */ once(createNotations);

type Notations = { readonly [Name in StepOperationName]: Notate };

// In a function, so that a bundle without derivations drops it.
function createNotations(): Notations {
  return {
    add,
    subtract,
    multiply,
    divide,
    power,
    negate: ([x], { within, ...context }, print) => {
      const printed = print(x!, context);
      const latex = group(printed, LEVEL.open);
      const zero = context.digits !== undefined && NOTHING.test(latex);
      if (zero && !within) return printed;
      return { latex: `-${latex}`, level: LEVEL.sum };
    },
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
    ...createReductions(),
    softmax: ([x], context, print) =>
      atom(`\\operatorname{softmax}${parentheses(print(x!, context).latex)}`),
    ...createMatrixNotations(),
    choose,
    item: ([list, index], context, print) =>
      atom(
        `${group(print(list!, context), LEVEL.atom)}_{${print(index!, { ...context, letters: [] }).latex}}`,
      ),
  };
}
