// CLIP in small: an encoder of pictures and one of captions learn to meet, on drawings of coloured shapes. What they learnt
// is asked of combinations that they never saw. Everything is fovea's own: convolutions, attention pooling, the loss, its
// gradients, the optimizer, zero-shot classification, the linear probe, the heat map.
//
//   npm run build && node examples/clip-shapes/main.mjs           pictures go to out/
//   node examples/clip-shapes/main.mjs pictures                   or to another folder
//   node examples/clip-shapes/main.mjs pictures 50                with another number of steps than 500

import { readSteps, start } from '../shared/start.mjs';

const [folder = 'out', steps = '500'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  await run(folder, readSteps(steps));
});
