import { openFolder } from '../keypoints/files.mjs';
import { toPng } from '../shared/panels.mjs';
import { openProgress } from '../shared/progress.mjs';
import { gallery, heldOutTable, judge } from './judge.mjs';
import { makeModel } from './model.mjs';
import { galleryPicture, tablePicture } from './pictures.mjs';
import { COMBINATIONS } from './shapes.mjs';
import { PAIRS, train } from './train.mjs';

/** The zero-shot accuracy on held-out combinations that 500 steps are to reach. */
const GOAL = 0.9;
/** Losses of the last steps are averaged. */
const LAST = 20;
/** Elsewhere than on a terminal, a line of progress after so many steps. */
const EVERY = 50;

/** Trains by so many steps, judges, and draws; pictures go to `folder`. */
export async function run(folder, steps) {
  const save = openFolder(folder);
  const heldOut = COMBINATIONS.filter((one) => one.heldOut).length;
  console.log('CLIP in small: pictures of shapes and their captions');
  console.log('════════════════════════════════════════════════════');
  console.log(
    `${COMBINATIONS.length} combinations of colour, shape and place; ${heldOut} of them are never shown.`,
  );
  console.log(`${steps} steps of ${PAIRS} fresh pictures with a caption each, in two threads.\n`);
  const losses = [];
  const progress = openProgress(process.stdout, EVERY);
  const model = await train(makeModel(1), steps, (step, loss) => {
    losses.push(loss);
    progress.show(step + 1, steps, `loss ${meanOf(losses.slice(-LAST)).toFixed(2)} nats`);
  });
  const seconds = progress.close();
  report(judge(model), losses, seconds, model);
  const pictures = {
    'clip-shapes-captions': galleryPicture(gallery(model, 10, 3)),
    'clip-shapes-similarities': tablePicture(heldOutTable(model)),
  };
  for (const [name, svg] of Object.entries(pictures)) {
    save(`${name}.svg`, svg);
    save(`${name}.png`, toPng(svg));
  }
  console.log(`Pictures with their captions and the table of similarities are in ${folder}/.`);
}

function report(
  { heldOut, seen, byShape, textRecall, imageRecall, probe },
  losses,
  seconds,
  model,
) {
  const share = (value) => value.toFixed(3);
  const verdict = heldOut.all >= GOAL ? 'reaches' : 'does NOT reach';
  console.log(`Trained in ${seconds.toFixed(0)} s. Loss: ${losses[0].toFixed(2)} nats before,`);
  console.log(
    `${meanOf(losses.slice(-LAST)).toFixed(2)} after; ${Math.log(PAIRS).toFixed(2)} by guessing.`,
  );
  console.log(
    `The scale of similarities went from 14.3 to ${Math.exp(model.logScale).toFixed(1)}.\n`,
  );
  console.log(`Zero-shot accuracy, with ${COMBINATIONS.length} captions to choose from:`);
  console.log(
    `  held-out combinations   ${share(heldOut.all)}, which ${verdict} the goal of ${GOAL}`,
  );
  for (const part of ['colour', 'shape', 'place'])
    console.log(`    ${`${part} alone`.padEnd(22)}${share(heldOut.shareOf(part))}`);
  console.log(`  seen combinations       ${share(seen.all)}`);
  const { worst, best, gap } = byShape;
  console.log(
    `By shape it is best for ${best.group} (${share(best.accuracy)}), worst for ${worst.group} (${share(worst.accuracy)}): a gap of ${share(gap)}.`,
  );
  console.log(`Recall at 1 among held-out pairs: ${share(textRecall)} for the text of a picture,`);
  console.log(`${share(imageRecall)} for the picture of a text.`);
  console.log(
    `A linear probe of shapes on frozen embeddings: ${share(probe)} on held-out pictures.\n`,
  );
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
