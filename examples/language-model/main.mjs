// Trains a small transformer on four chapters of "Alice's Adventures in Wonderland", letter by letter, and lets it
// write on. Everything is fovea's own: model, gradients, optimizer, generation, the picture of attention.
//
//   npm run build && node examples/language-model/main.mjs           pictures go to out/
//   node examples/language-model/main.mjs pictures                   or to another folder
//   node examples/language-model/main.mjs pictures 50                with another number of steps than 400

import { readSteps, start } from '../shared/start.mjs';

const [folder = 'out', steps = '400'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  await run(folder, readSteps(steps));
});
