import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { WrongArgument } from '../shared/start.mjs';
import { idOf } from './job.mjs';
import { startRedis } from './redis.mjs';
import { startWorkers } from './workers.mjs';

/** Jobs in these states are still to be done. */
const UNDONE = ['wait', 'active', 'delayed', 'prioritized', 'paused'];

/** Puts what is missing of a collection's results into the queue, and waits until workers have done it. */
export async function run(options) {
  const photos = resolve(options.photos ?? join(import.meta.dirname, '../photos'));
  const folder = resolve(options.folder);
  const workers = readCount(options.workers);
  mkdirSync(folder, { recursive: true });
  const files = readCollection(photos);
  const redis = await openRedis(folder);
  try {
    // A queue for each folder of results, should several runs share a server.
    const name = `photos-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
    await describeCollection({ files, folder, workers, redis, name });
  } finally {
    await redis.stop();
  }
}

async function describeCollection({ files, folder, workers, redis, name }) {
  const connection = { url: redis.url, maxRetriesPerRequest: null };
  const queue = new Queue(name, { connection });
  queue.on('error', () => {}); // `redis.failed` tells of it
  const isMissing = ([id]) => !existsSync(join(folder, id));
  const missing = [...files].filter(isMissing);
  console.log(`Queue ${name} at ${redis.url}.`);
  console.log(
    `${files.size} photos: ${files.size - missing.length} done before, ${missing.length} to do.`,
  );
  await enqueue(queue, missing, folder);

  const seconds = missing.length === 0 ? 0 : await waitForWorkers(queue, workers, redis);
  const broken = missing.filter(isMissing);
  for (const [id, file] of broken) {
    const job = await queue.getJob(id);
    console.error(`${file} is left out: ${job?.failedReason}`);
  }
  if (broken.length > 0) process.exitCode = 1;
  await queue.close();

  removeRemnants(folder);
  writeFileSync(join(folder, 'photos.json'), JSON.stringify(Object.fromEntries(files), null, 2));
  const done = missing.length - broken.length;
  if (done > 0) {
    const rate = (done / seconds).toFixed(1);
    console.log(`${done} photos in ${seconds.toFixed(1)} s, ${rate} a second.`);
  }
  console.log(
    `Results are in ${folder}/, one folder for each photo; photos.json says whose is which.`,
  );
}

/** Starts workers, waits until nothing is left to do, ends them; gives how many seconds it took. */
async function waitForWorkers(queue, count, redis) {
  const start = performance.now();
  const workers = startWorkers(count, redis.url, queue.name);
  try {
    await Promise.race([waitFor(queue), redis.failed, workers.failed]);
  } finally {
    await workers.stop();
  }
  return (performance.now() - start) / 1000;
}

/**
 * Adds jobs. Their ids are those of the photos, so that one that is in the queue already, from a run that was killed, stays
 * the only one. A job that has ended, but left no result, makes room for a fresh one.
 */
async function enqueue(queue, missing, folder) {
  for (const [id] of missing) {
    const job = await queue.getJob(id);
    if (job && ((await job.isCompleted()) || (await job.isFailed()))) await job.remove();
  }
  await queue.addBulk(
    missing.map(([jobId, file]) => ({ name: 'describe', data: { file, folder }, opts: { jobId } })),
  );
}

async function waitFor(queue) {
  for (;;) {
    const counts = await queue.getJobCounts(...UNDONE);
    const left = UNDONE.reduce((sum, state) => sum + counts[state], 0);
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${left > 0 ? `${left} to do` : ''}`);
    if (left === 0) return;
    await sleep(100);
  }
}

/** The photos of a folder by what is in them, so copies count once: id → file. */
function readCollection(photos) {
  const files = readdirSync(photos)
    .filter((file) => extname(file).toLowerCase() === '.png')
    .map((file) => join(photos, file));
  if (files.length === 0) throw new WrongArgument(`${photos} has no PNG files`);
  return new Map(files.map((file) => [idOf(readFileSync(file)), file]));
}

async function openRedis(folder) {
  const url = process.env.REDIS_URL;
  if (!url) return startRedis(join(folder, 'redis'));
  // BullMQ waits for a server for ever, which is right for workers; at the start a word is better.
  const client = new Redis(url, { lazyConnect: true, retryStrategy: null });
  client.on('error', () => {});
  await client.connect().catch(() => {
    throw new WrongArgument(`No Redis answers at ${url}, which REDIS_URL names`);
  });
  client.disconnect();
  return { url, failed: new Promise(() => {}), stop: async () => {} };
}

function readCount(text) {
  if (text === undefined) return availableParallelism();
  if (!/^[1-9]\d*$/.test(text)) throw new WrongArgument(`${text} is no number of workers`);
  return Number(text);
}

/** What killed workers left half written. No job is under way any more, so nobody else writes. */
function removeRemnants(folder) {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.part')) rmSync(join(folder, name), { recursive: true });
  }
}
