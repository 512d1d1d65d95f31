// What the kernels compute of a line of finite float64 numbers, in the order in which they add.
import { exponential } from '../../../../src/kernels/scalar/exponential.js';
import { exp } from './double-exponential.js';

function power(x: number): number {
  return x > -87 ? exponential(x) : exp(x);
}

function lowered(line: Float64Array, temperature: number): Float64Array {
  const top = line.reduce((most, x) => Math.max(most, x), -Infinity);
  return line.map((x) => (x - top) / temperature);
}

/** The sum of numbers, less one of them: every fourth one to a sum of its own, ones counted. */
function sumLess(powers: Float64Array, less: number): number {
  const whole = powers.length - (powers.length % 4);
  const sums = [0, 0, 0, 0];
  let ones = 0;
  powers.forEach((e, i) => {
    if (e === 1) ones++;
    else sums[i < whole ? i % 4 : 0]! += e;
  });
  return sums[0]! + sums[1]! + (sums[2]! + sums[3]!) + (ones - less);
}

/** eˣ / Σ eˣ. */
export function softmaxTwin(line: Float64Array, temperature: number): Float64Array {
  const powers = lowered(line, temperature).map(power);
  const sum = sumLess(powers, 0);
  return powers.map((e) => e / sum);
}

/** x − ln Σ eˣ. */
export function logSoftmaxTwin(line: Float64Array, temperature: number): Float64Array {
  const numbers = lowered(line, temperature);
  const shift = Math.log1p(sumLess(numbers.map(power), 1));
  return numbers.map((x) => x - shift);
}

/** ln Σ eˣ. */
export function logSumExpTwin(line: Float64Array): number {
  const top = line.reduce((most, x) => Math.max(most, x), -Infinity);
  return top + Math.log1p(sumLess(lowered(line, 1).map(power), 1));
}
