import { Tinypool } from 'tinypool';

const filename = new URL('./worker.mjs', import.meta.url).href;

/**
 * Describes photos, each { file, name }, in so many threads; a thread takes the next one as soon as it is free.
 * `onProgress(done)` is called after each.
 *
 * Photos that fail are told of, and stop no others.
 */
export async function describeFolder(files, folder, threads, onProgress) {
  const pool = new Tinypool({ filename, minThreads: threads, maxThreads: threads });
  const start = performance.now();
  let finished = 0;
  const describe = async ({ file, name }) => {
    try {
      return await pool.run({ file, name, folder });
    } catch (error) {
      return { name, error };
    } finally {
      onProgress(++finished);
    }
  };
  try {
    const results = await Promise.all(files.map(describe));
    const seconds = (performance.now() - start) / 1000;
    const [done, broken] = [false, true].map((isBroken) =>
      results.filter((result) => 'error' in result === isBroken),
    );
    return { done, broken, seconds };
  } finally {
    await pool.destroy();
  }
}
