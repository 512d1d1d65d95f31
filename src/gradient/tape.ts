// The trace of a function: what was computed, in order, and the walk back through it.
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { sameShape } from '../core/layout.js';
import { once } from '../core/once.js';
import { add } from './arithmetic.js';
import { asArray, cast, dtypeOf, expand, isNumber, shapeOf, toInner } from './moves.js';
import { sum } from './reduce.js';
import { binaryRules, unaryRules } from './rules-elementwise.js';
import { lineRules, moveRules } from './rules-lines.js';
import { reshape } from './shape.js';
import {
  type Inner,
  isTraced,
  type PrimitiveName,
  type Primitives,
  type Recorder,
  type Rule,
  type RulesOf,
  type Traceable,
  Traced,
} from './traced.js';

const rules = /* @__PURE__ */ once(
  (): RulesOf<Primitives> => ({ ...unaryRules, ...binaryRules, ...lineRules, ...moveRules }),
);

/** A step of a trace. */
interface Node {
  /** How it was computed; nothing for what the function was given. */
  readonly rule: Rule | undefined;
  /** What it was computed from, in the trace around this one. */
  readonly inputs: readonly Traceable[];
  /** For each input the step that gave it, −1 for constants. */
  readonly parents: readonly number[];
  /** What else it was given. */
  readonly params: unknown;
  /** Its name, for errors. */
  readonly name: string;
  /** Whether it exchanges the last two axes: products then read what it was computed from. */
  readonly swaps: boolean;
  /** The result. */
  readonly value: Traced;
}

// Numbers of traces only grow, so an inner one has a larger number than those around it.
let traces = 0;

/** Remembers each step of one run of a function. */
export class Tape implements Recorder {
  readonly id: number = ++traces;
  readonly startedBy: string;
  ended = false;
  private readonly nodes: Node[] = [];

  /** @param startedBy - the public function that traces, for errors */
  constructor(startedBy: string) {
    this.startedBy = startedBy;
  }

  /**
   * Takes up what the function is given.
   *
   * @param inner - a number, an ndarray or a value of the trace around this one
   * @returns what stands for it in this trace
   */
  enter(inner: Inner): Traced {
    const node = { rule: undefined, inputs: [], parents: [], params: undefined, name: '' };
    return this.push(node, inner, inner);
  }

  record(primitive: PrimitiveName | Rule, inputs: readonly Traceable[], params: unknown): Traced {
    const named = typeof primitive === 'string';
    const rule: Rule = named ? rules()[primitive] : primitive;
    const name = named ? primitive : (primitive.name ?? 'primitive');
    for (const input of inputs) if (isTraced(input)) checkRunning(name, input);
    const parents = inputs.map((input) => this.indexOf(input));
    parents.forEach((parent, i) => {
      if (parent < 0 || rule.pullbacks[i] || rule.rest) return;
      throw new KindError({
        function: name,
        argument: 'pullbacks',
        expected: `a rule for argument ${i + 1}, which is traced`,
        got: 'none',
      });
    });
    let own = params;
    if (primitive === 'matmul') {
      own = parents.map((parent, i) => {
        const node = this.nodes[parent];
        if (!node?.swaps) return false;
        parents[i] = node.parents[0]!;
        return true;
      });
    }
    const plain = inputs.map((input, i) =>
      parents[i]! < 0 ? input : this.nodes[parents[i]!]!.value.inner,
    );
    const make = (): Inner => toInner(name, 'forward', rule.forward(plain, own));
    const node = { rule, inputs: plain, parents, params: own, name };
    const source = plain[0]!;
    const swaps = primitive === 'transpose' && swapsLast(params, shapeOf(source).length);
    // Mostly a product follows, which needs no copy; inside another trace what is computed has its place in time.
    if (swaps && !isTraced(source)) return this.push(node, make, source, true);
    const inner = make();
    return this.push(node, inner, inner, swaps);
  }

  /**
   * The place of a value in this trace.
   *
   * @param value - anything
   * @returns its index, −1 for what does not belong to this trace
   */
  indexOf(value: unknown): number {
    return value instanceof Traced && value.recorder === this ? value.index : -1;
  }

  /**
   * Walks back from results to what the function was given: each step hands the cotangent of its result,
   * by then complete, to its inputs. The order of the tape is an order of dependence, so one pass is
   * enough, and nothing recurs.
   *
   * @param seeds - cotangents of results, by their places in the trace
   * @param count - how many values were entered
   * @param held - takes the buffers of arrays that were there before, which the cotangents may be in
   * @returns a cotangent for each of these, undefined where the results do not depend on it
   */
  walkBack(
    seeds: readonly (readonly [number, Traceable])[],
    count: number,
    held: Set<ArrayBufferLike>,
  ): (Traceable | undefined)[] {
    const hold = (value: Traceable): void => {
      const buffer = bufferOf(value);
      if (buffer !== undefined) held.add(buffer);
    };
    const cotangents = new Array<Traceable | undefined>(this.nodes.length).fill(undefined);
    const collect = (index: number, from: string, part: Traceable): void => {
      const fitted = conform(from, part, this.nodes[index]!.value.inner);
      const before = cotangents[index];
      cotangents[index] = before === undefined ? fitted : add(before, fitted);
    };
    for (const [index, seed] of seeds) {
      hold(seed);
      collect(index, this.startedBy, seed);
    }
    for (const { value, inputs } of this.nodes) {
      if (!value.waits) hold(value.inner);
      inputs.forEach(hold);
    }
    for (let at = this.nodes.length - 1; at >= count; at--) {
      const gradient = cotangents[at];
      if (gradient === undefined) continue;
      cotangents[at] = undefined;
      const { rule, inputs, parents, params, value, name } = this.nodes[at]!;
      for (let i = 0; i < parents.length; i++) {
        const parent = parents[i]!;
        const pullback = rule?.pullbacks[i] ?? rule?.rest;
        if (parent < 0 || pullback === undefined) continue;
        const part = pullback(gradient, value.inner, inputs, params, i);
        if (rule?.foreign) hold(part);
        collect(parent, name, part);
      }
    }
    return cotangents.slice(0, count);
  }

  /** Takes a step down; its value, or what makes it, has the shape and kind of `like`, where it swaps, of its transpose. */
  private push(
    node: Omit<Node, 'value' | 'swaps'>,
    held: Inner | (() => Inner),
    like: Traceable,
    swaps = false,
  ): Traced {
    const own = shapeOf(like);
    const shape = typeof held === 'function' ? swapped(own) : own;
    const value = new Traced(this, this.nodes.length, held, shape, dtypeOf(like));
    // Field by field: adding to a copied object takes engines as long as a small product.
    const { rule, inputs, parents, params, name } = node;
    this.nodes.push({ rule, inputs, parents, params, name, swaps, value });
    return value;
  }
}

const swapped = (shape: readonly number[]): number[] => [
  ...shape.slice(0, -2),
  shape.at(-1)!,
  shape.at(-2)!,
];

/** Whether an order of axes exchanges the last two alone. */
function swapsLast(axes: unknown, rank: number): boolean {
  if (axes === undefined) return rank === 2;
  const order = swapped(Array.from({ length: rank }, (_, axis) => axis));
  return (
    rank > 1 &&
    Array.isArray(axes) &&
    axes.length === rank &&
    order.every((axis, i) => axis === axes[i])
  );
}

/**
 * The buffer that an array lies in.
 *
 * @param value - a value
 * @returns the buffer; undefined for numbers, traced values and nested numbers
 */
export function bufferOf(value: Traceable): ArrayBufferLike | undefined {
  if (typeof value === 'number' || isTraced(value)) return undefined;
  const data: unknown = 'data' in value ? value.data : value;
  return ArrayBuffer.isView(data) ? data.buffer : undefined;
}

/**
 * Refuses a traced value that the function it was handed to has let out.
 *
 * @param fn - name of the function that it is given to, for errors
 * @param value - the value
 * @throws DomainError where its trace has ended
 */
export function checkRunning(fn: string, { recorder }: Traced): void {
  if (!recorder.ended) return;
  throw new DomainError({
    function: fn,
    argument: 'x',
    expected: 'a traced value of a function that is still running',
    got: `one that outlived the function given to ${recorder.startedBy}`,
  });
}

/**
 * Gives a cotangent the shape and the precision of what it belongs to: the one place where broadcasting,
 * and a change of precision, are undone.
 */
function conform(name: string, cotangent: Traceable, like: Inner): Traceable {
  const shape = shapeOf(like);
  let fitted: Traceable = toInner(name, 'pullback', cotangent);
  if (!sameShape(shapeOf(fitted), shape)) fitted = sumRepeated(name, fitted, shape);
  if (isNumber(like)) return isNumber(fitted) ? fitted : sum(asArray(fitted));
  const dtype = dtypeOf(like);
  if (isNumber(fitted)) return expand(fitted, shape, dtype);
  return dtypeOf(fitted) === dtype ? fitted : cast(fitted, dtype);
}

// x repeated along an axis is in several results at once, so their cotangents add up.
function sumRepeated(name: string, x: Traceable, shape: readonly number[]): Traceable {
  const own = shapeOf(x);
  const missing = own.length - shape.length;
  const repeated = own.map((length, axis) => {
    const target = shape[axis - missing] ?? 1;
    return target === length ? false : target === 1 ? true : undefined;
  });
  if (missing < 0 || repeated.includes(undefined)) {
    throw new ShapeError({
      function: name,
      argument: 'pullback',
      expected: `a gradient of shape (${shape.join(', ')}), or one that this broadcasts to`,
      got: `(${own.join(', ')})`,
    });
  }
  const axis = [...own.keys()].filter((i) => repeated[i]);
  const summed = axis.length > 0 ? sum(asArray(x), { axis, keepDims: true }) : asArray(x);
  return reshape(summed, shape);
}
