// An autoencoder learns to take noise away: it sees noisy patches of photos, and is to give the clean ones. It is then
// tried on a photo that it has never seen, and held against the Gaussian blur that does best there. Network, gradients,
// optimizer and blur are fovea's own.
//
//   npm run build && node examples/denoising/main.mjs           pictures go to out/
//   node examples/denoising/main.mjs pictures                   or to another folder
//   node examples/denoising/main.mjs pictures 500               with another number of steps than 5000

import { readSteps, start } from '../shared/start.mjs';

const [folder = 'out', steps = '5000'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  run(folder, readSteps(steps));
});
