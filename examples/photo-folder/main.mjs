// Descriptors of a folder of photos, by a pool of threads: how many photos a second, with one thread and with all.
//
//   npm run build && node examples/photo-folder/main.mjs             the photos that come along; arrays go to out/
//   node examples/photo-folder/main.mjs photos arrays                another folder of PNG files, another folder for the arrays
//   node examples/photo-folder/main.mjs photos arrays 1,2,4          once with each of these numbers of threads

import { start } from '../shared/start.mjs';

const [photos, folder = 'out', threads] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  await run({ photos, folder, threads });
});
