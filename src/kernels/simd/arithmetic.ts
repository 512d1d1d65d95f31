// Sums, products and the like. Of float32 numbers they are what the scalar kernels give, which compute in float64 and
// round once: that comes to the same.
import type { FloatTypedArray } from '../../core/types.js';
import type { BinaryKernel, ShapedUnaryKernel, UnaryKernel } from '../array-kernels.js';
import { leakyRelu as leakyReluScalar, relu as reluScalar } from '../scalar/activations.js';
import {
  add as addScalar,
  div as divScalar,
  maximum as maximumScalar,
  minimum as minimumScalar,
  mul as mulScalar,
  sub as subScalar,
} from '../scalar/elementwise-binary.js';
import {
  abs as absScalar,
  neg as negScalar,
  sqrt as sqrtScalar,
  square as squareScalar,
} from '../scalar/elementwise-unary.js';
import type { Arena } from './arena.js';
import { arithmetic } from './generated/arithmetic.js';
import { changing } from './in-place.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 512;
/** Numbers that go through at a time: three strips stay in the second cache, and calls are few. */
const STRIP = 8192;

/** Those of two numbers. */
type BinaryFunction = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';

/** Memory for a strip, and as many numbers of it as there are. */
function room(
  arena: Arena,
  length: number,
  single: boolean,
): { readonly at: number; readonly strip: FloatTypedArray } {
  const at = arena.allocate(STRIP * (single ? 4 : 8));
  return { at, strip: single ? arena.float32(at, length) : arena.float64(at, length) };
}

/** An operand in the memory of the kernels, some numbers of it at a time. */
function operand(
  arena: Arena,
  numbers: FloatTypedArray,
  start: number,
  step: number,
  length: number,
): { readonly at: number; readonly bring: (first: number, count: number) => void } {
  const { at, strip } = room(arena, length, numbers instanceof Float32Array);
  if (step === 0) {
    strip.fill(numbers[start]!);
    return { at, bring: () => {} };
  }
  return {
    at,
    bring: (first, count) => strip.set(numbers.subarray(start + first, start + first + count)),
  };
}

function serving(name: BinaryFunction, scalar: BinaryKernel): BinaryKernel {
  return (a, aStart, aStep, b, bStart, bStep, target, start, count) => {
    const served =
      count >= LEAST &&
      a.BYTES_PER_ELEMENT === target.BYTES_PER_ELEMENT &&
      b.BYTES_PER_ELEMENT === target.BYTES_PER_ELEMENT &&
      (aStep === 0 || aStep === 1) &&
      (bStep === 0 || bStep === 1) &&
      inArena(arithmetic, (wasm, arena) => {
        const single = target instanceof Float32Array;
        const run = single ? wasm[name] : wasm[`${name}Doubles`];
        const length = Math.min(STRIP, count);
        arena.reserve(3 * 8 * (STRIP + 32));
        const left = operand(arena, a, aStart, aStep, length);
        const right = operand(arena, b, bStart, bStep, length);
        const { at, strip } = room(arena, length, single);
        for (let first = 0; first < count; first += STRIP) {
          const some = Math.min(STRIP, count - first);
          left.bring(first, some);
          right.bring(first, some);
          run(left.at, right.at, at, some);
          target.set(some < length ? strip.subarray(0, some) : strip, start + first);
        }
      });
    if (!served) scalar(a, aStart, aStep, b, bStart, bStep, target, start, count);
  };
}

/** See `BinaryName`. */
export const add: BinaryKernel = /* @__PURE__ */ serving('add', addScalar);
/** See `BinaryName`. */
export const sub: BinaryKernel = /* @__PURE__ */ serving('sub', subScalar);
/** See `BinaryName`. */
export const mul: BinaryKernel = /* @__PURE__ */ serving('mul', mulScalar);
/** See `BinaryName`. */
export const div: BinaryKernel = /* @__PURE__ */ serving('div', divScalar);
/** See `BinaryName`. */
export const maximum: BinaryKernel = /* @__PURE__ */ serving('maximum', maximumScalar);
/** See `BinaryName`. */
export const minimum: BinaryKernel = /* @__PURE__ */ serving('minimum', minimumScalar);
/** See `UnaryName`. */
export const neg: UnaryKernel = /* @__PURE__ */ changing(arithmetic, 'neg', negScalar, LEAST);
/** See `UnaryName`. */
export const abs: UnaryKernel = /* @__PURE__ */ changing(arithmetic, 'abs', absScalar, LEAST);
/** See `UnaryName`. */
export const square: UnaryKernel = /* @__PURE__ */ changing(
  arithmetic,
  'square',
  squareScalar,
  LEAST,
);
/** See `UnaryName`. */
export const sqrt: UnaryKernel = /* @__PURE__ */ changing(arithmetic, 'sqrt', sqrtScalar, LEAST);
/** See `UnaryName`. */
export const relu: UnaryKernel = /* @__PURE__ */ changing(arithmetic, 'relu', reluScalar, LEAST);
/** See `ShapedUnaryName`. */
export const leakyRelu: ShapedUnaryKernel = /* @__PURE__ */ changing(
  arithmetic,
  'leakyRelu',
  leakyReluScalar,
  LEAST,
);
