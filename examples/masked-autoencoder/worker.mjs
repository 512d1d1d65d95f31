// A thread: takes parameters and a seed, draws crops, gives loss and gradient.
import { parentPort } from 'node:worker_threads';
import { randomGenerator, valueAndGrad } from 'fovea';
import { numbersOf, treeOf } from '../language-model/model.mjs';
import { drawCrops, hide, readPhotos } from './crops.mjs';
import { lossOf, makeModel } from './model.mjs';

const photos = readPhotos();
const like = makeModel();

parentPort.on('message', ({ numbers, count, seed }) => {
  const rng = randomGenerator(seed);
  const batch = hide(drawCrops(photos, count, rng), rng);
  const { value, gradient } = valueAndGrad((traced) => lossOf(traced, batch))(
    treeOf(like, numbers),
  );
  parentPort.postMessage({ value, numbers: numbersOf(gradient) });
});
