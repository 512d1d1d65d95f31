import { mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, extname, join } from 'node:path';
import { WrongArgument } from '../shared/start.mjs';
import { describeFolder } from './pool.mjs';

/** Describes the photos of a folder, once with each number of threads, and tells how fast that was. */
export async function run({ photos = join(import.meta.dirname, '../photos'), folder, threads }) {
  const files = findPhotos(photos);
  mkdirSync(folder, { recursive: true });
  let first;
  for (const count of readThreads(threads)) {
    const progress = showProgress(files.length, count);
    const { done, broken, seconds } = await describeFolder(files, folder, count, progress);
    first ??= { count, seconds };
    for (const { name, error } of broken) console.error(`${name} is left out: ${error.message}`);
    console.log(summary(count, done, seconds, first));
    if (broken.length > 0) process.exitCode = 1;
  }
  console.log(`Keypoints and descriptors of each photo are in ${folder}/, for numpy.load.`);
}

function findPhotos(folder) {
  const files = readdirSync(folder)
    .filter((file) => extname(file).toLowerCase() === '.png')
    .map((file) => ({ file: join(folder, file), name: basename(file, extname(file)) }));
  if (files.length === 0) throw new WrongArgument(`${folder} has no PNG files`);
  return files;
}

function readThreads(text) {
  const counts = (text ?? `1,${availableParallelism()}`).split(',').map(Number);
  if (counts.some((count) => !Number.isInteger(count) || count < 1)) {
    throw new WrongArgument(`${text} are no numbers of threads, such as 1,2,4`);
  }
  return [...new Set(counts)];
}

function showProgress(all, count) {
  if (!process.stdout.isTTY) return () => {};
  return (done) =>
    process.stdout.write(`\r\x1b[2K${done < all ? `${done} of ${all}, threads: ${count}` : ''}`);
}

function summary(count, done, seconds, first) {
  const sum = (key) => done.reduce((total, result) => total + result[key], 0);
  const rates = [
    `${(done.length / seconds).toFixed(1)} photos a second`,
    `${(sum('pixels') / 1e6 / seconds).toFixed(2)} megapixels a second`,
  ];
  if (count !== first.count) {
    rates.push(`${(first.seconds / seconds).toFixed(2)} times as fast as ${first.count}`);
  }
  const threads = count === 1 ? '1 thread' : `${count} threads`;
  return `${threads}: ${done.length} photos, ${sum('keypoints')} keypoints in ${seconds.toFixed(1)} s; ${rates.join(', ')}`;
}
