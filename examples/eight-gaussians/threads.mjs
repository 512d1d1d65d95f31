// Games side by side: threads take the next one as soon as they are free.
import { Worker } from 'node:worker_threads';
import { reshape } from 'fovea/array';

const THREADS = 2;

/**
 * Plays games, each { game, seed, steps, moments, count }. `onStep` is told how many steps of each game
 * are done.
 *
 * Returns for each game the points [count, 2] that its generator makes at the moments.
 */
export async function playAll(games, onStep) {
  const done = games.map(() => 0);
  const results = [];
  const waiting = [...games.keys()];
  const work = async () => {
    const thread = new Worker(new URL('./worker.mjs', import.meta.url));
    try {
      for (let k = waiting.shift(); k !== undefined; k = waiting.shift()) {
        const clouds = await ask(thread, games[k], (steps) => {
          done[k] = steps;
          onStep(done);
        });
        results[k] = clouds.map((numbers) => reshape(numbers, [-1, 2]));
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: THREADS }, work));
  return results;
}

/** What a thread gives in the end; an error in it is thrown here. */
function ask(thread, question, onStep) {
  return new Promise((resolve, reject) => {
    const hear = ({ done, clouds }) => {
      onStep(done);
      if (clouds === undefined) return;
      thread.off('message', hear).off('error', reject);
      resolve(clouds);
    };
    thread.on('message', hear).on('error', reject);
    thread.postMessage(question);
  });
}
