// What every export needs of an exercise: its questions, each with the wrong answers that are known.
import { DomainError, describeValue, KindError } from '../../core/errors.js';
import { misconceptions } from '../diagnose.js';
import type { Exercise, ExerciseAnswer, ExercisePart } from '../types.js';

/** A wrong answer that a misconception leads to. */
export interface KnownWrong {
  readonly id: string;
  readonly explanation: string;
  readonly answer: ExerciseAnswer;
}

/** A part with its known wrong answers. */
export interface Question {
  readonly part: ExercisePart;
  readonly wrong: readonly KnownWrong[];
}

/** What a recognised misconception leaves of the marks of a part, as in `gradeAnswer`. */
export const RECOGNISED = 0.5;

/**
 * Exercises as they come in, one or several.
 *
 * @param fn - name of the public function, for errors
 * @param exercises - what came
 * @returns a list of at least one
 * @throws KindError for what is no exercise, DomainError for an empty list and for an exercise that comes twice
 */
export function checkExercises(fn: string, exercises: unknown): readonly Exercise[] {
  const list: readonly unknown[] = Array.isArray(exercises) ? exercises : [exercises];
  list.forEach((exercise, i) => {
    if (isExercise(exercise)) return;
    throw new KindError({
      function: fn,
      argument: Array.isArray(exercises) ? `exercises[${i}]` : 'exercises',
      expected: 'an exercise as generateExercise makes it',
      got: describeValue(exercise),
    });
  });
  const checked = list as readonly Exercise[];
  const names = checked.map(nameOf);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (checked.length > 0 && twice === undefined) return checked;
  throw new DomainError({
    function: fn,
    argument: 'exercises',
    expected: 'one or more exercises, each of them once',
    got: twice === undefined ? 'none' : `${twice} twice`,
  });
}

function isExercise(value: unknown): value is Exercise {
  if (typeof value !== 'object' || value === null) return false;
  const { topic, title, statement, given, parts, solution } = value as Partial<Exercise>;
  return (
    [topic, title, statement].every((text) => typeof text === 'string') &&
    [given, solution].every((part) => typeof part === 'object' && part !== null) &&
    Array.isArray(parts) &&
    parts.length > 0
  );
}

/** A name that no other exercise has, of letters, digits and hyphens. */
export function nameOf({ topic, difficulty, seed }: Exercise): string {
  return `${topic}-${difficulty}-${seed}`;
}

/** The questions of an exercise. */
export function questionsOf(exercise: Exercise): Question[] {
  const found = misconceptions(exercise.topic).map((each) => ({
    ...each,
    answers: each.wrong(exercise.given),
  }));
  return exercise.parts.map((part) => ({
    part: { ...part, tolerance: tidyNumber(part.tolerance) },
    wrong: found.flatMap(({ id, explanation, answers }): KnownWrong[] => {
      const answer = answers[part.id];
      return answer === undefined ? [] : [{ id, explanation, answer: tidy(answer) }];
    }),
  }));
}

/** Digits that are kept of an answer: more than any part asks for, but not those of float64's rounding. */
const DIGITS = 12;

/** An answer whose numbers are as they would be written: 1932.95, where float64 came to 1932.9499999999998. */
export function tidy(answer: ExerciseAnswer): ExerciseAnswer {
  if (typeof answer === 'string') return answer;
  if (typeof answer === 'number') return tidyNumber(answer);
  return answer.map((entry) =>
    typeof entry === 'number' ? tidyNumber(entry) : entry.map(tidyNumber),
  ) as ExerciseAnswer;
}

/** A number without the rounding of float64, and without a minus before zero. */
export function tidyNumber(value: number): number {
  return Number(value.toPrecision(DIGITS)) + 0;
}

/** Rows of an answer: a number is one row of one number, a vector one row. */
export function rowsOfAnswer(answer: ExerciseAnswer): readonly (readonly number[])[] {
  if (typeof answer === 'string') return [];
  if (typeof answer === 'number') return [[answer]];
  const [first] = answer;
  return Array.isArray(first)
    ? (answer as readonly (readonly number[])[])
    : [answer as readonly number[]];
}

/** Marks of all parts together. */
export function marksOf({ parts }: Exercise): number {
  return parts.reduce((sum, { marks }) => sum + marks, 0);
}

/** "1 mark", "2 marks". */
export function marksInWords(marks: number): string {
  return marks === 1 ? '1 mark' : `${marks} marks`;
}
