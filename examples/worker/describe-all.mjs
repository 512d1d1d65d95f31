// The side of the page, or of the main thread: gives pictures to a worker one after the other.

/**
 * Describes pictures { width, height, data } in a worker, whose `data` is handed over and gone here afterwards.
 *
 * `onProgress(done, all)` is called after each. A computation such as `sift` runs through once it has begun and hears
 * nothing meanwhile; so `signal` ends the worker itself, in the midst of a picture, and the promise is rejected with the
 * signal's reason at once. Nothing is left behind: the functions of the library keep nothing between calls.
 */
export async function describeAll(openWorker, pictures, { onProgress, signal }) {
  signal.throwIfAborted();
  const worker = openWorker();
  try {
    const results = [];
    for (const picture of pictures) {
      results.push(await ask(worker, picture, signal));
      onProgress(results.length, pictures.length);
    }
    return results;
  } finally {
    worker.terminate();
  }
}

function ask(worker, picture, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    const settle = (finish) => {
      signal.removeEventListener('abort', stop);
      finish();
    };
    signal.addEventListener('abort', stop);
    worker.onmessage = ({ data: { described, error } }) =>
      settle(() => (described ? resolve(described) : reject(new Error(error))));
    // A worker that does not even load, such as one whose modules are not found.
    worker.onerror = ({ message }) =>
      settle(() => reject(new Error(message ?? 'The worker did not load.')));
    worker.postMessage(picture, [picture.data.buffer]);
  });
}
