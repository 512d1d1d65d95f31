// Trains a masked autoencoder on crops of the photos: three quarters of a crop's patches are hidden, and it is to make
// them of what is left. Everything is fovea's own: patches, masking, transformer layers, loss, gradients, optimizer.
//
//   npm run build && node examples/masked-autoencoder/main.mjs           pictures go to out/
//   node examples/masked-autoencoder/main.mjs pictures                   or to another folder
//   node examples/masked-autoencoder/main.mjs pictures 100               with another number of steps than 1200

import { readSteps, start } from '../shared/start.mjs';

const [folder = 'out', steps = '1200'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  await run(folder, readSteps(steps));
});
