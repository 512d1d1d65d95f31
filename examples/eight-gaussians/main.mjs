// A generative adversarial network learns eight Gaussians on a ring, and forgets some of them: mode collapse. The same
// networks with the loss of Wasserstein and a gradient penalty, a remedy, learn all eight. Losses, penalty with its second
// derivatives, optimizer and the count of modes are fovea's own.
//
//   npm run build && node examples/eight-gaussians/main.mjs           pictures go to out/
//   node examples/eight-gaussians/main.mjs pictures                   or to another folder
//   node examples/eight-gaussians/main.mjs pictures 300               with another number of steps than 6000

import { readSteps, start } from '../shared/start.mjs';

const [folder = 'out', steps = '6000'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  await run(folder, readSteps(steps));
});
