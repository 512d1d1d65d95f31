// The model, its loss, and its parameters on their way between threads.
import {
  categoricalCrossEntropy,
  initializeTransformer,
  languageModelLogits,
  randomGenerator,
} from 'fovea';
import { reshape } from 'fovea/array';

/** Two layers of width 64 with four heads: about 10⁵ parameters. */
const PLAN = {
  context: 64,
  width: 64,
  heads: 4,
  layers: 2,
  activation: 'relu',
  positions: 'rotary',
  dtype: 'float32',
};

/** The untrained model; one seed, one model, so each thread can make it for itself. */
export function makeModel(vocabulary) {
  return initializeTransformer({ ...PLAN, vocabulary }, randomGenerator(1));
}

/** The mean cross-entropy of the next letters, in nats. */
export function lossOf(model, { input, next }) {
  return categoricalCrossEntropy(languageModelLogits(model, input), next);
}

/** The numbers of a tree of arrays, in order, as plain data that threads can send. */
export function numbersOf(tree) {
  return isArray(tree) ? [tree.data] : Object.values(tree).flatMap(numbersOf);
}

/** A tree like another with other numbers: what `numbersOf` gives, put together again. */
export function treeOf(like, numbers) {
  const left = [...numbers];
  const build = (tree) => {
    if (isArray(tree)) return reshape(left.shift(), tree.shape);
    if (Array.isArray(tree)) return tree.map(build);
    return Object.fromEntries(Object.entries(tree).map(([name, part]) => [name, build(part)]));
  };
  return build(like);
}

/** How many numbers a tree holds. */
export function countOf(tree) {
  return numbersOf(tree).reduce((sum, numbers) => sum + numbers.length, 0);
}

function isArray(tree) {
  return 'data' in tree && 'stride' in tree;
}
