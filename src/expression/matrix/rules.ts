// The rules of matrix calculus, one row each: the differential of an operation, and its adjoint, which carries
// the derivative of the loss from the output to an argument.
import { once } from '../../core/once.js';
import { symbol } from '../build.js';
import { FUNCTIONS } from '../functions.js';
import type { FunctionName, SymbolicExpression } from '../types.js';
import {
  isElementwiseFunction,
  type MatrixNode,
  type NodeOp,
  numberNode,
  operate,
} from './nodes.js';

type ByArgument = (
  args: readonly MatrixNode[],
  output: MatrixNode,
  given: MatrixNode,
  k: number,
) => MatrixNode;

/** How one operation is differentiated. */
export interface MatrixRule {
  /** What the rule is called. */
  readonly name: string;
  /** The differential, in LaTeX, of `F` with arguments `A` and `B`. */
  readonly formula: string;
  /** The part of the output's differential that the differential `given` of argument `k` makes. */
  readonly differential: ByArgument;
  /** The derivative of the loss by argument `k`, from that by the output, `given`; before what was stretched is added back. */
  readonly adjoint: ByArgument;
}

const add = (a: MatrixNode, b: MatrixNode): MatrixNode => operate('add', [a, b]);
const subtract = (a: MatrixNode, b: MatrixNode): MatrixNode => operate('subtract', [a, b]);
const negate = (a: MatrixNode): MatrixNode => operate('negate', [a]);
const times = (a: MatrixNode, b: MatrixNode): MatrixNode => operate('times', [a, b]);
const over = (a: MatrixNode, b: MatrixNode): MatrixNode => operate('over', [a, b]);
const matmul = (a: MatrixNode, b: MatrixNode): MatrixNode => operate('matmul', [a, b]);
const turn = (a: MatrixNode): MatrixNode => operate('transpose', [a]);
const of = (op: NodeOp, a: MatrixNode): MatrixNode => operate(op, [a]);
/** A rule whose differential and adjoint are one and the same elementwise factor. */
const bothWays = (name: string, formula: string, rule: ByArgument): MatrixRule => ({
  name,
  formula,
  differential: rule,
  adjoint: rule,
});

type Named = Exclude<NodeOp, FunctionName>;

type Rules = { readonly [Op in Named]: MatrixRule };

const rules: () => Rules = /* @__PURE__ */ once(createRules);

function createRules(): Rules {
  const two = numberNode(2);
  return {
    add: bothWays('sum rule', 'd(A + B) = dA + dB', (_a, _f, given) => given),
    subtract: bothWays('difference rule', 'd(A - B) = dA - dB', (_a, _f, given, k) =>
      k === 0 ? given : negate(given),
    ),
    negate: bothWays('factor rule', 'd(-A) = -dA', (_a, _f, given) => negate(given)),
    times: {
      name: 'elementwise product rule',
      formula: 'd(A \\odot B) = dA \\odot B + A \\odot dB',
      differential: ([a, b], _, given, k) => (k === 0 ? times(given, b!) : times(a!, given)),
      adjoint: ([a, b], _, given, k) => times(given, k === 0 ? b! : a!),
    },
    // F = A ⊘ B: dF = (dA − F ⊙ dB) ⊘ B
    over: bothWays(
      'elementwise quotient rule',
      'F = A \\oslash B:\\; dF = (dA - F \\odot dB) \\oslash B',
      ([, b], output, given, k) =>
        k === 0 ? over(given, b!) : negate(over(times(output, given), b!)),
    ),
    power: bothWays(
      'elementwise power rule',
      'd(A^{\\odot p}) = p\\, A^{\\odot (p - 1)} \\odot dA',
      ([a, b], output, given, k) => {
        if (k === 1) return times(times(output, of('log', a!)), given);
        const less = b!.kind === 'number' ? numberNode(b!.value - 1) : subtract(b!, numberNode(1));
        return times(times(b!, operate('power', [a!, less])), given);
      },
    ),
    // F = AB: dF = dA B + A dB; Ā = F̄ Bᵀ, B̄ = Aᵀ F̄
    matmul: {
      name: 'product rule',
      formula: 'd(A B) = dA\\, B + A\\, dB',
      differential: ([a, b], _, given, k) => (k === 0 ? matmul(given, b!) : matmul(a!, given)),
      adjoint: ([a, b], _, given, k) =>
        k === 0 ? matmul(given, turn(b!)) : matmul(turn(a!), given),
    },
    transpose: bothWays('transpose rule', 'd(A^\\top) = (dA)^\\top', (_a, _f, given) =>
      turn(given),
    ),
    // F = softmax(A): dF = F ⊙ (dA − rowSum(F ⊙ dA)), which is its own adjoint
    softmax: bothWays(
      'softmax rule',
      'F = \\operatorname{softmax}(A):\\; dF = F \\odot (dA - \\operatorname{rowSum}(dA \\odot F))',
      (_, output, given) => times(output, subtract(given, of('rowSum', times(given, output)))),
    ),
    sum: {
      name: 'sum of elements',
      formula: 'd\\operatorname{sum}(A) = \\operatorname{sum}(dA)',
      differential: (_a, _f, given) => of('sum', given),
      adjoint: (_a, _f, given) => given,
    },
    rowSum: {
      name: 'sum of rows',
      formula: 'd\\operatorname{rowSum}(A) = \\operatorname{rowSum}(dA)',
      differential: (_a, _f, given) => of('rowSum', given),
      adjoint: (_a, _f, given) => given,
    },
    colSum: {
      name: 'sum of columns',
      formula: 'd\\operatorname{colSum}(A) = \\operatorname{colSum}(dA)',
      differential: (_a, _f, given) => of('colSum', given),
      adjoint: (_a, _f, given) => given,
    },
    mean: {
      name: 'mean of elements',
      formula: 'd\\operatorname{mean}(A) = \\operatorname{mean}(dA)',
      differential: (_a, _f, given) => of('mean', given),
      adjoint: ([a], _, given) => over(given, numberNode(a!.shape[0] * a!.shape[1])),
    },
    rowMean: {
      name: 'mean of rows',
      formula: 'd\\operatorname{rowMean}(A) = \\operatorname{rowMean}(dA)',
      differential: (_a, _f, given) => of('rowMean', given),
      adjoint: ([a], _, given) => over(given, numberNode(a!.shape[1])),
    },
    // v = rowMean((A − μ)²): dv = 2 rowMean((A − μ) ⊙ dA), as the deviations add to 0
    rowVariance: {
      name: 'variance of rows',
      formula:
        'd\\operatorname{rowVariance}(A) = 2 \\operatorname{rowMean}((A - \\operatorname{rowMean}(A)) \\odot dA)',
      differential: ([a], _, given) =>
        times(two, of('rowMean', times(subtract(a!, of('rowMean', a!)), given))),
      adjoint: ([a], _, given) =>
        times(over(two, numberNode(a!.shape[1])), times(given, subtract(a!, of('rowMean', a!)))),
    },
    trace: {
      name: 'trace rule',
      formula: 'd\\operatorname{tr}(A) = \\operatorname{tr}(dA)',
      differential: (_a, _f, given) => of('trace', given),
      adjoint: ([a], _, given) => times(given, { kind: 'eye', shape: a!.shape }),
    },
    // F = A⁻¹: dF = −F dA F; Ā = −Fᵀ F̄ Fᵀ
    inv: {
      name: 'inverse rule',
      formula: 'F = A^{-1}:\\; dF = -F\\, dA\\, F',
      differential: (_, output, given) => negate(matmul(matmul(output, given), output)),
      adjoint: (_, output, given) => negate(matmul(matmul(turn(output), given), turn(output))),
    },
    normSquared: {
      name: 'squared norm rule',
      formula: 'd\\lVert A \\rVert^2 = 2 \\operatorname{sum}(A \\odot dA)',
      differential: ([a], _, given) => times(two, of('sum', times(a!, given))),
      adjoint: ([a], _, given) => times(times(two, a!), given),
    },
  };
}

/** The rule of an operation. */
export function ruleOf(op: NodeOp): MatrixRule {
  return isElementwiseFunction(op) ? elementwiseRule(op) : rules()[op];
}

/** F = f(A) elementwise: dF = f'(A) ⊙ dA. */
function elementwiseRule(name: FunctionName): MatrixRule {
  const { rule, formula, derivative } = FUNCTIONS[name];
  return bothWays(rule, formula, ([a], output, given) => {
    const slope = derivative(symbol('u'), symbol('f'));
    return times(given, fromSymbolic(slope, a!, output));
  });
}

/** A derivative of numbers, read elementwise. */
function fromSymbolic(part: SymbolicExpression, u: MatrixNode, output: MatrixNode): MatrixNode {
  if (typeof part === 'number') return numberNode(part);
  if ('ref' in part) return part.ref === 'u' ? u : output;
  const args = part.args.map((argument) => fromSymbolic(argument, u, output));
  const [a, b] = args;
  switch (part.op) {
    case 'add':
      return add(a!, b!);
    case 'subtract':
      return subtract(a!, b!);
    case 'multiply':
      return times(a!, b!);
    case 'divide':
      return over(a!, b!);
    default:
      return operate(part.op, args);
  }
}

/** The derivative of the loss by an argument in the argument's own shape: what was stretched is added back. */
export function fitTo(shape: readonly [number, number], given: MatrixNode): MatrixNode {
  let result = given;
  if (shape[1] === 1 && result.shape[1] !== 1) result = of('rowSum', result);
  if (shape[0] === 1 && result.shape[0] !== 1) result = of('colSum', result);
  if (result.shape[0] === shape[0] && result.shape[1] === shape[1]) return result;
  return times(result, { kind: 'ones', shape });
}
