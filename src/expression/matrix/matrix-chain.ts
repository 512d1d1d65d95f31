// The steps of a matrix derivation: the definitions forward, their differentials in reverse, the closed form.
import type { StepDraft } from '../../derivation/create-derivation.js';
import type { StepValue } from '../../derivation/types.js';
import { nameLatex } from '../symbols.js';
import { contributionsOf, differentialOf, rulesOf, usesOneOf } from './adjoint.js';
import { matrixCheck } from './check-matrix.js';
import { computeMatrix, type Matrix } from './compute.js';
import { createFacts } from './facts.js';
import { sizeOfNode } from './forms.js';
import { handOut } from './matrix-problem.js';
import {
  isScalar,
  type MatrixNode,
  type MatrixShape,
  type NodeOp,
  namesIn,
  numberNode,
  ones,
  operate,
  type ReferenceNode,
  referenceNode,
  replaceReferences,
} from './nodes.js';
import { barLatex, matrixLatex } from './print-matrix.js';
import { learn, simplifyMatrix } from './simplify-matrix.js';
import type { MatrixProperty } from './types.js';

/** What is derived. */
export interface MatrixProblem {
  readonly fn: string;
  readonly loss: string;
  readonly parameter: string;
  /** The definitions that the loss needs, in the order of evaluation. */
  readonly nodes: ReadonlyMap<string, MatrixNode>;
  readonly shapes: ReadonlyMap<string, MatrixShape>;
  readonly given: ReadonlyMap<string, Matrix> | undefined;
  readonly properties: ReadonlyMap<string, MatrixProperty>;
}

/** The steps and what they lead to. */
export interface MatrixSteps {
  readonly steps: readonly StepDraft[];
  /** The derivative in the names of the equations. */
  readonly closed: MatrixNode;
  /** Its value, where values are given. */
  readonly value: Matrix | undefined;
}

/** Id of the last step; names hold no blanks. */
export const CLOSED_FORM = 'closed form';

const barId = (name: string): string => `bar ${name}`;

/** Derives. */
export function matrixSteps(problem: MatrixProblem): MatrixSteps {
  const { fn, loss, parameter, nodes, shapes, given, properties } = problem;
  const values = given && new Map<string, Matrix>(given);
  const facts = createFacts();
  for (const [name, property] of properties) {
    (property === 'symmetric' ? facts.symmetric : facts.unitRows).add(name);
  }
  const itself = (name: string): ReferenceNode => referenceNode(name, shapes.get(name)!);
  const idOf = ({ name, mark }: ReferenceNode): string => (mark === 'bar' ? barId(name) : name);
  const computeNode = (node: MatrixNode): Matrix | undefined =>
    values &&
    computeMatrix(fn, node, (name, mark) => values.get(mark === 'bar' ? barId(name) : name)!);

  /** A line that is computed where there are values. */
  const line = (
    id: string,
    title: string,
    symbol: string,
    node: MatrixNode,
    formula: string,
    note?: string,
  ): StepDraft => {
    const value = computeNode(node);
    if (value === undefined || values === undefined) {
      return { id, kind: 'statement', title, formula, note };
    }
    values.set(id, value);
    return computed(id, title, symbol, formula, handOut(value), node, idOf, note);
  };

  const forward = [...nodes].map(([name, node]) => {
    const latex = nameLatex(name);
    return line(name, name, latex, node, `${latex} = ${matrixLatex(node)}`);
  });
  for (const [name, node] of nodes) {
    if (name !== loss) learn(facts, itself(name), node);
  }

  const active = new Set([parameter]);
  const between = [...nodes].filter(([name, node]) => {
    if (name === parameter || !usesOneOf(active)(node)) return false;
    active.add(name);
    return true;
  });
  const isActive = usesOneOf(active);
  const left = new Map<string, number>();
  for (const [, node] of between) {
    for (const name of namesIn(node)) left.set(name, (left.get(name) ?? 0) + 1);
  }
  const users = new Map(left);
  const parts = new Map<string, { id: string; symbol: string }[]>();
  const closedBars = new Map<string, MatrixNode>([[loss, numberNode(1)]]);

  const differentiate = ([name, node]: readonly [string, MatrixNode]): StepDraft => {
    const bar = name === loss ? numberNode(1) : referenceNode(name, node.shape, 'bar');
    const output = itself(name);
    const differential = simplifyMatrix(differentialOf(node, output, isActive), facts);
    const lines: StepDraft[] = [];
    for (const [used, contribution] of contributionsOf(node, output, bar, isActive)) {
      const chain = simplifyMatrix(contribution, facts);
      const inNames = simplifyMatrix(
        replaceReferences(contribution, (reference) =>
          reference.mark === 'bar' ? closedBars.get(reference.name)! : reference,
        ),
        facts,
      );
      const before = closedBars.get(used);
      const closed =
        before === undefined ? inNames : simplifyMatrix(operate('add', [before, inNames]), facts);
      closedBars.set(used, closed);
      left.set(used, left.get(used)! - 1);
      const symbol = barLatex(used);
      if (users.get(used) === 1) {
        const title = `Derivative of ${loss} with respect to ${used}`;
        lines.push(line(barId(used), title, symbol, chain, formulaOf(symbol, chain, closed)));
        continue;
      }
      const id = `${barId(used)} from ${name}`;
      const part = `${symbol}^{\\text{from }${nameLatex(name)}}`;
      const list = [...(parts.get(used) ?? []), { id, symbol: part }];
      parts.set(used, list);
      const title = `What ${name} adds to the derivative with respect to ${used}`;
      lines.push(line(id, title, part, chain, `${part} = ${matrixLatex(chain)}`));
      if (left.get(used) === 0) lines.push(total(used, list, closed));
    }
    const rules = [...rulesOf(node, isActive).keys()].join(', ');
    return {
      id: `differential ${name}`,
      kind: 'statement',
      title: rules === '' ? name : `${name}: ${rules}`,
      formula: `d${nameLatex(name)} = ${matrixLatex(differential)}`,
      steps: lines,
    };
  };

  /** Where a quantity is used more than once, what its users say is added. */
  const total = (
    name: string,
    list: readonly { id: string; symbol: string }[],
    closed: MatrixNode,
  ): StepDraft => {
    const symbol = barLatex(name);
    const sum = list
      .map(({ id }) => referenceNode(id, shapes.get(name)!) as MatrixNode)
      .reduce((a, b) => operate('add', [a, b]));
    const shown = list.map((part) => part.symbol).join(' + ');
    const title = `${name} is used ${list.length} times: the sum`;
    return line(barId(name), title, symbol, sum, `${symbol} = ${shown} = ${matrixLatex(closed)}`);
  };

  const reverse = [...between].reverse().map(differentiate);
  const connected = closedBars.get(parameter);
  const shape = shapes.get(parameter)!;
  const closed = connected ?? simplifyMatrix(operate('times', [numberNode(0), ones(shape)]), facts);
  const symbol = `\\frac{\\partial ${nameLatex(loss)}}{\\partial ${nameLatex(parameter)}}`;
  const formula = `${symbol} = ${matrixLatex(closed)}`;
  const title = 'The closed form: everything put in and simplified';
  // The value is that of the chain, the check is the closed form: verification compares two routes.
  const value = values?.get(barId(parameter)) ?? computeNode(closed);
  const last: StepDraft =
    value === undefined
      ? { id: CLOSED_FORM, kind: 'statement', title, formula }
      : computed(CLOSED_FORM, title, symbol, formula, handOut(value), closed, idOf);
  return {
    steps: [
      {
        id: 'forward pass',
        kind: 'statement',
        title: values === undefined ? 'The definitions' : 'Forward pass: evaluate each definition',
        steps: forward,
      },
      connected === undefined
        ? {
            id: 'the notation',
            kind: 'statement',
            title: 'No path',
            note: `${loss} does not depend on ${parameter}, so the derivative is 0.`,
          }
        : notation(loss, [...active]),
      ...reverse,
      last,
    ],
    closed,
    value,
  };
}

function notation(loss: string, names: readonly string[]): StepDraft {
  const name = names.find((other) => other !== loss) ?? loss;
  const latex = nameLatex(name);
  return {
    id: 'the notation',
    kind: 'statement',
    title: 'A bar is the derivative of the loss',
    formula: `${barLatex(name)} = \\frac{\\partial ${nameLatex(loss)}}{\\partial ${latex}},\\quad d${nameLatex(loss)} = \\operatorname{sum}\\left(${barLatex(name)} \\odot d${latex}\\right)`,
    note: 'The differential of each definition is written, last definition first; what stands beside a differential there is what its bar is made of.',
  };
}

/** The chain's form, and the closed one where that says it more shortly. */
function formulaOf(symbol: string, chain: MatrixNode, closed: MatrixNode): string {
  const first = `${symbol} = ${matrixLatex(chain)}`;
  const shorter =
    sizeOfNode(closed) <= sizeOfNode(chain) && matrixLatex(closed) !== matrixLatex(chain);
  return shorter ? `${first} = ${matrixLatex(closed)}` : first;
}

function computed(
  id: string,
  title: string,
  symbol: string,
  formula: string,
  value: StepValue,
  node: MatrixNode,
  idOf: (reference: ReferenceNode) => string,
  note?: string,
): StepDraft {
  return {
    id,
    title,
    symbol,
    formula,
    check: matrixCheck(node, idOf),
    value,
    note,
    // Matrices put in whole say less than their names; the value follows at once.
    ...(isWrittenOut(node) ? {} : { substitution: formula }),
  };
}

/** Longer sums no one reads. */
const MOST_WRITTEN_OUT = 12;

/** Whether the line with the numbers put in reads well: a number, from sums of few elements. */
function isWrittenOut(node: MatrixNode): boolean {
  const isShort = ({ shape: [rows, columns] }: MatrixNode): boolean =>
    rows * columns <= MOST_WRITTEN_OUT;
  const isElementwise = (part: MatrixNode): boolean =>
    part.kind !== 'operation' ||
    (!WHOLE.has(part.op) && isShort(part) && part.args.every(isElementwise));
  return isScalar(node.shape) && isElementwise(node);
}

const WHOLE: ReadonlySet<NodeOp> = /* @__PURE__ */ new Set<NodeOp>([
  'matmul',
  'transpose',
  'softmax',
  'rowSum',
  'rowMean',
  'rowVariance',
  'colSum',
  'inv',
]);
