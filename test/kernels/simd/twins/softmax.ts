// What the SIMD kernels compute of a row, in the order in which they add.
import { expNonPositive } from './exponential.js';

const f = Math.fround;

/** The float64 sum of numbers in two lanes, each of which takes every other one. */
export function sumOf(numbers: readonly number[]): number {
  const sums = [0, 0];
  for (let i = 0; i < numbers.length; i += 4) {
    const four = [0, 1, 2, 3].map((lane) => numbers[i + lane] ?? 0);
    sums[0]! += four[0]! + four[2]!;
    sums[1]! += four[1]! + four[3]!;
  }
  return sums[0]! + sums[1]!;
}

function exponentials(row: Float32Array, top: number, temperature: number): number[] {
  return Array.from(row, (x) => expNonPositive(f(f(x - top) / f(temperature))));
}

/** As `sumOf`, but of sixteen numbers every fourth ones are first added in float32, two and two. */
function sumOfFours(numbers: readonly number[]): number {
  const whole = numbers.length - (numbers.length % 16);
  const fours: number[] = [];
  for (let i = 0; i < whole; i += 16) {
    for (let lane = i; lane < i + 4; lane++) {
      const [a, b, c, d] = [0, 4, 8, 12].map((step) => numbers[lane + step]!);
      fours.push(f(f(a! + b!) + f(c! + d!)));
    }
  }
  return sumOf([...fours, ...numbers.slice(whole)]);
}

/** eˣ / Σ eˣ of a row of finite numbers. */
export function softmaxTwin(row: Float32Array, temperature: number): Float32Array {
  const powers = exponentials(row, Math.max(...row), temperature);
  const share = f(1 / sumOfFours(powers));
  return Float32Array.from(powers, (e) => e * share);
}

/** The float64 sum of the numbers of a column, one after the other. */
export function columnSum(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0);
}

/** eˣ / Σ eˣ of a column of finite numbers. */
export function softmaxColumnTwin(column: Float32Array, temperature: number): Float32Array {
  const [top, rest] = topAndRest(column, temperature, columnSum);
  const powers = exponentials(column, top, temperature);
  const share = f(1 / (1 + rest));
  return Float32Array.from(powers, (e) => e * share);
}

/** The largest number, and Σ exp((x − largest)/temperature) but for the first that is the largest; of a column, but for one. */
function topAndRest(
  row: Float32Array,
  temperature: number,
  sum = sumOfFours,
): [top: number, rest: number] {
  const top = Math.max(...row);
  const powers = exponentials(row, top, temperature);
  if (sum === columnSum) {
    const tops = row.filter((x) => x === top).length;
    return [top, tops - 1 + sum(powers.map((e, i) => (row[i] === top ? 0 : e)))];
  }
  powers[row.indexOf(top)] = 0;
  return [top, sum(powers)];
}

/** x − ln Σ eˣ of a row of finite numbers; of a column with `columnSum`. */
export function logSoftmaxTwin(
  row: Float32Array,
  temperature: number,
  sum = sumOfFours,
): Float32Array {
  const [top, rest] = topAndRest(row, temperature, sum);
  const shift = f(Math.log1p(rest));
  return row.map((x) => f(f(x - top) / f(temperature)) - shift);
}

/** ln Σ eˣ of a row of finite numbers; of a column with `columnSum`. */
export function logSumExpTwin(row: Float32Array, sum = sumOfFours): number {
  const [top, rest] = topAndRest(row, 1, sum);
  return f(top + Math.log1p(rest));
}
