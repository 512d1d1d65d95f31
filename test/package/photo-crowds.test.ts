// The examples of many photos: threads over a folder, and a queue whose processes are killed. Need `npm run build` first.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Queue } from 'bullmq';
import { decode, encode } from 'fast-png';
import { Redis } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import { idOf } from '../../examples/photo-queue/job.mjs';
import { startRedis } from '../../examples/photo-queue/redis.mjs';
import { describePhoto } from '../../examples/shared/describe-photo.mjs';
import { npy } from '../../examples/shared/npy.mjs';
import { hasRedis } from '../../tools/redis.mjs';
import { root } from './tarball.js';

const folder = mkdtempSync(join(tmpdir(), 'photos-'));
const sources = join(root, 'examples/photos');
/** What a test leaves running when it fails. */
const running: ChildProcess[] = [];
afterAll(async () => {
  for (const run of running) run.kill();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
});

/** A folder of the collection's own. */
function makeFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** Numbers and shape of a .npy file, read by its format, not by ours. */
function readNpy(file: string): { shape: number[]; data: number[] } {
  const bytes = readFileSync(file);
  expect(bytes.subarray(1, 6).toString()).toBe('NUMPY');
  const begin = 10 + bytes.readUInt16LE(8);
  expect(begin % 64).toBe(0);
  const header = bytes.subarray(10, begin).toString();
  const [, type, lengths] = /'descr': '<f([48])'.*'shape': \((.*?)\)/.exec(header)!;
  const shape = lengths!.split(',').map(Number);
  const numbers = new Uint8Array(bytes.subarray(begin)).buffer;
  return {
    shape,
    data: [...(type === '4' ? new Float32Array(numbers) : new Float64Array(numbers))],
  };
}

it('examples/photo-folder gives the arrays of each photo, and tells of a broken one without stopping', () => {
  const photos = makeFolder('few');
  for (const name of ['hubble', 'text'])
    copyFileSync(join(sources, `${name}.png`), join(photos, `${name}.png`));
  writeFileSync(
    join(photos, 'broken.png'),
    readFileSync(join(sources, 'text.png')).subarray(0, 9000),
  );
  writeFileSync(join(photos, 'notes.txt'), 'no photo');
  const arrays = join(folder, 'arrays');
  const main = join(root, 'examples/photo-folder/main.mjs');
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, photos, arrays, '1,2'], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr.match(/^broken is left out: .+$/gm)).toHaveLength(2);
  expect(stdout).toMatch(
    /^1 thread: 2 photos, (\d+) keypoints in [\d.]+ s; [\d.]+ photos a second, [\d.]+ megapixels a second\n2 threads: 2 photos, \1 keypoints in .* second, [\d.]+ times as fast as 1\n/,
  );
  const names = ['descriptors', 'keypoints'].map((what) => `${what}.npy`);
  expect(readdirSync(arrays).sort()).toEqual(
    ['hubble', 'text'].flatMap((photo) => names.map((name) => `${photo}-${name}`)),
  );
  const { keypoints, descriptors } = describePhoto(readFileSync(join(sources, 'hubble.png')));
  expect(readNpy(join(arrays, 'hubble-keypoints.npy'))).toEqual({
    shape: keypoints.shape,
    data: [...keypoints.data],
  });
  expect(readNpy(join(arrays, 'hubble-descriptors.npy'))).toEqual({
    shape: descriptors.shape,
    data: [...descriptors.data],
  });
});

/** Photos that take long enough to be interrupted: half as large again, each a little darker than the last. */
function makeCollection(count: number): string {
  const photos = makeFolder('collection');
  const small = ['camera', 'brick'].map((name) =>
    decode(readFileSync(join(sources, `${name}.png`))),
  );
  for (let k = 0; k < count; k++) {
    const { width, data } = small[k % 2]!;
    const side = 1.5 * width;
    const large = new Uint8Array(side * side).map((_, i) => {
      const [y, x] = [Math.floor(i / side / 1.5), Math.floor((i % side) / 1.5)];
      return data[y * width + x]! * (1 - k / 50);
    });
    const bytes = encode({ width: side, height: side, data: large, channels: 1 });
    writeFileSync(join(photos, `photo-${k}.png`), bytes);
  }
  return photos;
}

/** Runs the example; tells what it has printed so far. */
function runQueue(...args: string[]): { process: ChildProcess; printed: () => string } {
  const main = join(root, 'examples/photo-queue/main.mjs');
  const run = spawn(process.execPath, [main, ...args]);
  running.push(run);
  let text = '';
  for (const stream of [run.stdout, run.stderr])
    stream.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
  return { process: run, printed: () => text };
}

async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(5)) {
    const seen = await look();
    if (seen) return seen;
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Kills a worker that is in the midst of a job; gives the job. */
async function killWorkerAtWork(queue: Queue, results: string): Promise<string> {
  for (;;) {
    const job = await until('a job under way', async () => {
      const active = await queue.getActive();
      return active.find(({ processedBy }) => processedBy);
    });
    process.kill(Number(job.processedBy), 'SIGKILL');
    // Had it just been done, another has to serve.
    if (!existsSync(join(results, job.id!))) return job.id!;
  }
}

it('examples/photo-queue says in words that there is no redis-server, or none that answers', () => {
  const main = join(root, 'examples/photo-queue/main.mjs');
  const say = (env: NodeJS.ProcessEnv): string => {
    const args = [main, sources, join(folder, 'none')];
    const { stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
    expect(status).toBe(1);
    return stderr;
  };
  expect(say({ PATH: '' })).toMatch(
    /^There is no redis-server on this machine\. Install one .*, or name another in REDIS_URL\.\n$/,
  );
  const REDIS_URL = 'redis://127.0.0.1:1';
  expect(say({ REDIS_URL })).toBe(`No Redis answers at ${REDIS_URL}, which REDIS_URL names\n`);
});

it('examples/photo-queue leaves one result of two workers that have the same photo', async () => {
  const results = makeFolder('shared');
  const file = join(sources, 'camera.png');
  const id = idOf(readFileSync(file));
  const job = pathToFileURL(join(root, 'examples/photo-queue/job.mjs')).href;
  const work = `import(${JSON.stringify(job)}).then(({ default: work }) =>
    work(${JSON.stringify({ id, data: { file, folder: results } })}))`;
  const codes = await Promise.all(
    [1, 2].map(async () => (await once(spawn(process.execPath, ['-e', work]), 'close'))[0]),
  );
  expect(codes).toEqual([0, 0]);
  expect(readdirSync(results)).toEqual([id]);
  expect(readdirSync(join(results, id)).sort()).toEqual([
    'descriptors.npy',
    'keypoints.npy',
    'photo.json',
  ]);
});

it.skipIf(!hasRedis)(
  'examples/photo-queue loses no photo and does none twice when a worker and the producer are killed',
  async () => {
    const photos = makeCollection(6);
    copyFileSync(join(photos, 'photo-0.png'), join(photos, 'copy.png'));
    writeFileSync(join(photos, 'the-broken-one.png'), 'no photo');
    const results = join(folder, 'results');
    const done = (): string[] =>
      existsSync(results)
        ? readdirSync(results).filter((name) => /^photo-[0-9a-f]{64}$/.test(name))
        : [];

    // A worker is killed in mid-job, then the producer, with whatever is under way.
    const first = runQueue(photos, results, '2');
    const [, name, url] = await until('the queue', () =>
      /^Queue (\S+) at (\S+)\.$/m.exec(first.printed()),
    );
    const queue = new Queue(name!, { connection: { url: url! } });
    queue.on('error', () => {});
    const victim = await killWorkerAtWork(queue, results);
    await until('another worker', () => /ended by SIGKILL; another/.test(first.printed()));
    await until('two results', () => done().length >= 2);
    first.process.kill('SIGKILL');
    await queue.disconnect();
    await once(first.process, 'close');
    expect(first.printed()).toContain('7 photos: 0 done before, 7 to do.');
    const early = done();
    expect(early.length).toBeLessThan(6);
    const written = early.map((id) => statSync(join(results, id)).ctimeMs);

    // The second run does the rest.
    const second = runQueue(photos, results, '2');
    const [code] = await once(second.process, 'close');
    expect(second.printed()).toContain(
      `7 photos: ${early.length} done before, ${7 - early.length} to do.`,
    );
    expect(second.printed()).toMatch(/the-broken-one\.png is left out: /);
    expect(code).toBe(1);
    expect(early.map((id) => statSync(join(results, id)).ctimeMs)).toEqual(written);

    // Each photo has one result, that of a direct call, and nothing else is left.
    const files = readdirSync(photos).filter((file) => /^photo/.test(file));
    const ids = files.map((file) => idOf(readFileSync(join(photos, file))));
    expect(done().sort()).toEqual([...ids].sort());
    expect(readdirSync(results)).toHaveLength(ids.length + 2);
    for (const [k, id] of ids.entries()) {
      const { keypoints, descriptors } = describePhoto(readFileSync(join(photos, files[k]!)));
      expect(keypoints.shape[0]).toBeGreaterThan(100);
      const read = (array: string): Buffer => readFileSync(join(results, id, array));
      expect(read('keypoints.npy').equals(npy(keypoints))).toBe(true);
      expect(read('descriptors.npy').equals(npy(descriptors))).toBe(true);
    }

    // The ledger of the queue itself: each was completed once, the victim of the first worker begun again.
    const redis = await startRedis(join(results, 'redis'));
    const client = new Redis(redis.url);
    const entries = await client.xrange(`bull:${name}:events`, '-', '+');
    const again = new Queue(name!, { connection: { url: redis.url } });
    const job = await again.getJob(victim);
    await again.close();
    client.disconnect();
    await redis.stop();
    const events = entries.map(([, fields]) =>
      Object.fromEntries(fields.flatMap((key, i) => (i % 2 ? [] : [[key, fields[i + 1]]]))),
    );
    const completed = events.filter(({ event }) => event === 'completed');
    expect(completed.map(({ jobId }) => jobId).sort()).toEqual([...ids].sort());
    expect(job!.attemptsStarted).toBeGreaterThan(1);
    expect(events).toContainEqual(expect.objectContaining({ event: 'stalled', jobId: victim }));
  },
);
