// The model: an encoder that sees the visible patches alone, and a smaller decoder that puts the others in.
import {
  embedPatches,
  gatherRows,
  gridPositions,
  initializeTransformer,
  linear,
  maskedReconstructionLoss,
  normal,
  randomGenerator,
  restoreTokens,
  transformerEncoder,
} from 'fovea';
import { add, reshape, zeros } from 'fovea/array';
import { GRID, VALUES } from './crops.mjs';

const ENCODER = { kind: 'encoder', width: 48, heads: 4, layers: 2, norm: 'pre', dtype: 'float32' };
const DECODER = { kind: 'encoder', width: 32, heads: 4, layers: 2, norm: 'pre', dtype: 'float32' };

/** By how much grey values differ from their mean, about. */
const GREY = 0.2;

/** Where each patch stands, as encoder and decoder are told. */
const places = (width) => gridPositions([GRID, GRID], width, { base: 100, dtype: 'float32' });
const [ENCODER_PLACES, DECODER_PLACES] = [places(ENCODER.width), places(DECODER.width)];

/** Parameters before training; one seed, one model, so each thread can make it for itself. */
export function makeModel(seed = 1) {
  const rng = randomGenerator(seed);
  const matrix = (rows, columns, spread) =>
    reshape(
      Float32Array.from(normal(rng, [rows * columns]).data, (v) => (spread * v) / Math.sqrt(rows)),
      [rows, columns],
    );
  return {
    patch: { w: matrix(VALUES, ENCODER.width, 1 / GREY), b: zeros([ENCODER.width], 'float32') },
    encoder: initializeTransformer(ENCODER, rng).parameters,
    bridge: { w: matrix(ENCODER.width, DECODER.width, 1), b: zeros([DECODER.width], 'float32') },
    maskToken: zeros([DECODER.width], 'float32'),
    decoder: initializeTransformer(DECODER, rng).parameters,
    pixels: { w: matrix(DECODER.width, VALUES, GREY / 10), b: zeros([VALUES], 'float32') },
  };
}

/** What the model makes of hidden crops: all of their patches, [n, patches, values]. */
export function reconstruct(parameters, { visible, keep, restore }) {
  const [count, kept] = visible.shape;
  const seenAt = reshape(gatherRows(ENCODER_PLACES, keep.flat()), [count, kept, ENCODER.width]);
  const tokens = add(embedPatches(visible, parameters.patch), seenAt);
  const encoded = transformerEncoder(tokens, parameters.encoder, layerOf(ENCODER));
  const bridged = linear(encoded, parameters.bridge.w, parameters.bridge.b);
  const all = add(restoreTokens(bridged, restore, parameters.maskToken), DECODER_PLACES);
  const decoded = transformerEncoder(all, parameters.decoder, layerOf(DECODER));
  return linear(decoded, parameters.pixels.w, parameters.pixels.b);
}

/** The mean squared error of hidden pixels. */
export function lossOf(parameters, batch) {
  return maskedReconstructionLoss(reconstruct(parameters, batch), batch.patches, batch.mask);
}

function layerOf({ heads, norm }) {
  return { heads, norm, activation: 'relu' };
}
