import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts worker processes, and another for each that is killed. `failed` is rejected when one ends by itself, as it does
 * where something is missing: another would do no better.
 */
export function startWorkers(count, url, queue) {
  const alive = new Set();
  let stopping = false;
  let fail;
  const failed = new Promise((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const startOne = () => {
    const worker = fork(new URL('./worker.mjs', import.meta.url), [url, queue]);
    alive.add(worker);
    worker.on('exit', (code, signal) => {
      alive.delete(worker);
      if (stopping) return;
      if (signal === null) return fail(new Error(`A worker has ended, with code ${code}.`));
      console.log(`Worker ${worker.pid} was ended by ${signal}; another takes its place.`);
      startOne();
    });
  };
  for (let i = 0; i < count; i++) startOne();
  return {
    failed,
    stop: async () => {
      stopping = true;
      await Promise.all(
        [...alive].map((worker) => {
          const ended = once(worker, 'exit');
          if (worker.connected) worker.disconnect();
          return ended;
        }),
      );
    },
  };
}
