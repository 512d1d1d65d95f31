// The worker of the page. Import maps do not reach workers, so it names files.
import { describeWith } from './describe.mjs';
import { toGrayscale } from './fovea/image.js';
import { sift } from './fovea/scale-space.js';

const describe = describeWith({ toGrayscale, sift });

addEventListener('message', ({ data: picture }) => {
  try {
    const described = describe(picture);
    postMessage({ described }, [described.places.buffer, described.descriptors.buffer]);
  } catch ({ message }) {
    postMessage({ error: message });
  }
});
