// Problems of one's own: the quantities that a topic needs, each of its kind.
import { describeValue, KindError } from '../core/errors.js';
import type { QuantityKind, Topic } from './topic.js';
import type { ExerciseGiven } from './types.js';

const KINDS: { readonly [Kind in QuantityKind]: string } = {
  number: 'a finite number',
  word: 'a word',
  words: 'a list of words',
  vector: 'a list of finite numbers',
  list: 'a list of finite numbers, empty where left out',
  matrix: 'rows of finite numbers, of one length',
  matrices: 'a list of matrices of finite numbers, empty where left out',
  stack: 'matrices of finite numbers, of one shape',
};

/**
 * The quantities of a problem.
 *
 * @param fn - name of the public function, for errors
 * @param topic - what the problem is about
 * @param given - what came
 * @param argument - what errors call it
 * @returns the problem
 * @throws KindError that names the quantity which is missing, unknown or of another kind
 */
export function checkProblem(
  fn: string,
  topic: Topic,
  given: unknown,
  argument = 'given',
): ExerciseGiven {
  const names = Object.keys(topic.quantities);
  const expected = `an object with ${names.join(', ')}`;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new KindError({ function: fn, argument, expected, got: describeValue(given) });
  }
  const record: { [name: string]: unknown } = { ...given };
  for (const name of Object.keys(record)) {
    if (names.includes(name)) continue;
    throw new KindError({ function: fn, argument, expected, got: `"${name}"` });
  }
  for (const name of names) {
    const kind = topic.quantities[name]!;
    if (kind === 'matrices' || kind === 'list') record[name] ??= [];
    if (isOfKind(record[name], kind)) continue;
    throw new KindError({
      function: fn,
      argument: `${argument}.${name}`,
      expected: KINDS[kind],
      got: describeValue(record[name]),
    });
  }
  return record as ExerciseGiven;
}

function isOfKind(value: unknown, kind: QuantityKind): boolean {
  switch (kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'word':
      return typeof value === 'string';
    case 'words':
      return Array.isArray(value) && [...value].every((word) => typeof word === 'string');
    case 'vector':
      return depthOf(value) === 1;
    case 'list':
      return depthOf(value) === 1 || (Array.isArray(value) && value.length === 0);
    case 'matrix':
      return depthOf(value) === 2;
    case 'matrices':
      return Array.isArray(value) && [...value].every((matrix) => depthOf(matrix) === 2);
    case 'stack':
      return depthOf(value) === 3;
  }
}

/** How deep finite numbers are nested; undefined where parts differ in shape or are no numbers. */
function depthOf(value: unknown): number | undefined {
  const shape = shapeIn(value);
  return shape?.length;
}

function shapeIn(value: unknown): readonly number[] | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : undefined;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const [first, ...rest] = value.map(shapeIn);
  if (first === undefined) return undefined;
  return rest.every((shape) => shape?.join() === first.join())
    ? [value.length, ...first]
    : undefined;
}
