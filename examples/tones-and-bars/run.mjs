import { openFolder } from '../keypoints/files.mjs';
import { countOf } from '../language-model/model.mjs';
import { toPng } from '../shared/panels.mjs';
import { openProgress, runningAverage } from '../shared/progress.mjs';
import { gallery, judge } from './judge.mjs';
import { makeModel } from './model.mjs';
import { matchingPicture } from './pictures.mjs';
import { train } from './train.mjs';

/** How often it is to be right about pairs that it has not met. */
const GOAL = 0.95;
/** Elsewhere than on a terminal, a line of progress after so many steps. */
const EVERY = 50;

/** Trains the network by so many steps, asks it about other clips; the picture goes to `folder`. */
export function run(folder, steps) {
  const save = openFolder(folder);
  const start = makeModel(1);
  console.log('Does this sound belong to this video?');
  console.log('═════════════════════════════════════');
  console.log('A bar moves up and down, and a tone goes with it; half of the pairs are false.');
  console.log(`A network of ${countOf(start)} parameters learns to tell.\n`);
  const progress = openProgress(process.stdout, EVERY);
  const average = runningAverage(0.05);
  const model = train(start, steps, (step, loss) =>
    progress.show(step, steps, `loss ${average(loss).toFixed(3)} nats`),
  );
  const seconds = progress.close();
  report(judge(start), judge(model), seconds);
  const picture = matchingPicture(gallery(model, 4));
  save('tones-and-bars.svg', picture);
  save('tones-and-bars.png', toPng(picture));
  console.log(`Videos, sounds and answers are in ${folder}/tones-and-bars.svg.`);
}

function report(before, { pairs, accuracy, matched, mismatched }, seconds) {
  const share = (value) => value.toFixed(3);
  const verdict = accuracy >= GOAL ? 'reaches' : 'does NOT reach';
  console.log(
    `Trained in ${seconds.toFixed(0)} s. Right about ${pairs} pairs of clips that it has not met:`,
  );
  console.log(`  all pairs          ${share(accuracy)}, which ${verdict} the goal of ${GOAL}`);
  console.log(`  that belong        ${share(matched)}`);
  console.log(`  that do not        ${share(mismatched)}`);
  console.log(`By guessing it would be 0.5; before training it was ${share(before.accuracy)}.\n`);
}
