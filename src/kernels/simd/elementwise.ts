import type { FloatTypedArray } from '../../core/types.js';
import type { ShapedUnaryKernel, UnaryKernel } from '../array-kernels.js';
import {
  elu as eluScalar,
  gelu as geluScalar,
  logSigmoid as logSigmoidScalar,
  sigmoid as sigmoidScalar,
  silu as siluScalar,
  softplus as softplusScalar,
} from '../scalar/activations.js';
import {
  exp as expScalar,
  log as logScalar,
  tanh as tanhScalar,
} from '../scalar/elementwise-unary.js';
import { type ElementwiseExports, elementwise } from './generated/elementwise.js';
import { inArena } from './wasm-module.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;
/** Numbers that go through at a time: they stay in the first cache. */
const STRIP = 4096;

/** The name of a function that changes `count` numbers in place, with a parameter or without. */
type InPlace = keyof ElementwiseExports;

function serve(
  name: InPlace,
  scalar: ShapedUnaryKernel,
  source: FloatTypedArray,
  target: FloatTypedArray,
  parameter: number,
): void {
  const served =
    source.length >= LEAST &&
    source instanceof Float32Array &&
    target instanceof Float32Array &&
    inArena(elementwise, (wasm, arena) => {
      const run = wasm[name];
      const { length } = target;
      const at = arena.words(Math.min(STRIP, Math.ceil(length / 16) * 16));
      const strip = arena.float32(at, Math.min(STRIP, length));
      for (let start = 0; start < length; start += STRIP) {
        const count = Math.min(STRIP, length - start);
        strip.set(source.subarray(start, start + count));
        run(at, count, parameter);
        target.set(count < strip.length ? strip.subarray(0, count) : strip, start);
      }
    });
  if (!served) scalar(source, target, parameter);
}

/** See `UnaryName`. */
export const exp: UnaryKernel = (source, target) => serve('expAll', expScalar, source, target, 0);
/** See `UnaryName`. */
export const log: UnaryKernel = (source, target) => serve('logAll', logScalar, source, target, 0);
/** See `UnaryName`. */
export const tanh: UnaryKernel = (source, target) =>
  serve('tanhAll', tanhScalar, source, target, 0);
/** See `UnaryName`. */
export const sigmoid: UnaryKernel = (source, target) =>
  serve('sigmoidAll', sigmoidScalar, source, target, 0);
/** See `UnaryName`. */
export const logSigmoid: UnaryKernel = (source, target) =>
  serve('logSigmoidAll', logSigmoidScalar, source, target, 0);
/** See `UnaryName`. */
export const softplus: UnaryKernel = (source, target) =>
  serve('softplusAll', softplusScalar, source, target, 0);
/** See `UnaryName`. */
export const silu: UnaryKernel = (source, target) =>
  serve('siluAll', siluScalar, source, target, 0);
/** See `UnaryName`. */
export const gelu: UnaryKernel = (source, target) =>
  serve('geluAll', geluScalar, source, target, 0);
/** See `ShapedUnaryName`. */
export const elu: ShapedUnaryKernel = (source, target, alpha) =>
  serve('eluAll', eluScalar, source, target, alpha);
