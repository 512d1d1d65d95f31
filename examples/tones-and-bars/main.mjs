// Does this sound belong to this video? A network learns to tell, as audio-visual models are trained before their task: it
// sees a bar that moves up and down, and hears a tone whose pitch goes with it, or with another bar. Everything is fovea's
// own: the log-mel spectrogram, patches, pairs and loss of matching, gradients, the optimizer, the picture of the sound.
//
//   npm run build && node examples/tones-and-bars/main.mjs           the picture goes to out/
//   node examples/tones-and-bars/main.mjs pictures                   or to another folder
//   node examples/tones-and-bars/main.mjs pictures 60                with another number of steps than 400

import { readSteps, start } from '../shared/start.mjs';

const [folder = 'out', steps = '400'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  run(folder, readSteps(steps));
});
