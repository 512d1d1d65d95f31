import { randomGenerator } from 'fovea';
import { openFolder } from '../keypoints/files.mjs';
import { toPng } from '../shared/panels.mjs';
import { openProgress, runningAverage } from '../shared/progress.mjs';
import { WrongArgument } from '../shared/start.mjs';
import { trainDiffusion } from './diffusion.mjs';
import { slicedDistance } from './distance.mjs';
import { twoMoons } from './moons.mjs';
import { diffusionPicture, vaePicture } from './pictures.mjs';
import { trainVae } from './vae.mjs';

/** Points to judge and to draw. */
const COUNT = 1000;
/** The distance from the data that samples of each model are to stay below; the moons are 3.7 wide. */
const GOALS = { diffusion: 0.08, vae: 0.15 };
/** Elsewhere than on a terminal, a line after so many steps. */
const EVERY = 500;
const TITLES = { diffusion: 'A diffusion (DDPM)', vae: 'A variational autoencoder' };

/** Trains one model or both; pictures go to `folder`. */
export function run(which, folder) {
  if (!['diffusion', 'vae', 'both'].includes(which)) {
    throw new WrongArgument(`There is "diffusion", "vae" and "both", but no "${which}"`);
  }
  const save = openFolder(folder);
  const { points, moons } = twoMoons(COUNT, randomGenerator(100));
  const again = twoMoons(COUNT, randomGenerator(101)).points;
  const floor = slicedDistance(points, again);
  console.log('Two moons, learnt by generative models');
  console.log('══════════════════════════════════════');
  console.log(
    'Samples are judged by the sliced Wasserstein distance from the data: how far mass is',
  );
  console.log(
    'carried on average, seen from 64 sides. The moons are 3.7 wide; another draw of the data',
  );
  console.log(`themselves, ${COUNT} points as well, is ${floor.toFixed(3)} away.\n`);
  if (which !== 'vae') diffusion(points, save);
  if (which !== 'diffusion') vae(points, moons, save);
  console.log(`The pictures are in ${folder}/.`);
}

function diffusion(points, save) {
  const { model, seconds } = train(trainDiffusion, TITLES.diffusion, 'error of the noise');
  const ddpm = model.sample(COUNT, randomGenerator(7));
  const ddim = model.sampleFast(COUNT, 20, randomGenerator(7));
  report('diffusion', seconds, [
    ['drawn in 100 random steps (DDPM)', slicedDistance(points, ddpm.at(-1))],
    ['drawn in 20 steps without chance (DDIM)', slicedDistance(points, ddim.at(-1))],
    ['noise, before the first step', slicedDistance(points, ddpm[0])],
  ]);
  const forward = model.times.map((t) => model.noisy(points, t, randomGenerator(9)));
  const picture = diffusionPicture(model.times, forward, ddpm, ddim);
  save('two-moons-diffusion.svg', picture);
  save('two-moons-diffusion.png', toPng(picture));
}

function vae(points, moons, save) {
  const { model, seconds } = train(trainVae, TITLES.vae, 'loss, in nats');
  const samples = model.sample(COUNT, randomGenerator(7));
  const { codes, active } = model.encode(points);
  const rebuilt = model.decode(codes);
  report('vae', seconds, [
    ['samples', slicedDistance(points, samples)],
    ['points encoded and decoded', slicedDistance(points, rebuilt)],
  ]);
  console.log(`Active dimensions of its codes: ${active} of 2.\n`);
  const picture = vaePicture({ points, moons, codes, rebuilt, samples, decode: model.decode });
  save('two-moons-vae.svg', picture);
  save('two-moons-vae.png', toPng(picture));
}

/** Trains a model with a progress line that shows what is made small. */
function train(method, name, what) {
  const progress = openProgress(process.stdout, EVERY, name);
  const average = runningAverage();
  const model = method((step, steps, value) =>
    progress.show(step, steps, `${what} ${average(value).toFixed(3)}`),
  );
  return { model, seconds: progress.close() };
}

function report(name, seconds, distances) {
  const goal = GOALS[name];
  const verdict = distances[0][1] < goal ? 'below' : 'NOT below';
  console.log(`${TITLES[name]}, trained in ${seconds.toFixed(0)} s. Distances from the data:`);
  for (const [what, distance] of distances) {
    console.log(`  ${what.padEnd(42)}${distance.toFixed(3)}`);
  }
  console.log(`The first is ${verdict} the ${goal} that it is to reach.\n`);
}
