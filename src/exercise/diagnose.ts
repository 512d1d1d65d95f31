// The catalogue of misconceptions, and the one behind a wrong answer to a problem of one's own.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { isSame } from './compare.js';
import { checkProblem } from './problem.js';
import { askedOf, fitted, readAnswer } from './read-answer.js';
import { recognise, rightAnswers, solveProblem, wrongTurns } from './solve.js';
import { findTopic } from './topics.js';
import type {
  DiagnosedMisconception,
  ExerciseAnswer,
  ExerciseGiven,
  Misconception,
} from './types.js';

/** What `diagnose` may be told. */
export interface DiagnoseOptions {
  /** The part that the answer belongs to; all parts, one after the other, where left out. */
  readonly part?: string | undefined;
  /** How far each number may be off; each part's own where left out. */
  readonly tolerance?: number | undefined;
}

/**
 * The misconceptions that are known of a topic.
 *
 * @param topic - id of a topic, one of `exercises()`
 * @returns the catalogue: names, explanations, and the wrong answers to a problem that each leads to
 * @throws KindError for an unknown topic; `wrong` throws KindError for a problem that lacks a quantity, and as the
 * subject's own functions for one that cannot be solved
 *
 * @example
 * The wrong answers of who mixes up the two distributions.
 * ```ts
 * import { misconceptions } from 'fovea/exercise';
 * const swapped = misconceptions('kl-divergence').find(({ id }) => id === 'kl-arguments-swapped')!;
 * swapped.wrong({ p: [0.4, 0.4, 0.2], q: [0.5, 0.4, 0.1], unit: 'bits' }) // => { a: 0.0609640, b: 0.0712288 }
 * ```
 */
export function misconceptions(topic: string): Misconception[] {
  const plan = findTopic('misconceptions', topic);
  return plan.misconceptions.map((misconception) => ({
    id: misconception.id,
    name: misconception.name,
    explanation: misconception.explanation,
    parts: Object.keys(misconception.wrong),
    wrong: (given: ExerciseGiven) => {
      const problem = checkProblem('wrong', plan, given);
      const answers = rightAnswers(solveProblem('wrong', plan, problem));
      const found: { [part: string]: ExerciseAnswer } = {};
      for (const part of answers.keys()) {
        const [turn] = wrongTurns([misconception], problem, part, answers);
        if (turn !== undefined) found[part] = turn.answer;
      }
      return found;
    },
  }));
}

/**
 * The misconception that explains a wrong answer to a problem of one's own.
 *
 * @param topic - id of a topic, one of `exercises()`
 * @param given - the problem: the quantities that exercises of the topic have in `given`
 * @param answer - a number, a vector, a matrix or a choice, or its text
 * @param options - `part`: which part the answer belongs to (all are tried in turn), `tolerance` (the part's own)
 * @returns the misconception; undefined for a right answer, and for one that none explains or that cannot be read
 * @throws KindError for an unknown topic, option or part, or a problem that lacks a quantity; as the subject's own
 * functions for a problem that cannot be solved
 *
 * @example
 * Where does −0.0494 come from?
 * ```ts
 * import { diagnose } from 'fovea/exercise';
 * const given = { p: [0.4, 0.4, 0.2], q: [0.5, 0.4, 0.1], unit: 'nats' };
 * diagnose('kl-divergence', given, '-0.0494', { part: 'a' })?.id // => 'kl-sign'
 * diagnose('kl-divergence', given, 0.0494, { part: 'a' }) // => undefined
 * ```
 */
export function diagnose(
  topic: string,
  given: ExerciseGiven,
  answer: unknown,
  options?: DiagnoseOptions,
): DiagnosedMisconception | undefined {
  const fn = 'diagnose';
  const plan = findTopic(fn, topic);
  const { part: only, tolerance } = checkOptions(fn, options, ['part', 'tolerance']);
  if (tolerance !== undefined) checkNumber(fn, 'tolerance', tolerance, { min: 0 });
  const problem = checkProblem(fn, plan, given);
  const parts = solveProblem(fn, plan, problem);
  const answers = rightAnswers(parts);
  if (only !== undefined) checkOneOf(fn, 'part', only, [...answers.keys()]);
  const asked = parts
    .filter(({ plan: { id } }) => only === undefined || id === only)
    .map((part) => ({ ...part, tolerance: tolerance ?? part.tolerance }))
    .map((part) => {
      const read = readAnswer(answer, askedOf(part.plan, part.answer)).value;
      return { part, read: read === undefined ? undefined : fitted(read, part.answer) };
    });
  const isRight = asked.some(
    ({ part, read }) => read !== undefined && isSame(read, part.answer, part),
  );
  if (isRight) return undefined;
  for (const { part, read } of asked) {
    const found = read === undefined ? undefined : recognise(plan, problem, part, answers, read);
    if (found !== undefined) return { id: found.id, explanation: found.explanation };
  }
  return undefined;
}
