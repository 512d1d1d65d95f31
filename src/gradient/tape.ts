// The trace of a function: what was computed, in order, and the walk back through it.
import { DomainError, KindError, ShapeError } from '../core/errors.js';
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

const RULES: RulesOf<Primitives> = { ...unaryRules, ...binaryRules, ...lineRules, ...moveRules };

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
  /** The result. */
  readonly inner: Inner;
  /** Its name, for errors. */
  readonly name: string;
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
    return this.push({
      rule: undefined,
      inputs: [],
      parents: [],
      params: undefined,
      inner,
      name: '',
    });
  }

  record(primitive: PrimitiveName | Rule, inputs: readonly Traceable[], params: unknown): Traced {
    const named = typeof primitive === 'string';
    const rule: Rule = named ? RULES[primitive] : primitive;
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
    const plain = inputs.map((input, i) =>
      parents[i]! < 0 ? input : this.nodes[parents[i]!]!.inner,
    );
    const inner = toInner(name, 'forward', rule.forward(plain, params));
    return this.push({ rule, inputs: plain, parents, params, inner, name });
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
      const fitted = conform(from, part, this.nodes[index]!.inner);
      const before = cotangents[index];
      cotangents[index] = before === undefined ? fitted : add(before, fitted);
    };
    for (const [index, seed] of seeds) {
      hold(seed);
      collect(index, this.startedBy, seed);
    }
    for (const { inner, inputs } of this.nodes) {
      hold(inner);
      inputs.forEach(hold);
    }
    for (let at = this.nodes.length - 1; at >= count; at--) {
      const gradient = cotangents[at];
      if (gradient === undefined) continue;
      cotangents[at] = undefined;
      const { rule, inputs, parents, params, inner, name } = this.nodes[at]!;
      for (let i = 0; i < parents.length; i++) {
        const parent = parents[i]!;
        const pullback = rule?.pullbacks[i] ?? rule?.rest;
        if (parent < 0 || pullback === undefined) continue;
        const part = pullback(gradient, inner, inputs, params, i);
        if (rule?.foreign) hold(part);
        collect(parent, name, part);
      }
    }
    return cotangents.slice(0, count);
  }

  private push(node: Node): Traced {
    this.nodes.push(node);
    const { inner } = node;
    return new Traced(this, this.nodes.length - 1, inner, shapeOf(inner), dtypeOf(inner));
  }
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
  if (shapeOf(fitted).join() !== shape.join()) fitted = sumRepeated(name, fitted, shape);
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
