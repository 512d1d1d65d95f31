// What a trained model can do with pictures that it has not seen.
import {
  classifyLinearly,
  cosineSimilarities,
  ensemblePrompts,
  groupAccuracy,
  linearProbe,
  randomGenerator,
  recallAtK,
  zeroShotClassify,
} from 'fovea';
import { reshape, transpose } from 'fovea/array';
import { encodeCaptions, encodePictures } from './model.mjs';
import { COMBINATIONS, captionsOf, drawPictures, SHAPES, TEMPLATES } from './shapes.mjs';

const HELD_OUT = COMBINATIONS.filter(({ heldOut }) => heldOut);
const SEEN = COMBINATIONS.filter(({ heldOut }) => !heldOut);

/** Fresh pictures of combinations, so many of each, and what they show. */
function picturesOf(combinations, each, seed) {
  const shown = combinations.flatMap((one) => Array(each).fill(one));
  return { shown, pictures: drawPictures(shown, randomGenerator(seed)) };
}

/** Embeddings of the captions of all combinations: the mean over the templates of each. */
function classes(model) {
  const embeddings = encodeCaptions(model, COMBINATIONS.flatMap(captionsOf));
  return ensemblePrompts(reshape(embeddings, [COMBINATIONS.length, TEMPLATES.length, -1]));
}

/** How often each part and all of it is right, where every caption of all 150 combinations may be the answer. */
function zeroShot(model, combinations, each, seed) {
  const { shown, pictures } = picturesOf(combinations, each, seed);
  const found = zeroShotClassify(encodePictures(model, pictures), classes(model)).classes;
  const answers = found.map((at) => COMBINATIONS[at]);
  const shareOf = (part) =>
    answers.filter((answer, i) => answer[part] === shown[i][part]).length / shown.length;
  return { found, shown, all: shareOf('name'), shareOf };
}

/** The figures of the report. */
export function judge(model) {
  const heldOut = zeroShot(model, HELD_OUT, 20, 11);
  const seen = zeroShot(model, SEEN, 5, 12);
  const right = heldOut.shown.map((one) => COMBINATIONS.indexOf(one));
  const byShape = groupAccuracy(
    heldOut.found,
    right,
    heldOut.shown.map(({ shape }) => shape),
  );
  return { heldOut, seen, byShape, ...retrieval(model), probe: probe(model) };
}

/** One picture of each held-out combination and its caption look for each other. */
function retrieval(model) {
  const { pictures } = picturesOf(HELD_OUT, 1, 13);
  const captions = encodeCaptions(
    model,
    HELD_OUT.map((one) => captionsOf(one)[0]),
  );
  const table = cosineSimilarities(encodePictures(model, pictures), captions);
  return { textRecall: recallAtK(table, 1), imageRecall: recallAtK(transpose(table), 1) };
}

/** A linear classifier of shapes on frozen embeddings, fitted to seen combinations and asked of the others. */
function probe(model) {
  const labelsOf = (shown) => shown.map(({ shape }) => Object.keys(SHAPES).indexOf(shape));
  const known = picturesOf(SEEN, 5, 14);
  const fitted = linearProbe(encodePictures(model, known.pictures), labelsOf(known.shown));
  const asked = picturesOf(HELD_OUT, 10, 15);
  const answers = classifyLinearly(fitted, encodePictures(model, asked.pictures)).classes;
  return groupAccuracy(
    answers,
    labelsOf(asked.shown),
    asked.shown.map(() => 'all'),
  ).accuracy;
}

/** Some held-out pictures with the most probable captions of each. */
export function gallery(model, count, best) {
  // Steps through the list, so that colours, shapes and places differ.
  const some = Array.from({ length: count }, (_, i) => HELD_OUT[(i * 7) % HELD_OUT.length]);
  const pictures = drawPictures(some, randomGenerator(16));
  const { probabilities } = zeroShotClassify(encodePictures(model, pictures), classes(model), {
    logScale: model.logScale,
  });
  return some.map((shown, i) => ({
    shown,
    pixels: pictures.pick(i),
    captions: COMBINATIONS.map(({ name }, c) => ({ name, share: probabilities.get(i, c) }))
      .sort((a, b) => b.share - a.share)
      .slice(0, best),
  }));
}

/** Cosines of one picture of each held-out combination (rows) and the captions of all of them (columns). */
export function heldOutTable(model) {
  const { pictures } = picturesOf(HELD_OUT, 1, 17);
  const captions = HELD_OUT.map((one) => captionsOf(one)[0]);
  const values = cosineSimilarities(
    encodePictures(model, pictures),
    encodeCaptions(model, captions),
  );
  return { values, names: HELD_OUT.map(({ name }) => name) };
}
