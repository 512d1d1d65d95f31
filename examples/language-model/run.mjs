import { generateTokens, languageModelLogits, perplexity, randomGenerator } from 'fovea';
import { openFolder } from '../keypoints/files.mjs';
import { toPng } from '../shared/panels.mjs';
import { openProgress } from '../shared/progress.mjs';
import { weightsOf } from './attention.mjs';
import { countOf, makeModel } from './model.mjs';
import { attentionPicture, lossCurve } from './pictures.mjs';
import { piecesAt, readText } from './text.mjs';
import { train } from './train.mjs';

/** The loss that 400 steps are to reach, in nats a letter, over the last steps. */
const GOAL = 1.95;
const LAST = 20;
/** Elsewhere than on a terminal, a line of progress after so many steps. */
const EVERY = 50;

const SENTENCE = 'Alice was beginning to get very tired of';
/** The head that is drawn: layer and head, counted from 0. */
const HEAD = [1, 0];

const PROMPT = 'Alice ';
const LETTERS = 400;
const TEMPERATURE = 0.7;

/** Trains the model by so many steps, lets it write, and draws; pictures go to `folder`. */
export async function run(folder, steps) {
  const save = openFolder(folder);
  const text = readText();
  const { seen, unseen, letters } = text;
  const untrained = makeModel(letters.length);
  console.log('A transformer learns to write like Lewis Carroll, letter by letter');
  console.log('══════════════════════════════════════════════════════════════════');
  console.log(`${seen.length} letters to learn from, ${letters.length} different ones;`);
  console.log(`${countOf(untrained.parameters)} parameters, ${steps} steps in two threads.\n`);

  const losses = [];
  const progress = openProgress(process.stdout, EVERY);
  const parameters = await train(untrained, seen, steps, (step, loss) => {
    losses.push(loss);
    progress.show(step + 1, steps, `loss ${meanOf(losses.slice(-LAST)).toFixed(2)} nats a letter`);
  });
  const seconds = progress.close();
  const model = { ...untrained, parameters };

  report(losses, seconds, perplexityOn(model, unseen));
  console.log(`It goes on from "${PROMPT}" (temperature ${TEMPERATURE}):\n`);
  console.log(`${write(model, text)}\n`);
  draw(model, losses, text, save);
  console.log(`The loss curve and one head's attention are in ${folder}/.`);
}

function report(losses, seconds, unseen) {
  const reached = meanOf(losses.slice(-LAST));
  const verdict = reached < GOAL ? 'below' : 'NOT below';
  console.log(`Trained in ${seconds.toFixed(0)} s.`);
  console.log(`Loss: ${losses[0].toFixed(2)} nats a letter before, ${reached.toFixed(2)} after,`);
  console.log(`${verdict} the ${GOAL} that it is to reach.`);
  console.log(`Perplexity of text that it has not seen: ${unseen.toFixed(1)} letters.\n`);
}

/** How many letters the model wavers between, in text that it was not trained on. */
function perplexityOn(model, ids) {
  const { context } = model.config;
  const count = Math.floor((ids.length - 1) / context);
  const starts = Array.from({ length: count }, (_, i) => i * context);
  const { input, next } = piecesAt(ids, starts, context);
  return perplexity(languageModelLogits(model, input), next);
}

function write(model, { encode, decode }) {
  const rng = randomGenerator(1);
  const options = { steps: LETTERS, temperature: TEMPERATURE, rng };
  return PROMPT + decode(generateTokens(model, encode(PROMPT), options));
}

function draw(model, losses, { encode, letters }, save) {
  const [layer, head] = HEAD;
  const weights = weightsOf(model, encode(SENTENCE))[layer].pick(head);
  const title = `Head ${head} of layer ${layer}`;
  const pictures = {
    'language-model-loss': lossCurve(losses, Math.log(letters.length)),
    'language-model-attention': attentionPicture(weights, [...SENTENCE], title),
  };
  for (const [name, svg] of Object.entries(pictures)) {
    save(`${name}.svg`, svg);
    save(`${name}.png`, toPng(svg));
  }
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
