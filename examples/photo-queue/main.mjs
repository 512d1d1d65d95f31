// Descriptors of a collection of photos as jobs of a queue (BullMQ on Redis), for more than one process, or machine. Whatever
// is killed, and whenever: run it again, and it goes on; no photo is lost, none has two results.
//
//   npm run build && node examples/photo-queue/main.mjs          the photos that come along; results go to out/photo-queue/
//   node examples/photo-queue/main.mjs photos results 4          another folder of PNG files, another for results, 4 processes
//
// It starts a redis-server of its own (Debian: apt-get install redis-server), which keeps its data beside the results;
// REDIS_URL=redis://host:6379 names another. Workers on other machines, which see the same folders under the same names,
// are started with
//
//   node examples/photo-queue/worker.mjs redis://host:6379 QUEUE     the queue's name is printed by main.mjs

import { start } from '../shared/start.mjs';

const [photos, folder = 'out/photo-queue', workers] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  await run({ photos, folder, workers });
});
