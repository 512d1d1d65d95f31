// Exercises drawn from a seed.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import { shapeOf } from './compare.js';
import { DIFFICULTIES } from './difficulties.js';
import { createDraw, LARGEST_SEED } from './draw.js';
import { isFit, type SolvedPart, solveParts } from './solve.js';
import { allTopics, findTopic } from './topics.js';
import type { Difficulty, Exercise, ExercisePart, ExerciseTopic } from './types.js';

/** What `generateExercise` may be told. */
export interface GenerateExerciseOptions {
  /** The number that the exercise depends on, from 0 to 2³² − 1; 0 where left out. */
  readonly seed?: number | undefined;
  /** How hard it is; "medium" where left out. */
  readonly difficulty?: Difficulty | undefined;
}

/** After so many unfit draws there is something wrong with the topic, not with the luck. */
const MOST_DRAWS = 2000;

/**
 * The topics that exercises can be drawn from, in the order of the course.
 *
 * @returns id, title and difficulties of each
 *
 * @example
 * Is there one about divergences?
 * ```ts
 * import { exercises } from 'fovea/exercise';
 * exercises().find(({ id }) => id === 'kl-divergence')?.title // => 'Kullback–Leibler divergence, both ways'
 * ```
 */
export function exercises(): ExerciseTopic[] {
  return allTopics().map(({ id, title }) => ({ id, title, difficulties: DIFFICULTIES }));
}

/**
 * An exercise of a topic: a problem with friendly numbers, its questions, their answers and the worked solution.
 *
 * One seed gives one exercise, on every engine; 1000 seeds in a row never give the same one twice. The answer is
 * unique, and no wrong answer that a misconception leads to can be taken for the right one or for another
 * misconception's: problems in which they coincide are not drawn.
 *
 * @param topic - id of a topic, one of `exercises()`
 * @param options - `seed` (0), `difficulty` ("medium")
 * @returns statement, given numbers, parts with their answers, and the solution as a derivation
 * @throws KindError for an unknown topic, difficulty or option, DomainError for a seed outside its range
 *
 * @example
 * A problem about divergences, and whether its solution holds.
 * ```ts
 * import { generateExercise, verifyDerivation } from 'fovea';
 * const exercise = generateExercise('kl-divergence', { seed: 7, difficulty: 'easy' });
 * exercise.parts.map(({ kind }) => kind) // => ['number', 'number', 'number']
 * verifyDerivation(exercise.solution).ok // => true
 * ```
 */
export function generateExercise(topic: string, options?: GenerateExerciseOptions): Exercise {
  const fn = 'generateExercise';
  const plan = findTopic(fn, topic);
  const { seed = 0, difficulty = 'medium' } = checkOptions(fn, options, ['seed', 'difficulty']);
  checkNumber(fn, 'seed', seed, { integer: true, min: 0, max: LARGEST_SEED });
  checkOneOf(fn, 'difficulty', difficulty, DIFFICULTIES);
  const draw = createDraw(seed, difficulty);
  for (let i = 0; i < MOST_DRAWS; i++) {
    const given = plan.generate(draw, difficulty);
    if (!isFit(plan, given)) continue;
    return {
      topic: plan.id,
      title: plan.title,
      seed,
      difficulty,
      statement: plan.statement(given),
      given,
      parts: solveParts(plan, given).map(partOf),
      solution: plan.solve(given),
    };
  }
  throw new DomainError({
    function: fn,
    argument: 'seed',
    expected: `a seed from which a fit problem is drawn within ${MOST_DRAWS} attempts`,
    got: String(seed),
  });
}

function partOf({ plan, answer, tolerance }: SolvedPart): ExercisePart {
  const { id, prompt, marks, kind, choices, decimals, unit, period } = plan;
  const shape = shapeOf(answer);
  return {
    id,
    prompt,
    marks,
    kind,
    ...(shape.length > 0 ? { shape } : {}),
    ...(choices === undefined ? {} : { choices }),
    ...(decimals === undefined ? {} : { decimals }),
    ...(unit === undefined ? {} : { unit }),
    ...(period === undefined ? {} : { period }),
    tolerance,
    answer,
  };
}
