// One photo in a thread of the pool: from file to files, so that no pixels go from thread to thread.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describePhoto } from '../shared/describe-photo.mjs';
import { npy, writeWhole } from '../shared/npy.mjs';

/** Called by the pool; what it throws rejects the promise of that photo alone. */
export default function work({ file, name, folder }) {
  const { pixels, keypoints, descriptors } = describePhoto(readFileSync(file));
  writeWhole(join(folder, `${name}-keypoints.npy`), npy(keypoints));
  writeWhole(join(folder, `${name}-descriptors.npy`), npy(descriptors));
  return { pixels, keypoints: keypoints.shape[0] };
}
