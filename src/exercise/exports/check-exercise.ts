// Whether what came is an exercise: every field that an export reads, looked at before it is read.
import { checkNumber, checkOneOf } from '../../core/check.js';
import { DomainError, describeValue, KindError } from '../../core/errors.js';
import { checkDerivation, checkText } from '../../derivation/check-derivation.js';
import { shapeOf } from '../compare.js';
import { DIFFICULTIES } from '../difficulties.js';
import { LARGEST_SEED } from '../draw.js';
import { checkProblem } from '../problem.js';
import { findTopic } from '../topics.js';
import type { AnswerKind, ExerciseAnswer } from '../types.js';

type Fields = Readonly<Record<string, unknown>>;

/** Digits that `toFixed` and its like can write. */
const MOST_DECIMALS = 100;
/** Names of parts stand in attributes, in names of Python and in tags of Mustache. */
const NAME = /^[a-z][a-z0-9_]*$/i;

const ANSWERS: { readonly [Kind in AnswerKind]: string } = {
  number: 'a finite number',
  vector: 'a list of finite numbers',
  matrix: 'rows of finite numbers, of one length',
  choice: 'the id of one of the choices',
};

/**
 * Refuses what is no exercise, by the name of the field that is wrong.
 *
 * @param fn - name of the public function, for errors
 * @param argument - what errors call the exercise
 * @param value - what came
 * @throws KindError or DomainError with the place
 */
export function checkExercise(fn: string, argument: string, value: unknown): void {
  const exercise = fieldsOf(fn, argument, value, 'an exercise as generateExercise makes it');
  const at = (name: string): string => `${argument}.${name}`;
  const topic = findTopic(fn, exercise['topic'], at('topic'));
  for (const name of ['title', 'statement']) checkText(fn, at(name), exercise[name]);
  checkNumber(fn, at('seed'), exercise['seed'], { integer: true, min: 0, max: LARGEST_SEED });
  checkOneOf(fn, at('difficulty'), exercise['difficulty'], DIFFICULTIES);
  checkProblem(fn, topic, exercise['given'], at('given'));
  const ids = new Set<string>();
  for (const [i, part] of listOf(fn, at('parts'), exercise['parts']).entries()) {
    checkPart(fn, at(`parts[${i}]`), part, ids);
  }
  checkDerivation(fn, at('solution'), exercise['solution']);
}

function checkPart(fn: string, argument: string, value: unknown, ids: Set<string>): void {
  const part = fieldsOf(
    fn,
    argument,
    value,
    'a part { id, prompt, marks, kind, tolerance, answer }',
  );
  const at = (name: string): string => `${argument}.${name}`;
  const given = (name: string): boolean => part[name] !== undefined;
  checkId(fn, at('id'), part['id'], ids, NAME);
  checkText(fn, at('prompt'), part['prompt']);
  checkNumber(fn, at('marks'), part['marks'], { integer: true, min: 0 });
  checkNumber(fn, at('tolerance'), part['tolerance'], { min: 0 });
  if (given('unit')) checkText(fn, at('unit'), part['unit']);
  if (given('period')) checkNumber(fn, at('period'), part['period'], { above: 0 });
  if (given('decimals')) {
    checkNumber(fn, at('decimals'), part['decimals'], {
      integer: true,
      min: 0,
      max: MOST_DECIMALS,
    });
  }
  const kind = checkOneOf(fn, at('kind'), part['kind'], Object.keys(ANSWERS) as AnswerKind[]);
  const choices = new Set<string>();
  if (kind === 'choice' || given('choices')) {
    for (const [i, each] of listOf(fn, at('choices'), part['choices']).entries()) {
      const choice = fieldsOf(fn, at(`choices[${i}]`), each, 'a choice { id, label }');
      checkId(fn, at(`choices[${i}].id`), choice['id'], choices);
      checkText(fn, at(`choices[${i}].label`), choice['label']);
    }
  }
  const { answer } = part;
  const fits = kind === 'choice' ? choices.has(answer as string) : isOfKind(answer, kind);
  if (!fits) {
    const got = describeValue(answer);
    throw new KindError({ function: fn, argument: at('answer'), expected: ANSWERS[kind], got });
  }
  const lengths = shapeOf(answer as ExerciseAnswer);
  const { shape = [] } = part;
  const same =
    Array.isArray(shape) &&
    shape.length === lengths.length &&
    lengths.every((length, axis) => shape[axis] === length);
  if (!same) {
    const expected = lengths.length > 0 ? `[${lengths.join(', ')}], as the answer` : 'none';
    throw new KindError({
      function: fn,
      argument: at('shape'),
      expected,
      got: describeValue(shape),
    });
  }
}

function isOfKind(answer: unknown, kind: Exclude<AnswerKind, 'choice'>): boolean {
  if (kind === 'number') return typeof answer === 'number' && Number.isFinite(answer);
  if (!Array.isArray(answer) || answer.length === 0) return false;
  const entries: readonly unknown[] = Array.from(answer);
  if (kind === 'vector') return entries.every((entry) => isOfKind(entry, 'number'));
  const columns = (row: unknown): number | undefined =>
    isOfKind(row, 'vector') ? (row as readonly unknown[]).length : undefined;
  const width = columns(entries[0]);
  return width !== undefined && entries.every((row) => columns(row) === width);
}

function fieldsOf(fn: string, argument: string, value: unknown, expected: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new KindError({ function: fn, argument, expected, got: describeValue(value) });
}

function listOf(fn: string, argument: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return Array.from(value);
  const parts = { function: fn, argument, expected: 'a list of at least one' };
  throw new KindError({ ...parts, got: describeValue(value) });
}

/** A name that no other of its list has. */
function checkId(
  fn: string,
  argument: string,
  value: unknown,
  ids: Set<string>,
  pattern = /\S/,
): void {
  const id = checkText(fn, argument, value);
  if (!pattern.test(id) || ids.has(id)) {
    const letters = pattern === NAME ? ' of letters and digits' : '';
    const expected = `a name${letters} that no other has`;
    throw new DomainError({ function: fn, argument, expected, got: describeValue(id) });
  }
  ids.add(id);
}
