// One loop for each function: a shared loop that calls the function is four to six times slower for the
// cheap ones, because it cannot be inlined.
import type { FloatTypedArray } from '../../core/types.js';

/** See `UnaryName`: −x. */
export function neg(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = -source[i]!;
}

/** See `UnaryName`: |x|. */
export function abs(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.abs(source[i]!);
}

/** See `UnaryName`: x². */
export function square(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = source[i]! * source[i]!;
}

/** See `UnaryName`: eˣ. */
export function exp(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.exp(source[i]!);
}

/** See `UnaryName`: ln x. */
export function log(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.log(source[i]!);
}

/** See `UnaryName`: √x. */
export function sqrt(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.sqrt(source[i]!);
}

/** See `UnaryName`: sin x. */
export function sin(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.sin(source[i]!);
}

/** See `UnaryName`: cos x. */
export function cos(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.cos(source[i]!);
}

/** See `UnaryName`: tanh x. */
export function tanh(source: FloatTypedArray, target: FloatTypedArray): void {
  for (let i = 0; i < target.length; i++) target[i] = Math.tanh(source[i]!);
}
