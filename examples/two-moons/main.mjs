// Two generative models learn two moons, a cloud of points in the plane that the example makes: a diffusion (DDPM) and a
// variational autoencoder. Everything is fovea's own: losses, samplers, gradients, optimizer, the distance that judges.
//
//   npm run build && node examples/two-moons/main.mjs             both; pictures go to out/
//   node examples/two-moons/main.mjs diffusion pictures           one of them ("diffusion", "vae" or "both"), another folder

import { start } from '../shared/start.mjs';

const [which = 'both', folder = 'out'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  run(which, folder);
});
