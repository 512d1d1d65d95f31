// The example of examples/masked-autoencoder, smaller: hidden patches of a photo, in a few seconds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { add, concat, mean, reshape, slice, sub } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { normal, randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray, Rng } from '../../src/core/types.js';
import type { Traced } from '../../src/gradient/index.js';
import { adamw, gatherRows, minimize } from '../../src/optimizer/index.js';
import {
  cosineLearningRate,
  embedPatches,
  gridPositions,
  maskedReconstructionLoss,
  patchify,
  randomMasking,
  restoreTokens,
} from '../../src/pretraining/index.js';
import { initializeTransformer, linear, transformerEncoder } from '../../src/transformer/index.js';

const [SIDE, PATCH, GRID, WIDTH] = [36, 6, 6, 24];
const [PATCHES, VALUES] = [GRID ** 2, PATCH ** 2];
const PLACES = gridPositions([GRID, GRID], WIDTH, { base: 100, dtype: 'float32' });
const LAYER = { heads: 3, norm: 'pre', activation: 'relu' } as const;

/** The photo in grey values from 0 to 1, in float32. */
function readPhoto(name: string): FloatNdArray {
  const file = join(import.meta.dirname, `../../examples/photos/${name}.png`);
  const { data, width, height } = decode(readFileSync(file));
  return createNdArray(
    Float32Array.from(data, (v) => v / 255),
    [height, width],
  );
}

const PHOTO = readPhoto('coins');
/** The columns from here on are never trained on. */
const CUT = 260;

/** Crops from the columns that are held out, or from the others. */
function drawCrops(count: number, heldOut: boolean, rng: Rng): FloatNdArray[] {
  const below = (n: number): number => Math.floor(n * rng.nextFloat64());
  const [height, width] = PHOTO.shape as [number, number];
  return Array.from({ length: count }, () => {
    const y = below(height - SIDE);
    const x = heldOut ? CUT + below(width - CUT - SIDE) : below(CUT - SIDE);
    return slice(PHOTO, [
      [y, y + SIDE],
      [x, x + SIDE],
    ]) as FloatNdArray;
  });
}

/** Crops less the mean of what is visible, with three quarters of their patches hidden. */
function hide(crops: readonly FloatNdArray[], rng: Rng) {
  const samples = crops.map((crop) => {
    const patches = patchify(crop, PATCH) as FloatNdArray;
    const masking = randomMasking(patches, { rng });
    const grey = mean(masking.visible);
    return { ...masking, patches: sub(patches, grey), visible: sub(masking.visible, grey) };
  });
  const all = (name: 'patches' | 'visible' | 'mask'): FloatNdArray =>
    concat(samples.map((s) => reshape(s[name], [1, ...s[name].shape]))) as FloatNdArray;
  return {
    patches: all('patches'),
    visible: all('visible'),
    mask: all('mask'),
    keep: samples.map(({ keep }) => keep),
    restore: samples.map(({ restore }) => restore),
  };
}

function makeModel() {
  const rng = randomGenerator(1);
  const plan = { kind: 'encoder', width: WIDTH, heads: 3, layers: 1, norm: 'pre' } as const;
  const matrix = (rows: number, columns: number, spread: number): FloatNdArray =>
    createNdArray(
      Float32Array.from(normal(rng, [rows * columns]).data, (v) => (v * spread) / Math.sqrt(rows)),
      [rows, columns],
    );
  return {
    patch: { w: matrix(VALUES, WIDTH, 5) },
    encoder: initializeTransformer({ ...plan, dtype: 'float32' }, rng).parameters,
    maskToken: matrix(1, WIDTH, 0.1),
    decoder: initializeTransformer({ ...plan, dtype: 'float32' }, rng).parameters,
    pixels: matrix(WIDTH, VALUES, 0.02),
  };
}

type Model = ReturnType<typeof makeModel>;
type Mapped<T, V> = { readonly [K in keyof T]: T[K] extends FloatNdArray ? V : Mapped<T[K], V> };

function reconstruct(model: Mapped<Model, Traced>, batch: ReturnType<typeof hide>): Traced {
  const { visible, keep, restore } = batch;
  const [count, kept] = visible.shape as [number, number];
  const places = reshape(gatherRows(PLACES, keep.flat()), [count, kept, WIDTH]);
  const tokens = add(embedPatches(visible, model.patch), places);
  const encoded = transformerEncoder(tokens, model.encoder, LAYER);
  const token = reshape(model.maskToken, [WIDTH]);
  const whole = add(restoreTokens(encoded, restore, token), PLACES);
  return linear(transformerEncoder(whole, model.decoder, LAYER), model.pixels) as Traced;
}

it('reconstructs hidden patches that it never saw: three quarters of the error of their mean, four fifths of the nearest one’s', () => {
  const rng = randomGenerator(2);
  const [steps, crops] = [300, 12];
  const loss = (model: Mapped<Model, Traced>): Traced => {
    const batch = hide(drawCrops(crops, false, rng), rng);
    return maskedReconstructionLoss(reconstruct(model, batch), batch.patches, batch.mask);
  };
  const learningRate = cosineLearningRate({ peak: 8e-3, steps, warmUp: 30 });
  const { parameters } = minimize(loss, makeModel(), adamw({ learningRate, beta2: 0.95 }), {
    steps,
  });

  const unseen = randomGenerator(3);
  const batch = hide(drawCrops(60, true, unseen), unseen);
  const lossOf = (prediction: FloatNdArray): number =>
    maskedReconstructionLoss(prediction, batch.patches, batch.mask);
  const nothing = new Float32Array(60 * PATCHES * VALUES);
  const byMean = lossOf(createNdArray(nothing, batch.patches.shape));
  const near = createNdArray(new Float32Array(nothing.length), batch.patches.shape);
  batch.keep.forEach((keep, crop) => {
    for (let patch = 0; patch < PATCHES; patch++) {
      const distances = keep.map(
        (place) =>
          (Math.floor(place / GRID) - Math.floor(patch / GRID)) ** 2 +
          ((place % GRID) - (patch % GRID)) ** 2,
      );
      const nearest = keep[distances.indexOf(Math.min(...distances))]!;
      for (let i = 0; i < VALUES; i++)
        near.set(crop, patch, i, batch.patches.get(crop, nearest, i));
    }
  });
  const byModel = lossOf(reconstruct(parameters as never, batch) as never);
  expect(byModel).toBeLessThan(0.75 * byMean);
  expect(byModel).toBeLessThan(0.8 * lossOf(near));
});
