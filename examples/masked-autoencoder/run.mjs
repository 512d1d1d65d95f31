import { maskedReconstructionLoss, randomGenerator } from 'fovea';
import { variance } from 'fovea/array';
import { openFolder } from '../keypoints/files.mjs';
import { countOf } from '../language-model/model.mjs';
import { toPng } from '../shared/panels.mjs';
import { openProgress, runningAverage } from '../shared/progress.mjs';
import { meanOfVisible, nearestVisible } from './baselines.mjs';
import { heldOutCrops, hide, PATCH, readPhotos, SIDE } from './crops.mjs';
import { makeModel, reconstruct } from './model.mjs';
import { reconstructionPicture } from './pictures.mjs';
import { CROPS, train } from './train.mjs';

/** What part of the mean's loss 1200 steps are to leave. */
const GOAL = 0.45;
/** Elsewhere than on a terminal, a line of progress after so many steps. */
const EVERY = 100;
/** Crops that are drawn, evenly spread over those with something to see: whose grey values vary by more than this. */
const DRAWN = 6;
const VARIANCE = 0.01;

/** Trains by so many steps, compares with what needs no learning, and draws; pictures go to `folder`. */
export async function run(folder, steps) {
  const save = openFolder(folder);
  const crops = heldOutCrops(readPhotos());
  const batch = hide(crops, randomGenerator(100));
  const start = makeModel();
  console.log('A masked autoencoder learns what photos look like where it cannot see them');
  console.log('══════════════════════════════════════════════════════════════════════════');
  console.log(
    `Crops of ${SIDE} × ${SIDE} pixels in patches of ${PATCH} × ${PATCH}, 75 % of them hidden;`,
  );
  console.log(
    `${countOf(start)} parameters, ${steps} steps of ${2 * CROPS} crops in two threads.\n`,
  );
  const average = runningAverage();
  const progress = openProgress(process.stdout, EVERY);
  const parameters = await train(start, steps, (step, loss) => {
    progress.show(step + 1, steps, `loss ${average(loss).toFixed(4)}`);
  });
  const seconds = progress.close();
  const made = {
    'nearest patch': nearestVisible(batch),
    reconstruction: reconstruct(parameters, batch),
  };
  const losses = {
    'the mean of the visible patches': lossOf(meanOfVisible(batch), batch),
    'the nearest visible patch': lossOf(made['nearest patch'], batch),
    'the model before training': lossOf(reconstruct(start, batch), batch),
    'the model after training': lossOf(made.reconstruction, batch),
  };
  report(losses, seconds, crops.length);
  const rich = [...crops.keys()].filter((i) => variance(crops[i]) > VARIANCE);
  const chosen = Array.from(
    { length: DRAWN },
    (_, i) => rich[Math.floor(((i + 0.5) * rich.length) / DRAWN)],
  );
  const picture = reconstructionPicture(batch, made, chosen);
  save('masked-autoencoder.svg', picture);
  save('masked-autoencoder.png', toPng(picture));
  console.log(`${DRAWN} of the crops, their reconstructions and the originals are in ${folder}/.`);
}

/** The mean squared error of the hidden pixels. */
function lossOf(prediction, { patches, mask }) {
  return maskedReconstructionLoss(prediction, patches, mask);
}

function report(losses, seconds, count) {
  console.log(
    `Trained in ${seconds.toFixed(0)} s. Hidden pixels of ${count} crops that it never saw, mean`,
  );
  console.log('squared error (white is 1), and its root in grey levels of 255, as predicted by');
  for (const [what, loss] of Object.entries(losses)) {
    const levels = (255 * Math.sqrt(loss)).toFixed(0);
    console.log(`  ${what.padEnd(34)}${loss.toFixed(4)}   ${levels.padStart(3)}`);
  }
  const [mean, , , after] = Object.values(losses);
  const verdict = after < GOAL * mean ? 'below' : 'NOT below';
  console.log(
    `The last is ${(after / mean).toFixed(2)} of the first, ${verdict} the ${GOAL} that it is to reach.\n`,
  );
}
