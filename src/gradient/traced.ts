// A traced value and what it needs to know: nothing of rules, so that a function that could be traced
// costs a bundle only this file. The rules come in with `grad`, through the recorder that a value holds.
import type { EluOptions, LeakyReluOptions } from '../array/activations.js';
import type { Operand } from '../array/elementwise.js';
import type { PadOptions, PadWidths } from '../array/pad.js';
import type { VarianceOptions } from '../array/reduce.js';
import type { ReduceOptions } from '../array/reduce-axes.js';
import type { Range } from '../array/slice.js';
import type { SoftmaxOptions } from '../array/softmax.js';
import { KindError } from '../core/errors.js';
import type { ArrayInput, FloatDType, FloatNdArray } from '../core/types.js';
import type { BorderMode } from '../kernels/kernels.js';

/** What differentiable functions take: a number, an array of any shape, or a traced value. */
export type Traceable = Operand | Traced;

/** What is inside a traced value: one more traced value where traces are nested. */
export type Inner = number | FloatNdArray | Traced;

/**
 * A value of a function that is being differentiated: it stands for a number or an array, and remembers how
 * it was computed. `grad` and its kin hand it to the function; the functions marked as differentiable take
 * it and give it.
 */
export class Traced {
  /** Lengths of the axes; [] for a number. */
  readonly shape: readonly number[];
  /** The precision that it is computed in. */
  readonly dtype: FloatDType;
  /**
   * The trace that it belongs to.
   *
   * @internal
   */
  readonly recorder: Recorder;
  /**
   * Its place there.
   *
   * @internal
   */
  readonly index: number;
  /** Its value, or what makes it when it is asked for. */
  private held: Inner | (() => Inner);

  /**
   * @param recorder - the trace that it belongs to
   * @param index - its place there
   * @param held - its value, or what makes it
   * @param shape - of the value
   * @param dtype - of the value
   * @internal
   */
  constructor(
    recorder: Recorder,
    index: number,
    held: Inner | (() => Inner),
    shape: readonly number[],
    dtype: FloatDType,
  ) {
    this.recorder = recorder;
    this.index = index;
    this.held = held;
    this.shape = shape;
    this.dtype = dtype;
  }

  /**
   * Its value, in the trace around this one if there is one.
   *
   * @internal
   */
  get inner(): Inner {
    if (typeof this.held === 'function') this.held = this.held();
    return this.held;
  }

  /**
   * Whether nobody has asked for its value yet.
   *
   * @internal
   */
  get waits(): boolean {
    return typeof this.held === 'function';
  }

  /** What errors call it. */
  get [Symbol.toStringTag](): string {
    return 'Traced';
  }

  /**
   * Refuses to be a number: `x * x` and `Math.exp(x)` would give NaN, and a gradient of 0 without a word.
   *
   * @param hint - what the engine asks for
   * @returns its name, for text
   * @throws KindError where a number is asked for
   * @internal
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return '[object Traced]';
    throw new KindError({
      function: this.recorder.startedBy,
      argument: 'f',
      expected: 'functions of fovea, such as add and exp, on traced values',
      got: 'an operator or Math',
    });
  }
}

/** Keeps what is computed on its traced values. */
export interface Recorder {
  /** Grows from trace to trace, so that an inner one has the larger number. */
  readonly id: number;
  /** The public function that started it, for errors. */
  readonly startedBy: string;
  /** Whether the function that it follows has returned. */
  readonly ended: boolean;
  /** Computes a primitive, by its name or its own rule, and remembers it. */
  record(primitive: PrimitiveName | Rule, inputs: readonly Traceable[], params: unknown): Traced;
}

/** For a primitive y = f(inputs) the cotangent of one input from that of y. */
export type Pullback<I extends readonly Traceable[], P> = {
  // A method, so that rules of different inputs can stand in one table.
  of(gradient: Traceable, output: Traceable, inputs: I, params: P, index: number): Traceable;
}['of'];

/** How a primitive is computed and differentiated. */
export interface Rule<I extends readonly Traceable[] = readonly Traceable[], P = unknown> {
  /** The name that a user gave it; the primitives of the library are named by the table. */
  readonly name?: string;
  /** Computes it, on values of the trace around this one. */
  forward(inputs: I, params: P): Traceable;
  /** One for each input that it can be differentiated by. */
  readonly pullbacks: { readonly [K in keyof I]: Pullback<I, P> | undefined };
  /** For all inputs where their number is open. */
  readonly rest?: Pullback<I, P>;
  /** Whether a user wrote it: its pullbacks may then give arrays that somebody holds. */
  readonly foreign?: boolean;
}

/** The inputs that a primitive can be differentiated by, and what else it is given. */
interface Inputs<I extends readonly Traceable[], P = undefined> {
  readonly inputs: I;
  readonly params: P;
}

type Unary = Inputs<readonly [Traceable]>;
type Binary = Inputs<readonly [Traceable, Traceable]>;

/** Primitives of one array, elementwise. */
export interface UnaryPrimitives
  extends Record<
    | 'neg'
    | 'abs'
    | 'square'
    | 'exp'
    | 'log'
    | 'sqrt'
    | 'sin'
    | 'cos'
    | 'tanh'
    | 'sigmoid'
    | 'logSigmoid'
    | 'softplus'
    | 'relu'
    | 'silu'
    | 'gelu'
    | 'normalCdf',
    Unary
  > {
  readonly leakyRelu: Inputs<readonly [Traceable], LeakyReluOptions | undefined>;
  readonly elu: Inputs<readonly [Traceable], EluOptions | undefined>;
}

/** Primitives of two arrays, elementwise. */
export interface BinaryPrimitives
  extends Record<'add' | 'sub' | 'mul' | 'div' | 'pow' | 'maximum' | 'minimum', Binary> {
  readonly where: Inputs<readonly [Traceable, Traceable], Operand>;
}

/** Primitives that make one number of many, weigh many against each other, or solve for them. */
export interface LinePrimitives
  extends Record<
    'sum' | 'mean' | 'max' | 'min' | 'logSumExp',
    Inputs<readonly [Traceable], ReduceOptions | undefined>
  > {
  readonly variance: Inputs<readonly [Traceable], VarianceOptions | undefined>;
  readonly softmax: Inputs<readonly [Traceable], SoftmaxOptions | undefined>;
  readonly logSoftmax: Inputs<readonly [Traceable], SoftmaxOptions | undefined>;
  /** The parameter: which factors are transposed before they are multiplied. */
  readonly matmul: Inputs<
    readonly [Traceable, Traceable],
    readonly (boolean | undefined)[] | undefined
  >;
  readonly solve: Inputs<readonly [ArrayInput | Traced, ArrayInput | Traced], boolean>;
}

/** Primitives that move numbers. */
export interface MovePrimitives {
  readonly transpose: Inputs<readonly [ArrayInput | Traced], readonly number[] | undefined>;
  readonly reshape: Inputs<readonly [ArrayInput | Traced], readonly number[]>;
  readonly concat: Inputs<
    readonly (ArrayInput | Traced)[],
    { readonly axis: number; readonly ends: () => readonly number[] }
  >;
  readonly slice: Inputs<readonly [ArrayInput | Traced], readonly Range[]>;
  readonly unslice: Inputs<
    readonly [Traceable],
    { readonly ranges: readonly Range[]; readonly shape: readonly number[] }
  >;
  readonly pad: Inputs<
    readonly [ArrayInput | Traced],
    { readonly widths: PadWidths; readonly options: PadOptions | undefined }
  >;
  readonly unpad: Inputs<
    readonly [Traceable],
    {
      readonly widths: PadWidths;
      readonly border: BorderMode;
      readonly shape: readonly number[];
    }
  >;
  readonly expand: Inputs<
    readonly [Traceable],
    { readonly shape: readonly number[]; readonly dtype: FloatDType }
  >;
  readonly cast: Inputs<readonly [Traceable], FloatDType>;
}

/** All primitives of the library. */
export interface Primitives
  extends UnaryPrimitives,
    BinaryPrimitives,
    LinePrimitives,
    MovePrimitives {}

/** The name of a primitive of the library. */
export type PrimitiveName = keyof Primitives;

/** A rule that lacks no pullback. */
interface FullRule<I extends readonly Traceable[], P> extends Rule<I, P> {
  readonly pullbacks: { readonly [K in keyof I]: Pullback<I, P> };
}

/** A rule for any number of inputs. */
interface OpenRule<I extends readonly Traceable[], P> extends FullRule<I, P> {
  readonly rest: Pullback<I, P>;
}

/** A rule for each primitive of a group; one that lacks a rule, or the pullback of an input, does not compile. */
export type RulesOf<Group extends { [N in keyof Group]: Inputs<readonly Traceable[], unknown> }> = {
  readonly [N in keyof Group]: number extends Group[N]['inputs']['length']
    ? OpenRule<Group[N]['inputs'], Group[N]['params']>
    : FullRule<Group[N]['inputs'], Group[N]['params']>;
};

/**
 * Whether a value is traced.
 *
 * @param value - anything
 * @returns true for what `grad` and its kin hand to the function that they differentiate
 */
export function isTraced(value: unknown): value is Traced {
  return value instanceof Traced;
}

/**
 * Computes a primitive on values of which at least one is traced, in the innermost trace among them.
 *
 * @param name - a primitive of the library
 * @param inputs - what it can be differentiated by
 * @param params - what else it is given
 * @returns the traced result
 * @throws DomainError where the trace of an input has ended
 */
export function apply<N extends PrimitiveName>(
  name: N,
  inputs: Primitives[N]['inputs'],
  params: Primitives[N]['params'],
): Traced {
  return innermost(inputs).record(name, inputs, params);
}

/**
 * The innermost trace among values: the one that began last.
 *
 * @param inputs - values of which at least one is traced
 * @returns its recorder, which checks that no trace has ended
 */
export function innermost(inputs: readonly Traceable[]): Recorder {
  return inputs.filter(isTraced).reduce((a, b) => (a.recorder.id > b.recorder.id ? a : b)).recorder;
}
