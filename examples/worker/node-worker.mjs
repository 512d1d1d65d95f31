// The same worker as a thread of Node.
import { parentPort } from 'node:worker_threads';
import { toGrayscale } from 'fovea/image';
import { sift } from 'fovea/scale-space';
import { describeWith } from './describe.mjs';

const describe = describeWith({ toGrayscale, sift });

parentPort.on('message', (picture) => {
  try {
    const described = describe(picture);
    parentPort.postMessage({ described }, [described.places.buffer, described.descriptors.buffer]);
  } catch ({ message }) {
    parentPort.postMessage({ error: message });
  }
});
