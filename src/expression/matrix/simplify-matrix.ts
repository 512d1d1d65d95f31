// Expressions of matrices made short: like terms added, common factors taken out, powers cancelled, and so on.

import { FUNCTIONS } from '../functions.js';
import { fromNumber, minus, ONE, plus, type Rational, rational, times } from '../rational.js';
import type { Facts } from './facts.js';
import {
  type Factor,
  type Form,
  factorOf,
  keyOf,
  naturalShape,
  sizeOfTerms,
  stretchNode,
  sumNode,
  type Term,
  termKey,
  termNode,
} from './forms.js';
import {
  isElementwiseFunction,
  isScalar,
  type MatrixNode,
  type MatrixShape,
  type OperationNode,
  operate,
  type ReferenceNode,
  SCALAR,
} from './nodes.js';
import {
  cancels,
  chainOf,
  contentOf,
  holds,
  inOrder,
  isChain,
  isOne,
  isOperation,
  joinPair,
  meanOf,
  powerOf,
  type Reduction,
  transposed,
} from './simplify-parts.js';

/** Larger exponents of numbers are left standing. */
const LARGEST_POWER = 64;

/** A node in its short form, of the same shape. */
export function simplifyMatrix(node: MatrixNode, facts: Facts): MatrixNode {
  return createSimplifier(facts).simplify(node);
}

/** Learns what a definition says: what its name stands for, and whether its rows add to 0. */
export function learn(facts: Facts, name: ReferenceNode, definition: MatrixNode): void {
  const { formOf, single } = createSimplifier(facts);
  const form = formOf(definition);
  if (formOf(operate('rowSum', [definition])).terms.length === 0) facts.zeroRows.add(name.name);
  const term = single(form);
  const node = termNode(term);
  // A mean is a sum and a number: it is found by the key of the mean.
  if (isOperation(node, 'rowMean') || isOperation(node, 'mean')) facts.named.set(keyOf(node), name);
  const [first] = term.factors;
  if (term.c.n !== term.c.d || first === undefined) return;
  if (term.factors.length > 1) facts.products.push({ factors: term.factors, name });
  else if (first.exponent === 1 && first.base.kind === 'operation') {
    facts.named.set(first.key, name);
  }
}

interface Simplifier {
  readonly simplify: (node: MatrixNode) => MatrixNode;
  readonly formOf: (node: MatrixNode) => Form;
  readonly single: (form: Form) => Term;
}

function createSimplifier(facts: Facts): Simplifier {
  const constant = (c: Rational, shape: MatrixShape): Form => ({
    shape,
    terms: c.n === 0n ? [] : [{ c, factors: [] }],
  });

  const atom = (base: MatrixNode): Form => termForm(ONE, [factorOf(base)], base.shape);

  const termForm = (c: Rational, factors: readonly Factor[], shape: MatrixShape): Form => {
    if (c.n === 0n) return { shape, terms: [] };
    return { shape, terms: [tidy({ c, factors })] };
  };

  /** Powers of one base together, names for what has one. */
  const tidy = ({ c, factors }: Term): Term => {
    let number = c;
    const merged = new Map<string, Factor>();
    const put = (factor: Factor): void => {
      const before = merged.get(factor.key);
      merged.set(factor.key, {
        ...factor,
        exponent: (before?.exponent ?? 0) + factor.exponent,
      });
    };
    for (const factor of factors) {
      const name = facts.named.get(factor.key);
      const mean = meanOf(factor.base);
      const meanName = mean === undefined ? undefined : facts.named.get(keyOf(mean.node));
      if (name !== undefined) put(factorOf(name, factor.exponent));
      else if (mean !== undefined && meanName !== undefined && factor.exponent === 1) {
        number = times(number, rational(BigInt(mean.count)));
        put(factorOf(meanName));
      } else put(factor);
    }
    for (const { factors: pattern, name } of facts.products) {
      while (
        pattern.every(({ key, exponent }) => holds(merged.get(key)?.exponent ?? 0, exponent))
      ) {
        for (const factor of pattern) put({ ...factor, exponent: -factor.exponent });
        put(factorOf(name));
      }
    }
    return { c: number, factors: [...merged.values()].filter(({ exponent }) => exponent !== 0) };
  };

  /** Like terms added; sums inside a sum opened. */
  const combine = (shape: MatrixShape, terms: readonly Term[]): Form => {
    const found = new Map<string, Term>();
    const put = (term: Term): void => {
      const [only] = term.factors;
      if (only?.sum !== undefined && term.factors.length === 1 && only.exponent === 1) {
        for (const inner of only.sum.terms) put({ ...inner, c: times(inner.c, term.c) });
        return;
      }
      const key = termKey(term.factors);
      const before = found.get(key);
      found.set(key, before === undefined ? term : { ...before, c: plus(before.c, term.c) });
    };
    terms.forEach(put);
    return { shape, terms: [...found.values()].filter(({ c }) => c.n !== 0n) };
  };

  const scaled = (c: Rational, { shape, terms }: Form): Form => ({
    shape,
    terms: terms.map((term) => ({ ...term, c: times(c, term.c) })),
  });

  /** A form as one term: common factors, and what is left of the sum as a factor of its own. */
  const single = ({ shape, terms }: Form): Term => {
    const [first, ...others] = terms;
    if (first === undefined) return { c: rational(0n), factors: [] };
    if (others.length === 0) return first;
    const common = first.factors.flatMap((factor) => {
      const exponents = terms.map(
        ({ factors }) => factors.find(({ key }) => key === factor.key)?.exponent ?? 0,
      );
      const sign = Math.sign(factor.exponent);
      const least = Math.min(...exponents.map((exponent) => exponent * sign));
      return least > 0 ? [{ ...factor, exponent: least * sign }] : [];
    });
    const inverse = common.map((factor) => ({ ...factor, exponent: -factor.exponent }));
    const bare = combine(
      shape,
      terms.map(({ c, factors }) => tidy({ c, factors: [...factors, ...inverse] })),
    );
    if (bare.terms.length < 2) {
      const [left] = bare.terms;
      return left === undefined
        ? { c: rational(0n), factors: [] }
        : tidy({ c: left.c, factors: [...common, ...left.factors] });
    }
    const content = contentOf(bare.terms);
    const ordered = inOrder(scaled({ n: content.d, d: content.n }, bare).terms);
    const joined = joinProducts(ordered);
    const [left] = joined;
    if (joined.length === 1 && left !== undefined) {
      return tidy({ c: times(content, left.c), factors: [...common, ...left.factors] });
    }
    const sum: Form = {
      shape: naturalShape(joined.flatMap(({ factors }) => factors)),
      terms: joined,
    };
    return tidy({ c: content, factors: [...common, factorOf(sumNode(joined), 1, sum)] });
  };

  /** AC + BC = (A + B)C */
  const joinProducts = (terms: readonly Term[]): readonly Term[] => {
    for (const [i, a] of terms.entries()) {
      for (const [k, b] of terms.entries()) {
        if (k <= i || a.c.n !== b.c.n || a.c.d !== b.c.d) continue;
        const joint = joinPair(chainOf(a), chainOf(b));
        if (joint === undefined) continue;
        const form = formOf(joint);
        const rest = terms.filter((_, at) => at !== i && at !== k);
        return joinProducts([...scaled(a.c, form).terms, ...rest]);
      }
    }
    return terms;
  };

  const product = (a: Form, b: Form, shape: MatrixShape): Form => {
    const [left, right] = [single(a), single(b)];
    const term = tidy({
      c: times(left.c, right.c),
      factors: [...left.factors, ...right.factors],
    });
    if (term.c.n === 0n) return { shape, terms: [] };
    const opened = term.factors.find(
      ({ sum, exponent }) => sum !== undefined && exponent === 1 && cancels(sum, term.factors),
    );
    return opened?.sum === undefined ? { shape, terms: [term] } : open(term, opened, shape);
  };

  /** A product with a sum, multiplied out. */
  const open = ({ c, factors }: Term, opened: Factor, shape: MatrixShape): Form => {
    const others = factors.filter((factor) => factor !== opened);
    return combine(
      shape,
      (opened.sum?.terms ?? []).map((inner) =>
        tidy({ c: times(c, inner.c), factors: [...others, ...inner.factors] }),
      ),
    );
  };

  const raise = (form: Form, exponent: number): Form => {
    const { shape } = form;
    if (exponent === 0) return constant(ONE, shape);
    const { c, factors } = single(form);
    const whole = Number.isInteger(exponent) && Math.abs(exponent) <= LARGEST_POWER && c.n !== 0n;
    const plain = c.n === 1n && c.d === 1n && factors.length === 1 && factors[0]!.exponent === 1;
    if (whole || plain) {
      const number = plain ? ONE : powerOf(c, exponent);
      const raised = factors.map((factor) => ({
        ...factor,
        exponent: factor.exponent * exponent,
      }));
      return termForm(number, raised, shape);
    }
    return { shape, terms: [{ c: ONE, factors: [factorOf(nodeOf(form), exponent)] }] };
  };

  /** A form as a node of its shape. */
  const nodeOf = (form: Form): MatrixNode => stretchNode(termNode(single(form)), form.shape);

  const matmul = (args: readonly MatrixNode[], shape: MatrixShape): Form => {
    let c = ONE;
    const numbers: Factor[] = [];
    const chain: MatrixNode[] = [];
    for (const argument of args) {
      const form = formOf(argument);
      const term = single(form);
      c = times(c, term.c);
      numbers.push(...term.factors.filter(({ base }) => isScalar(base.shape)));
      const factors = term.factors.filter(({ base }) => !isScalar(base.shape));
      const [only] = factors;
      if (c.n === 0n) return { shape, terms: [] };
      if (factors.length === 1 && only !== undefined && isChain(only, form.shape)) {
        chain.push(...only.base.args);
      } else chain.push(stretchNode(termNode({ c: ONE, factors }), form.shape));
    }
    // Unit matrices change nothing, and neither does the number 1.
    const kept = chain.filter((part) => part.kind !== 'eye' && !isOne(part));
    const [first, ...rest] = kept;
    if (first === undefined) {
      if (chain.every(isOne)) return termForm(c, numbers, shape);
      return termForm(c, [...numbers, factorOf({ kind: 'eye', shape })], shape);
    }
    const node: MatrixNode =
      rest.length === 0 ? first : { kind: 'operation', op: 'matmul', args: kept, shape };
    const inner = rest.length === 0 ? formOf(node) : atom(node);
    return product(termForm(c, numbers, SCALAR), inner, shape);
  };

  const turn = ({ shape: [rows, columns], terms }: Form): Form => {
    const shape: MatrixShape = [columns, rows];
    return combine(shape, terms.map(turnTerm));
  };

  /** One factor is turned by itself; an elementwise product keeps its form, and is turned as a whole. */
  const turnTerm = ({ c, factors }: Term): Term => {
    const numbers = factors.filter(({ base }) => isScalar(base.shape));
    const matrices = factors.filter(({ base }) => !isScalar(base.shape));
    const [first] = matrices;
    if (first === undefined) return { c, factors };
    const turned =
      matrices.length === 1
        ? single(raise(turnBase(first), first.exponent))
        : { c: ONE, factors: [factorOf(transposed(matrices))] };
    return tidy({ c: times(c, turned.c), factors: [...numbers, ...turned.factors] });
  };

  const turnBase = ({ base, sum }: Factor): Form => {
    if (isScalar(base.shape) || base.kind === 'eye') return atom(base);
    if (sum !== undefined) return turn(sum);
    if (base.kind === 'reference' && base.mark === 'itself' && facts.symmetric.has(base.name))
      return atom(base);
    if (base.kind === 'operation' && base.op === 'transpose') return formOf(base.args[0]!);
    if (base.kind === 'operation' && base.op === 'matmul') {
      const args = [...base.args].reverse().map((part) => operate('transpose', [part]));
      return matmul(args, [base.shape[1], base.shape[0]]);
    }
    return atom(operate('transpose', [base]));
  };

  const reduce = (op: Reduction, form: Form, shape: MatrixShape): Form => {
    const closed = combine(
      shape,
      form.terms.map((term) => reduceTerm(op, term, form.shape)),
    );
    const parts = form.terms.flatMap((term) => {
      const opened = term.factors.find(({ sum, exponent }) => sum !== undefined && exponent === 1);
      return opened === undefined ? [term] : open(term, opened, form.shape).terms;
    });
    const opened = combine(
      shape,
      parts.map((term) => reduceTerm(op, term, form.shape)),
    );
    return sizeOfTerms(opened.terms) <= sizeOfTerms(closed.terms) ? opened : closed;
  };

  const reduceTerm = (op: Reduction, { c, factors }: Term, [rows, columns]: MatrixShape): Term => {
    const stays = ({ base: { shape } }: Factor): boolean =>
      (op === 'colSum' || shape[1] === 1) && (op === 'rowSum' || shape[0] === 1);
    const outside = factors.filter(stays);
    const inside = factors.filter((factor) => !stays(factor));
    const natural = naturalShape(inside);
    const count =
      (op === 'colSum' ? 1 : columns / natural[1]) * (op === 'rowSum' ? 1 : rows / natural[0]);
    const number = times(c, rational(BigInt(count)));
    const [only] = inside;
    if (only === undefined) return { c: number, factors: outside };
    if (inside.length === 1 && only.exponent === 1) {
      const { base } = only;
      if (base.kind === 'reference' && base.mark === 'itself' && op !== 'colSum') {
        if (facts.zeroRows.has(base.name)) return { c: rational(0n), factors: [] };
        if (facts.unitRows.has(base.name)) {
          const all = rational(BigInt(op === 'sum' ? base.shape[0] : 1));
          return { c: times(number, all), factors: outside };
        }
      }
      // The sum of the sums of the rows is the sum of all.
      if (isOperation(base, 'rowSum') || isOperation(base, 'colSum')) {
        return tidy({
          c: number,
          factors: [...outside, factorOf(operate('sum', base.args))],
        });
      }
    }
    const one = (op === 'rowSum' && natural[0] === 1) || (op === 'colSum' && natural[1] === 1);
    const summed = operate(one ? 'sum' : op, [termNode({ c: ONE, factors: inside })]);
    return tidy({ c: number, factors: [...outside, factorOf(summed)] });
  };

  const call = (node: OperationNode): Form => {
    const args = node.args.map((argument) => nodeOf(formOf(argument)));
    const [a] = args;
    if (isElementwiseFunction(node.op) && a?.kind === 'number') {
      const value = FUNCTIONS[node.op].evaluate(a.value);
      if (Number.isSafeInteger(value)) return constant(fromNumber(value), node.shape);
    }
    return atom({ ...node, args });
  };

  const formOf = (node: MatrixNode): Form => {
    if (node.kind === 'number') return constant(fromNumber(node.value), SCALAR);
    if (node.kind === 'ones') return constant(ONE, node.shape);
    if (node.kind === 'eye' && isScalar(node.shape)) return constant(ONE, SCALAR);
    if (node.kind !== 'operation') return atom(node);
    const { op, args, shape } = node;
    const [a, b] = args;
    switch (op) {
      case 'add':
        return combine(shape, [...formOf(a!).terms, ...formOf(b!).terms]);
      case 'subtract':
        return combine(shape, [...formOf(a!).terms, ...scaled(minus(ONE), formOf(b!)).terms]);
      case 'negate':
        return scaled(minus(ONE), formOf(a!));
      case 'times':
        return product(formOf(a!), formOf(b!), shape);
      case 'over':
        return product(formOf(a!), raise(formOf(b!), -1), shape);
      case 'power':
        return b?.kind === 'number' ? raise(formOf(a!), b.value) : call(node);
      case 'matmul':
        return matmul(args, shape);
      case 'transpose':
        return turn(formOf(a!));
      case 'sum':
      case 'rowSum':
      case 'colSum':
        return reduce(op, formOf(a!), shape);
      case 'mean':
        return scaled(
          rational(1n, BigInt(a!.shape[0] * a!.shape[1])),
          reduce('sum', formOf(a!), shape),
        );
      case 'rowMean':
        return scaled(rational(1n, BigInt(a!.shape[1])), reduce('rowSum', formOf(a!), shape));
      default:
        return call(node);
    }
  };

  return { simplify: (node) => nodeOf(formOf(node)), formOf, single };
}
