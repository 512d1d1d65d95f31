// A thread: takes parameters and pieces of text, gives loss and gradient.
import { parentPort, workerData } from 'node:worker_threads';
import { valueAndGrad } from 'fovea';
import { lossOf, makeModel, numbersOf, treeOf } from './model.mjs';

const { config, parameters } = makeModel(workerData.vocabulary);

parentPort.on('message', ({ numbers, pieces }) => {
  const loss = (traced) => lossOf({ config, parameters: traced }, pieces);
  const { value, gradient } = valueAndGrad(loss)(treeOf(parameters, numbers));
  parentPort.postMessage({ value, numbers: numbersOf(gradient) });
});
