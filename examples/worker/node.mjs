// Keypoints in a thread of Node: with progress, and Ctrl+C cancels at once.
//
//   npm run build && node examples/worker/node.mjs           all photos
//   node examples/worker/node.mjs 100                        cancels by itself after so many milliseconds

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { decode } from 'fast-png';
import { describeAll } from './describe-all.mjs';

const NAMES = ['camera', 'astronaut-rgb', 'brick', 'coins', 'text', 'hubble'];
const [patience] = process.argv.slice(2);

const controller = new AbortController();
const { signal } = controller;
process.once('SIGINT', () => controller.abort());
const timer = patience && setTimeout(() => controller.abort(), Number(patience));

try {
  const onProgress = (done, all) => console.log(`${done} of ${all} photos`);
  const described = await describeAll(openWorker, NAMES.map(readPhoto), { onProgress, signal });
  for (const [i, { count }] of described.entries()) console.log(`${NAMES[i]}: ${count} keypoints`);
} catch (error) {
  if (!signal.aborted) throw error;
  console.log('Cancelled.');
} finally {
  clearTimeout(timer);
}

// A thread as `describeAll` wants it, which is what browsers have.
function openWorker() {
  const worker = new Worker(new URL('./node-worker.mjs', import.meta.url));
  worker.on('message', (data) => worker.onmessage({ data }));
  worker.on('error', (error) => worker.onerror(error));
  return worker;
}

function readPhoto(name) {
  const { width, height, data } = decode(
    readFileSync(join(import.meta.dirname, `../photos/${name}.png`)),
  );
  return { width, height, data };
}
