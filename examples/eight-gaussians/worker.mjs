// A thread: plays the games that it is asked for, tells how far it is, and gives what the generator made on the way.
import { parentPort } from 'node:worker_threads';
import { randomGenerator } from 'fovea';
import { play } from './gan.mjs';

/** After so many steps it tells how far it is. */
const EVERY = 25;

parentPort.on('message', ({ game, seed, steps, moments, count }) => {
  const clouds = [];
  play(game, seed, steps, (done, make) => {
    if (moments.includes(done)) clouds.push(make(count, randomGenerator(100)).data);
    if (done % EVERY === 0 && done < steps) parentPort.postMessage({ done });
  });
  parentPort.postMessage({ done: steps, clouds });
});
