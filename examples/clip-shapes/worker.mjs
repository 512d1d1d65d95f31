// A thread: draws its share of a batch, gives its embeddings; takes the slopes by them, gives those by the parameters.
import { parentPort } from 'node:worker_threads';
import { randomGenerator, vjp } from 'fovea';
import { reshape } from 'fovea/array';
import { numbersOf, treeOf } from '../language-model/model.mjs';
import { encodePictures, makeModel } from './model.mjs';
import { COMBINATIONS, drawPictures } from './shapes.mjs';

const like = makeModel(0).image;
let pullback;

parentPort.on('message', ({ numbers, chosen, seed, slopes }) => {
  if (slopes) {
    const { data, shape } = slopes;
    parentPort.postMessage(numbersOf(pullback(reshape(data, shape))));
    return;
  }
  const pictures = drawPictures(
    chosen.map((at) => COMBINATIONS[at]),
    randomGenerator(seed),
  );
  const run = vjp((image) => encodePictures({ image }, pictures), treeOf(like, numbers));
  pullback = run.pullback;
  parentPort.postMessage({ data: run.value.data, shape: run.value.shape });
});
