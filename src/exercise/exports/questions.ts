// What every export needs of an exercise: its questions, each with the wrong answers that are known.
import { DomainError } from '../../core/errors.js';
import { checkProblem } from '../problem.js';
import { rightAnswers, solveProblem, wrongTurns } from '../solve.js';
import { findTopic } from '../topics.js';
import type { Exercise, ExerciseAnswer, ExercisePart } from '../types.js';
import { checkExercise } from './check-exercise.js';

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

/**
 * Exercises as they come in, one or several.
 *
 * @param fn - name of the public function, for errors
 * @param exercises - what came
 * @returns a list of at least one
 * @throws KindError or DomainError for what is no exercise, by the name of the field; DomainError for an empty list and for an exercise that comes twice
 */
export function checkExercises(fn: string, exercises: unknown): readonly Exercise[] {
  const list: readonly unknown[] = Array.isArray(exercises) ? exercises : [exercises];
  for (const [i, exercise] of list.entries()) {
    checkExercise(fn, Array.isArray(exercises) ? `exercises[${i}]` : 'exercises', exercise);
  }
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

/** A name that no other exercise has, of letters, digits and hyphens. */
export function nameOf({ topic, difficulty, seed }: Exercise): string {
  return `${topic}-${difficulty}-${seed}`;
}

/**
 * The questions of an exercise.
 *
 * @param fn - name of the public function, for errors
 * @param exercise - looked at by `checkExercises`
 * @returns its parts, each with the wrong answers that are known
 * @throws as the subject's own functions where the problem cannot be solved
 */
export function questionsOf(fn: string, exercise: Exercise): Question[] {
  const topic = findTopic(fn, exercise.topic);
  const given = checkProblem(fn, topic, exercise.given);
  const right = rightAnswers(solveProblem(fn, topic, given));
  return exercise.parts.map((part) => ({
    part: { ...part, tolerance: tidyNumber(part.tolerance) },
    wrong: wrongTurns(topic.misconceptions, given, part.id, right).map(
      ({ misconception: { id, explanation }, answer }): KnownWrong => ({
        id,
        explanation,
        answer: tidy(answer),
      }),
    ),
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

/** Digits of a worked solution: the usual ones, or as many more as its answers are asked for with, up to a limit. */
const [FEWEST, MOST] = [4, 9];

/**
 * The digits with which a worked solution comes to its answers as they are asked for.
 *
 * @param exercise - the exercise
 * @returns digits for a printer
 */
export function digitsOf({ parts }: Exercise): number {
  const needed = parts.flatMap(({ answer, decimals }) =>
    rowsOfAnswer(tidy(answer)).flatMap((row) =>
      row.map((value) => {
        const shown = decimals === undefined ? String(value) : value.toFixed(decimals);
        // Digits from the first one that is not 0; whole numbers are shown as they are.
        return shown.includes('.') ? shown.replace(/^-?0?\.?0*|\./g, '').length : 0;
      }),
    ),
  );
  return Math.min(Math.max(FEWEST, ...needed), MOST);
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
