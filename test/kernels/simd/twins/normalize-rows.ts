// What the SIMD norms compute of a row, in the order in which they add.
import { sumOf } from './softmax.js';

const f = Math.fround;

/** How a row was normalised. */
export interface NormTwin {
  readonly output: Float32Array;
  readonly center: number;
  readonly scale: number;
}

/** x less both parts of a mean. */
function less(x: number, mean: number, rest: number): number {
  return f(f(x - mean) - rest);
}

/** The float64 sum of numbers in vectors of four, which go to two sums in turn; what is left at the end, to the second. */
function sumInTurn(numbers: readonly number[]): number {
  const sums = [
    [0, 0],
    [0, 0],
  ];
  for (let i = 0; i < numbers.length; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((lane) => numbers[i + lane] ?? 0);
    const lanes = sums[i + 4 > numbers.length ? 1 : (i / 4) % 2]!;
    lanes[0]! += a! + c!;
    lanes[1]! += b! + d!;
  }
  return sums[0]![0]! + sums[1]![0]! + (sums[0]![1]! + sums[1]![1]!);
}

/** gamma·(x − μ)·s + beta. */
export function normTwin(
  row: Float32Array,
  centred: boolean,
  gamma: Float32Array | undefined,
  beta: Float32Array | undefined,
  epsilon: number,
): NormTwin {
  const width = row.length;
  const numbers = Array.from(row);
  const center = centred ? sumInTurn(numbers) / width : 0;
  const mean = f(center);
  const rest = f(center - mean);
  const deviations = numbers.map((x) => less(x, mean, rest));
  const scale = 1 / Math.sqrt(sumInTurn(deviations.map((d) => d * d)) / width + epsilon);
  const output = Float32Array.from(deviations, (d, i) => {
    const normal = f(d * f(scale));
    return f(f(normal * (gamma?.[i] ?? 1)) + (beta?.[i] ?? 0));
  });
  return { output, center, scale };
}

/** The gradient by a row, and what the row adds to that by gamma. */
export function normBackwardTwin(
  row: Float32Array,
  gradient: Float32Array,
  { center, scale }: Pick<NormTwin, 'center' | 'scale'>,
  centred: boolean,
  gamma: Float32Array | undefined,
) {
  const width = row.length;
  const mean = f(center);
  const rest = f(center - mean);
  const normals = Array.from(row, (x) => f(less(x, mean, rest) * f(scale)));
  const inner = Array.from(gradient, (g, i) => f(g * (gamma?.[i] ?? 1)));
  const total = centred ? f(sumOf(inner) / width) : 0;
  const slope = f(sumOf(inner.map((g, i) => f(g * normals[i]!))) / width);
  return {
    bySource: Float32Array.from(inner, (g, i) =>
      f(f(f(g - total) - f(normals[i]! * slope)) * f(scale)),
    ),
    byGamma: Float32Array.from(gradient, (g, i) => g * normals[i]!),
  };
}
