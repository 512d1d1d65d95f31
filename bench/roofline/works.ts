// Work whose cost is known, as users call it: copies into the kernels' memory and out of it are part of their times.
import ndarray from 'ndarray';
import { attentionGradients } from '../../src/attention/attention-gradients.js';
import { gelu, sigmoid } from '../../src/gradient/activations.js';
import { exp, log, tanh } from '../../src/gradient/functions.js';
import {
  conv2d,
  klDivergence,
  layerNorm,
  logSumExp,
  matmul,
  scaledDotProductAttention,
  softmax,
  type Traced,
  vjp,
} from '../library.js';
import type { Ceilings } from './ceilings.js';
import * as cost from './counts.js';

/** A piece of work beside what bounds it. */
export interface RooflineWork {
  readonly name: string;
  readonly cost: cost.Cost;
  /** Which arithmetic it does. */
  readonly peak: keyof Pick<Ceilings, 'single' | 'double' | 'dots'>;
  readonly run: () => unknown;
  /** What keeps it from its bound. */
  readonly holds: string;
}

/** Seeded numbers between −2 and 2, in no order that a machine could foresee. */
export function draw(...shape: number[]): ndarray.NdArray<Float32Array> {
  let state = 1;
  const length = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 30 - 2;
  });
  return ndarray(data, shape);
}

const [HEADS, TOKENS, WIDTH] = [8, 1024, 64] as const;
const ROWS = 1000;
const COUNT = ROWS * ROWS;
const [CHANNELS, SIZE, KERNEL] = [64, 56, 3] as const;
const PAIRS = [HEADS, TOKENS, TOKENS, WIDTH, WIDTH] as const;

function products(): RooflineWork[] {
  const square = (n: number): RooflineWork => {
    const [a, b] = [draw(n, n), draw(n, n)];
    return {
      name: `matmul ${n}×${n}×${n}`,
      cost: cost.matmulCost(n, n, n),
      peak: 'single',
      run: () => matmul(a, b),
      holds: 'laying the factors out, and a load and a spread of the left one for two products',
    };
  };
  const [q, k, v, g] = [1, 2, 3, 4].map(() => draw(HEADS, TOKENS, WIDTH));
  const x = draw(1, CHANNELS, SIZE, SIZE);
  const w = draw(CHANNELS, CHANNELS, KERNEL, KERNEL);
  const image = [CHANNELS, CHANNELS, KERNEL, SIZE * SIZE] as const;
  const convolve = (p: { x: Traced; w: Traced }) => conv2d(p.x, p.w, { padding: 1 });
  return [
    square(128),
    square(512),
    {
      name: `attention ${HEADS}×${TOKENS}×${WIDTH}`,
      cost: cost.attentionCost(...PAIRS),
      peak: 'single',
      run: () => scaledDotProductAttention(q!, k!, v!),
      holds: 'exponentials between two products of only 64 steps, and tiles written and read again',
    },
    {
      name: `causal attention ${HEADS}×${TOKENS}×${WIDTH}`,
      cost: cost.attentionCost(...PAIRS, (TOKENS + 1) / (2 * TOKENS)),
      peak: 'single',
      run: () => scaledDotProductAttention(q!, k!, v!, { causal: true }),
      holds: 'the same, and tiles on the diagonal of which half is hidden',
    },
    {
      name: `attention and its gradients ${HEADS}×${TOKENS}×${WIDTH}`,
      cost: cost.attentionGradientsCost(...PAIRS),
      peak: 'single',
      run: () => attentionGradients(q!, k!, v!, g!),
      holds: 'the same, and tiles turned for the products that sum over queries',
    },
    {
      name: `convolution ${KERNEL}×${KERNEL}, ${CHANNELS} → ${CHANNELS} channels, ${SIZE}×${SIZE}`,
      cost: cost.convolutionCost(...image),
      peak: 'single',
      run: () => conv2d(x, w, { padding: 1 }),
      holds: 'windows laid out as columns, nine times the image',
    },
    {
      name: 'the same convolution and its gradients',
      cost: cost.convolutionGradientsCost(...image),
      peak: 'single',
      run: () => vjp(convolve, { x, w }).pullback(x),
      holds: 'windows laid out for each of three products, and summed back into the image',
    },
  ];
}

function rows(): RooflineWork[] {
  const x = draw(ROWS, ROWS);
  const [p, q] = [softmax(x), softmax(ndarray(x.data.slice().reverse(), [ROWS, ROWS]))];
  const positive = ndarray(
    x.data.map((value) => Math.abs(value) + 1e-3),
    [ROWS, ROWS],
  );
  const [gamma, beta] = [draw(ROWS), draw(ROWS)];
  const size = `${ROWS}×${ROWS}`;
  const unary = (
    name: keyof typeof cost.FUNCTION_OPERATIONS,
    run: () => unknown,
    holds = 'constants and choices between registers; copies in and out',
  ): RooflineWork => ({
    name: `${name} of ${size}`,
    cost: cost.elementwiseCost(COUNT, cost.FUNCTION_OPERATIONS[name]),
    peak: 'single',
    run,
    holds,
  });
  return [
    {
      name: `softmax ${size}`,
      cost: cost.softmaxCost(COUNT),
      peak: 'single',
      run: () => softmax(x),
      holds: 'constants and numbers between registers; three passes over a row; the new array',
    },
    {
      name: `log-sum-exp ${size}`,
      cost: cost.logSumExpCost(COUNT),
      peak: 'single',
      run: () => logSumExp(x, { axis: 1 }),
      holds: 'the same in two passes; the copy in',
    },
    {
      name: `layer norm ${size}`,
      cost: cost.layerNormCost(COUNT),
      peak: 'single',
      run: () => layerNorm(x, { gamma, beta }),
      holds: 'sums in float64; three passes over a row; the new array',
    },
    {
      name: `KL divergence ${size}`,
      cost: cost.klCost(COUNT),
      peak: 'double',
      run: () => klDivergence(p, q),
      holds: 'a division for each two terms; float32 made float64, and sums that are checked',
    },
    unary('exp', () => exp(x)),
    unary('log', () => log(positive)),
    unary('tanh', () => tanh(x), 'a division besides'),
    unary('sigmoid', () => sigmoid(x), 'a division besides'),
    unary('gelu', () => gelu(x), 'a polynomial, an exponential and a division'),
  ];
}

/** Works on arrays, family by family; those on images are in work-images.ts. */
export const ARRAY_WORKS: readonly (() => RooflineWork[])[] = [products, rows];
