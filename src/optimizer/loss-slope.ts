// A loss given as text in one symbol: its derivative, and where it stands in a derivation.
import { DomainError, describeValue, KindError } from '../core/errors.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { checkOf } from '../expression/check-expression.js';
import { differentiate, evaluate, parseExpression } from '../expression/expressions.js';
import { latexOf } from '../expression/latex.js';
import { nameLatex } from '../expression/symbols.js';
import type { SymbolicExpression } from '../expression/types.js';

/** A loss and its derivative. */
export interface LossSlope {
  /** The symbol that it depends on. */
  readonly name: string;
  /** The same in LaTeX. */
  readonly symbol: string;
  /** The step that differentiates it. */
  readonly step: StepDraft;
  /**
   * The derivative at a number.
   *
   * @param x - where
   * @returns the derivative
   */
  at(x: number): number;
  /**
   * The derivative as a computation.
   *
   * @param id - of the value that stands for the symbol
   * @returns the computation
   */
  check(id: string): StepExpression;
}

/**
 * Reads a loss and differentiates it.
 *
 * @param fn - name of the public function, for errors
 * @param loss - the text
 * @returns the loss with its derivative
 * @throws KindError where it is no text, DomainError where it cannot be read or has no symbol or several
 */
export function readLoss(fn: string, loss: unknown): LossSlope {
  const argument = 'problem.loss';
  if (typeof loss !== 'string') {
    const expected = 'text such as "x^2"';
    throw new KindError({ function: fn, argument, expected, got: describeValue(loss) });
  }
  const expression = parseExpression(loss);
  const names = [...symbolsIn(expression)];
  const [name] = names;
  if (name === undefined || names.length > 1) {
    const got = names.length > 1 ? names.join(', ') : 'none';
    throw new DomainError({ function: fn, argument, expected: 'one symbol', got });
  }
  const derivative = differentiate(expression, name);
  const symbol = nameLatex(name);
  return {
    name,
    symbol,
    step: {
      id: 'derivative',
      kind: 'statement',
      title: 'Differentiate the loss',
      formula: `L(${symbol}) = ${latexOf(expression)}, \\qquad \\frac{dL}{d${symbol}} = ${latexOf(derivative)}`,
    },
    at: (x) => evaluate(derivative, { [name]: x }),
    check: (id) => checkOf(renamed(derivative, id)),
  };
}

function symbolsIn(expression: SymbolicExpression): Set<string> {
  if (typeof expression === 'number') return new Set();
  if ('ref' in expression) return new Set([expression.ref]);
  return new Set(expression.args.flatMap((part) => [...symbolsIn(part)]));
}

/** The same expression with another name for its one symbol. */
function renamed(expression: SymbolicExpression, name: string): SymbolicExpression {
  if (typeof expression === 'number') return expression;
  if ('ref' in expression) return { ref: name };
  return { op: expression.op, args: expression.args.map((part) => renamed(part, name)) };
}
