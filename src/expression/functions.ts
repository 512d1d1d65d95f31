// The functions that expressions may apply: value, domain, LaTeX, derivative, each in one row.
import { apply } from './build.js';
import type { FunctionName, SymbolicExpression } from './types.js';

/** What is known of a function. */
export interface FunctionRow {
  /** Its value; NaN outside its domain. */
  readonly evaluate: (x: number) => number;
  /** Where it is defined, in words. */
  readonly domain: string;
  /** The function applied to an argument in parentheses, in LaTeX. */
  readonly latex: string;
  /** The name of the rule by which it is differentiated. */
  readonly rule: string;
  /** The rule, in LaTeX, with the argument `u`. */
  readonly formula: string;
  /** The derivative by the argument; `output` is the function's value, by its name where it has one. */
  readonly derivative: (u: SymbolicExpression, output: SymbolicExpression) => SymbolicExpression;
}

const ANYWHERE = 'any number';

/** The functions. */
export const FUNCTIONS: { readonly [Name in FunctionName]: FunctionRow } = {
  // (eᵘ)' = eᵘ
  exp: {
    evaluate: Math.exp,
    domain: ANYWHERE,
    latex: '\\exp',
    rule: 'exponential rule',
    formula: '\\frac{d}{du} e^{u} = e^{u}',
    derivative: (_, output) => output,
  },
  // (ln u)' = 1/u
  log: {
    evaluate: Math.log,
    domain: 'a number >= 0',
    latex: '\\ln',
    rule: 'logarithm rule',
    formula: '\\frac{d}{du} \\ln u = \\frac{1}{u}',
    derivative: (u) => apply('divide', 1, u),
  },
  // (√u)' = 1/(2√u)
  sqrt: {
    evaluate: Math.sqrt,
    domain: 'a number >= 0',
    latex: '\\sqrt',
    rule: 'square root rule',
    formula: '\\frac{d}{du} \\sqrt{u} = \\frac{1}{2 \\sqrt{u}}',
    derivative: (_, output) => apply('divide', 1, apply('multiply', 2, output)),
  },
  // (sin u)' = cos u
  sin: {
    evaluate: Math.sin,
    domain: ANYWHERE,
    latex: '\\sin',
    rule: 'sine rule',
    formula: '\\frac{d}{du} \\sin u = \\cos u',
    derivative: (u) => apply('cos', u),
  },
  // (cos u)' = −sin u
  cos: {
    evaluate: Math.cos,
    domain: ANYWHERE,
    latex: '\\cos',
    rule: 'cosine rule',
    formula: '\\frac{d}{du} \\cos u = -\\sin u',
    derivative: (u) => apply('negate', apply('sin', u)),
  },
  // (tanh u)' = 1 − tanh² u
  tanh: {
    evaluate: Math.tanh,
    domain: ANYWHERE,
    latex: '\\tanh',
    rule: 'tanh rule',
    formula: "a = \\tanh(u):\\; a' = 1 - a^2",
    derivative: (_, output) => apply('subtract', 1, apply('power', output, 2)),
  },
  // σ(u)' = σ(u)(1 − σ(u))
  sigmoid: {
    evaluate: (x) => 1 / (1 + Math.exp(-x)),
    domain: ANYWHERE,
    latex: '\\sigma',
    rule: 'sigmoid rule',
    formula: "a = \\sigma(u):\\; a' = a (1 - a)",
    derivative: (_, output) => apply('multiply', output, apply('subtract', 1, output)),
  },
  // max(0, u)' = 1 where u > 0, else 0
  relu: {
    evaluate: (x) => (x > 0 ? x : 0),
    domain: ANYWHERE,
    latex: '\\operatorname{relu}',
    rule: 'relu rule',
    formula: "\\operatorname{relu}(u)' = \\operatorname{step}(u)",
    derivative: (u) => apply('step', u),
  },
  // ln(1 + eᵘ)' = σ(u)
  softplus: {
    evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    domain: ANYWHERE,
    latex: '\\operatorname{softplus}',
    rule: 'softplus rule',
    formula: "\\operatorname{softplus}(u)' = \\sigma(u)",
    derivative: (u) => apply('sigmoid', u),
  },
  // |u|' = sign u
  abs: {
    evaluate: Math.abs,
    domain: ANYWHERE,
    latex: '\\operatorname{abs}',
    rule: 'absolute value rule',
    formula: "\\left|u\\right|' = \\operatorname{sign}(u)",
    derivative: (u) => apply('sign', u),
  },
  // constant but for the jump at 0
  step: {
    evaluate: (x) => (x > 0 ? 1 : 0),
    domain: ANYWHERE,
    latex: '\\operatorname{step}',
    rule: 'step rule',
    formula: "\\operatorname{step}(u)' = 0",
    derivative: () => 0,
  },
  // constant but for the jump at 0
  sign: {
    evaluate: Math.sign,
    domain: ANYWHERE,
    latex: '\\operatorname{sign}',
    rule: 'sign rule',
    formula: "\\operatorname{sign}(u)' = 0",
    derivative: () => 0,
  },
};

/** Other names for functions. */
const ALIASES: ReadonlyMap<string, FunctionName> = /* @__PURE__ */ new Map<string, FunctionName>([
  ['ln', 'log'],
  ['sigma', 'sigmoid'],
]);

/** The function of a name, or undefined where there is none. */
export function functionOf(name: string): FunctionName | undefined {
  return isFunction(name) ? name : ALIASES.get(name);
}

/** Whether a name is a function's own. */
export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}
