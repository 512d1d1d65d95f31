// The example of examples/clip-shapes, smaller: pictures and captions learn to meet in a few seconds.
import { expect, it } from 'vitest';
import { relu, reshape, transpose } from '../../src/array/index.js';
import {
  attentionPool,
  boundLogScale,
  clipLoss,
  zeroShotClassify,
} from '../../src/contrastive/index.js';
import { conv2d } from '../../src/convolution/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, permutation, randomGenerator, uniform } from '../../src/core/random.js';
import type { FloatNdArray, Rng } from '../../src/core/types.js';
import { type Traced, valueAndGrad } from '../../src/gradient/index.js';
import { adamw } from '../../src/optimizer/index.js';
import { linear } from '../../src/transformer/index.js';

const COLOURS = [
  [0.9, 0.1, 0.1],
  [0.1, 0.8, 0.2],
  [0.2, 0.3, 0.9],
  [0.9, 0.9, 0.2],
  [0.95, 0.95, 0.95],
  [0.6, 0.2, 0.8],
];
/** How far a point is outside a disc, a cross and a ring of radius 1. */
const SHAPES = [
  (x: number, y: number) => Math.hypot(x, y) - 1,
  (x: number, y: number) =>
    Math.max(Math.max(Math.abs(x), Math.abs(y)) - 1, Math.min(Math.abs(x), Math.abs(y)) - 0.35),
  (x: number, y: number) => Math.abs(Math.hypot(x, y) - 0.8) - 0.25,
];
const PLACES = [
  [4.5, 4.5],
  [10.5, 4.5],
  [4.5, 10.5],
  [10.5, 10.5],
];
const SIDE = 16;

interface Combination {
  readonly parts: readonly [colour: number, shape: number, place: number];
  readonly heldOut: boolean;
}

const COMBINATIONS = COLOURS.flatMap((_, c) =>
  SHAPES.flatMap((_, s) =>
    PLACES.map((_, p): Combination => ({ parts: [c, s, p], heldOut: (c + s + p) % 5 === 0 })),
  ),
);

/** Pictures [n, 3, 16, 16]: place, size, colour and ground differ a little each time, and edges are smooth. */
function draw(list: readonly Combination[], rng: Rng): FloatNdArray {
  const noise = normal(rng, [list.length * 3 * SIDE * SIDE]).data;
  const data = Float32Array.from(noise, (v) => 0.03 * v);
  list.forEach(({ parts: [c, s, p] }, i) => {
    const chance = uniform(rng, [7]).data;
    const [radius, ground] = [3.8 + chance[0]!, 0.2 + 0.25 * chance[1]!];
    const [x0, y0] = PLACES[p]!.map((at, k) => at + 1.5 * (chance[2 + k]! - 0.5)) as [
      number,
      number,
    ];
    const paint = COLOURS[c]!.map((v, k) => v + 0.16 * (chance[4 + k]! - 0.5));
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++) {
        const edge = radius * SHAPES[s]!((x - x0) / radius, (y - y0) / radius);
        const share = Math.min(Math.max(0.5 - edge, 0), 1);
        for (let k = 0; k < 3; k++)
          data[((3 * i + k) * SIDE + y) * SIDE + x]! += ground + share * (paint[k]! - ground);
      }
  });
  return createNdArray(data, [list.length, 3, SIDE, SIDE]);
}

/** Captions as what part of them each of 13 words is: a colour, a shape and a place. */
function captions(list: readonly Combination[]): FloatNdArray {
  const data = new Float32Array(13 * list.length);
  list.forEach(({ parts: [c, s, p] }, i) => {
    for (const word of [c, 6 + s, 9 + p]) data[13 * i + word] = 1 / 3;
  });
  return createNdArray(data, [list.length, 13]);
}

interface Model<V> {
  readonly conv1: V;
  readonly conv2: V;
  readonly conv3: V;
  readonly pool: { readonly [name in 'positions' | 'wq' | 'wk' | 'wv' | 'wo']: V };
  readonly words: V;
}

function encode(
  { conv1, conv2, conv3, pool }: Model<FloatNdArray | Traced>,
  pictures: FloatNdArray,
) {
  const half = relu(conv2d(pictures, conv1 as Traced, { stride: 2, padding: 1 }));
  const quarter = relu(conv2d(half, conv2 as Traced, { stride: 2, padding: 1 }));
  const again = relu(conv2d(quarter, conv3 as Traced, { padding: 1 }));
  const places = transpose(reshape(again, [pictures.shape[0]!, 24, 16]), [0, 2, 1]);
  return attentionPool(places, pool as Model<Traced>['pool'], { heads: 2 }).output;
}

it('finds the caption of at least 0.75 of pictures of combinations that it never saw, among 72', () => {
  const rng = randomGenerator(1);
  const weights = (shape: number[], inputs: number): FloatNdArray => {
    const data = Float32Array.from(normal(rng, shape).data, (v) => v / Math.sqrt(inputs));
    return createNdArray(data, shape);
  };
  const square = (): FloatNdArray => weights([24, 24], 24);
  const start: Model<FloatNdArray> & { readonly logScale: number } = {
    conv1: weights([12, 3, 3, 3], 14),
    conv2: weights([24, 12, 3, 3], 54),
    conv3: weights([24, 24, 3, 3], 108),
    pool: {
      ...{ positions: weights([17, 24], 24), wq: square(), wk: square(), wv: square() },
      wo: weights([24, 16], 24),
    },
    words: weights([13, 16], 1),
    logScale: Math.log(1 / 0.07),
  };
  const [steps, batch] = [300, 40];
  const optimizer = adamw({
    learningRate: (step) => 0.01 * (1 - step / steps),
    weightDecay: 0.3,
  });
  let model = start;
  let state = optimizer.init(model);
  const seen = COMBINATIONS.filter(({ heldOut }) => !heldOut);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const chosen = permutation(rng, seen.length)
      .slice(0, batch)
      .map((i) => seen[i]!);
    const [pictures, texts] = [draw(chosen, rng), captions(chosen)];
    const { value, gradient } = valueAndGrad((m: Model<Traced> & { logScale: Traced }) => {
      const images = encode(m, pictures);
      return clipLoss(images, linear(texts, m.words), { logScale: m.logScale }).loss as Traced;
    })(model);
    losses.push(value);
    const next = optimizer.step(state, model, gradient as never);
    state = next.state;
    const found = next.parameters as typeof model;
    model = { ...found, logScale: boundLogScale(found.logScale) };
  }
  expect(losses[0]).toBeGreaterThan(Math.log(batch));
  expect(losses.slice(-20).reduce((sum, loss) => sum + loss / 20, 0)).toBeLessThan(0.5);

  const asked = COMBINATIONS.filter(({ heldOut }) => heldOut).flatMap((one) => Array(20).fill(one));
  const pictures = draw(asked, randomGenerator(2));
  const shareOf = (m: typeof model, part?: number): number => {
    const prompts = linear(captions(COMBINATIONS), m.words);
    const { classes } = zeroShotClassify(encode(m, pictures) as FloatNdArray, prompts);
    const right = classes.filter((c, i) => {
      const [found, wanted] = [COMBINATIONS[c]!, asked[i]!];
      return part === undefined ? found === wanted : found.parts[part] === wanted.parts[part];
    });
    return right.length / asked.length;
  };
  expect(shareOf(start)).toBeLessThan(0.1);
  expect(shareOf(model)).toBeGreaterThan(0.75);
  // A shape in a colour and at a place where it never was is what is hard.
  expect(shareOf(model, 0)).toBeGreaterThan(0.95);
  expect(shareOf(model, 2)).toBeGreaterThan(0.95);
}, 180_000);
