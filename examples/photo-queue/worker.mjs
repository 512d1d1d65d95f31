// A worker process: takes jobs until it is ended. It may be killed at any time.
import { Worker } from 'bullmq';

/**
 * A worker that has not renewed its lock for so many milliseconds counts as dead, and its job goes to another. It renews
 * it twice in that time; and since a thread does the work, even a photo of minutes keeps it from nothing.
 */
const LOCK = 2000;

/** How often a photo may be what its worker died of, before it is given up as one that kills. */
const DEATHS = 3;

const [url, queue] = process.argv.slice(2);

// Whoever started this process is gone: so is its redis-server, perhaps, and there is nothing to save.
process.on('disconnect', () => process.exit());

const worker = new Worker(queue, new URL('./job.mjs', import.meta.url), {
  connection: { url, maxRetriesPerRequest: null },
  name: String(process.pid),
  // A thread dies with its process. A process of its own, BullMQ's other way, would go on alone.
  useWorkerThreads: true,
  lockDuration: LOCK,
  stalledInterval: LOCK / 2,
  maxStalledCount: DEATHS,
});
worker.on('error', (error) => console.error(`worker ${process.pid}: ${error.message}`));
