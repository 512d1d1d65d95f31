// The divergence and the log-sum-exp of 1000 rows of 1000 in float32, beside plain loops over Math.log and Math.exp.
import ndarray from 'ndarray';
import { klDivergence, logSumExp, normal, randomGenerator } from '../library.js';
import { type Comparison, timed } from './alternate.js';

const [ROWS, LENGTH] = [1000, 1000] as const;
const PEER = 'plain loop';
/** Of each result; they are rounded to float32, and a plain sum of p ln(p/q) cancels a little. */
const LARGEST_DIFFERENCE = 1e-6;

function plainKl(p: Float32Array, q: Float32Array): Float32Array {
  const values = new Float32Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const start = row * LENGTH;
    let sum = 0;
    for (let i = start; i < start + LENGTH; i++) {
      if (p[i]! > 0) sum += p[i]! * Math.log(p[i]! / q[i]!);
    }
    values[row] = sum;
  }
  return values;
}

function plainLogSumExp(x: Float32Array): Float32Array {
  const values = new Float32Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const start = row * LENGTH;
    let largest = -Infinity;
    for (let i = start; i < start + LENGTH; i++) if (x[i]! > largest) largest = x[i]!;
    let sum = 0;
    for (let i = start; i < start + LENGTH; i++) sum += Math.exp(x[i]! - largest);
    values[row] = largest + Math.log(sum);
  }
  return values;
}

function drawScores(seed: number): Float32Array {
  return Float32Array.from(normal(randomGenerator(seed), [ROWS, LENGTH]).data);
}

/** Softmaxes of normal scores, row by row. */
function drawDistributions(seed: number): Float32Array {
  const x = drawScores(seed);
  for (let start = 0; start < x.length; start += LENGTH) {
    const row = x.subarray(start, start + LENGTH);
    const powers = Float64Array.from(row, Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    row.set(powers.map((value) => value / sum));
  }
  return x;
}

function compare(
  work: string,
  ours: () => { readonly data: ArrayLike<number> },
  theirs: () => Float32Array,
): Comparison {
  const [a, b] = [ours().data, theirs()];
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < b.length; i++)
    largest = Math.max(largest, Math.abs(a[i]! - b[i]!) / Math.abs(b[i]!));
  return {
    work,
    contenders: [
      {
        name: 'fovea',
        run: () =>
          timed(() => {
            ours();
          }),
      },
      {
        name: PEER,
        run: () =>
          timed(() => {
            theirs();
          }),
      },
    ],
    missing: [],
    goals: { [PEER]: 1 },
    agreement: {
      holds: largest <= LARGEST_DIFFERENCE,
      text: `largest relative difference ${largest.toExponential(1)}`,
    },
  };
}

export async function compareKl(): Promise<Comparison> {
  const [p, q] = [drawDistributions(7), drawDistributions(8)];
  const shape = [ROWS, LENGTH];
  const ours = () => klDivergence(ndarray(p, shape), ndarray(q, shape));
  return compare('KL divergence of 1000 rows of 1000', ours, () => plainKl(p, q));
}

export async function compareLogSumExp(): Promise<Comparison> {
  const x = drawScores(9);
  const ours = () => logSumExp(ndarray(x, [ROWS, LENGTH]), { axis: 1 });
  return compare('log-sum-exp of 1000 rows of 1000', ours, () => plainLogSumExp(x));
}
