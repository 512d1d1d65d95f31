// One job: a photo described, its result put where no other can put one. It runs in a thread, so that the process is free to
// tell Redis meanwhile that it is alive.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describePhoto } from '../shared/describe-photo.mjs';
import { npy } from '../shared/npy.mjs';

/** The name of a photo, by what is in it: the same for copies under other names, another when it has been changed. */
export const idOf = (bytes) => `photo-${createHash('sha256').update(bytes).digest('hex')}`;

/**
 * Called by BullMQ. A job can be begun more than once, since a worker that is killed, or does not answer for too long, has
 * its job given to another. Its effect happens once all the same: what is computed depends on the photo alone, and the
 * result is a folder that appears whole, in one step, or not at all if there is one already.
 */
export default async function work({ id, data: { file, folder } }) {
  const result = join(folder, id);
  // A worker that was killed after this step, but before it could say so, has left nothing to do.
  if (existsSync(result)) return;
  const bytes = readFileSync(file);
  if (idOf(bytes) !== id) throw new Error('it has been changed since it was put into the queue');
  const { pixels, keypoints, descriptors } = describePhoto(bytes);

  const unfinished = `${result}.${process.pid}.part`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, 'keypoints.npy'), npy(keypoints));
  writeFileSync(join(unfinished, 'descriptors.npy'), npy(descriptors));
  writeFileSync(
    join(unfinished, 'photo.json'),
    JSON.stringify({ file, pixels, keypoints: keypoints.shape[0] }),
  );
  try {
    renameSync(unfinished, result);
  } catch (error) {
    // Another was faster. The numbers are the same.
    if (!existsSync(result)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}
