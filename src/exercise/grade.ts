// Grading that knows the common mistakes and does not punish one twice.
import { checkBoolean, checkNumber, checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import { isRounded, isSame, numbersOf, shapeOf, sizeOf } from './compare.js';
import { checkProblem } from './problem.js';
import { askedOf, describeAnswer, fitted, readAnswer } from './read-answer.js';
import {
  type Answers,
  attempt,
  earlierOf,
  RECOGNISED,
  recognise,
  rightAnswers,
  type SolvedPart,
  solveProblem,
} from './solve.js';
import type { Topic } from './topic.js';
import { findTopic } from './topics.js';
import type { DiagnosedMisconception, Exercise, ExerciseAnswer, ExerciseGiven } from './types.js';

/** What `gradeAnswer` may be told. */
export interface GradeAnswerOptions {
  /** How far each number may be off; each part's own where left out. */
  readonly tolerance?: number | undefined;
  /** Whether a part that follows correctly from wrong earlier answers earns its marks; true where left out. */
  readonly carryForward?: boolean | undefined;
}

/** What became of one part. */
export interface GradedPart {
  /** Name of the part. */
  readonly id: string;
  /** Whether the answer is right. */
  readonly correct: boolean;
  /** Marks it earned. */
  readonly marks: number;
  /** Marks that a right answer earns. */
  readonly outOf: number;
  /** True where the answer is not right, but follows from earlier answers that are not. */
  readonly followsFromEarlier?: boolean;
  /** The wrong idea that leads to the answer. */
  readonly misconception?: DiagnosedMisconception;
  /** Why the answer could not be read, or what else is to be said of it, in a kind sentence. */
  readonly message?: string;
}

/** What became of the answers to an exercise. */
export interface GradedAnswer {
  /** Share of the marks that was earned, from 0 to 1. */
  readonly score: number;
  /** Marks earned. */
  readonly marks: number;
  /** Marks to be had. */
  readonly outOf: number;
  /** The parts, in order. */
  readonly parts: readonly GradedPart[];
}

/** What right numbers in a wrong vector or matrix earn at most. */
const PARTLY = 0.5;

const FN = 'gradeAnswer';

/**
 * Grades the answers to an exercise.
 *
 * Answers may be numbers, nested arrays, ndarrays, or text as students type it: `1/3`, `ln 2`, `−0.5`, `2e-3`, `0,5`,
 * `sqrt(2)/2`, `50 %`, `3 bits` (converted where another unit was asked for); vectors such as `(1, 2)` or `1; 2`,
 * matrices such as `[[1, 2], [3, 4]]` or `1 2; 3 4`; all of these in LaTeX too. What cannot be read earns nothing and is told why; it is never an
 * error.
 *
 * The rule for marks: a right answer earns all of them. So does one that follows correctly from wrong earlier answers,
 * unless these make it trivial (as zeros that it builds on do). An answer that a known misconception leads to earns half. A vector or
 * matrix that is partly right earns half of its share of right numbers, where zeros that should be zeros do not count.
 * Anything else earns nothing.
 *
 * @param exercise - made by `generateExercise`; of a problem of one's own `topic` and `given` are enough
 * @param answers - the answers by part; parts that are left out count as not answered
 * @param options - `tolerance` (each part's own), `carryForward` (true)
 * @returns the score from 0 to 1, and what became of each part
 * @throws KindError for an unknown topic, option or part, or a problem that lacks a quantity; as the subject's own
 * functions for a problem that cannot be solved; never for an answer
 *
 * @example
 * The second answer was given in bits, the third follows from both.
 * ```ts
 * import { gradeAnswer } from 'fovea/exercise';
 * const exercise = {
 *   topic: 'kl-divergence',
 *   given: { p: [0.4, 0.4, 0.2], q: [0.5, 0.4, 0.1], unit: 'nats' },
 * };
 * const { score, parts } = gradeAnswer(exercise, { a: '0,0494', b: 0.0610, c: '-0.0116' });
 * parts[1]?.misconception?.id // => 'kl-log-base-2'
 * parts[2]?.followsFromEarlier // => true
 * score // => 0.8
 * ```
 */
export function gradeAnswer(
  exercise: Pick<Exercise, 'topic' | 'given'>,
  answers: { readonly [part: string]: unknown },
  options?: GradeAnswerOptions,
): GradedAnswer {
  const { tolerance, carryForward = true } = checkOptions(FN, options, [
    'tolerance',
    'carryForward',
  ]);
  if (tolerance !== undefined) checkNumber(FN, 'tolerance', tolerance, { min: 0 });
  checkBoolean(FN, 'carryForward', carryForward);
  const topic = findTopic(FN, exercise?.topic);
  const given = checkProblem(FN, topic, exercise.given);
  const parts = solveProblem(FN, topic, given).map((part) => ({
    ...part,
    tolerance: tolerance ?? part.tolerance,
  }));
  const right = rightAnswers(parts);
  const written = readAnswers(answers, [...right.keys()]);
  const carried = new Map<string, ExerciseAnswer>();
  let wrongBefore = false;
  const graded = parts.map((part): GradedPart => {
    const { id, marks: outOf } = part.plan;
    const verdict = gradePart(topic, given, part, written[id], {
      right,
      carried,
      wrongBefore,
      carryForward,
    });
    // What cannot be read leaves later parts to the right value.
    carried.set(id, verdict.answer ?? part.answer);
    if (verdict.answer !== undefined && !verdict.correct) wrongBefore = true;
    const { answer: _, share, ...rest } = verdict;
    return { id, outOf, marks: share * outOf, ...rest };
  });
  const sum = (marks: readonly number[]): number => marks.reduce((all, each) => all + each, 0);
  const outOf = sum(graded.map((part) => part.outOf));
  const marks = sum(graded.map((part) => part.marks));
  return { score: outOf === 0 ? 0 : marks / outOf, marks, outOf, parts: graded };
}

function readAnswers(
  answers: { readonly [part: string]: unknown },
  parts: readonly string[],
): { readonly [part: string]: unknown } {
  const expected = `an object with answers to ${parts.join(', ')}`;
  // A Map has no names of its own: what it holds would be passed over in silence.
  if (Object.prototype.toString.call(answers) !== '[object Object]') {
    throw new KindError({
      function: FN,
      argument: 'answers',
      expected,
      got: describeValue(answers),
    });
  }
  const stranger = Object.keys(answers).find((name) => !parts.includes(name));
  if (stranger === undefined) return { ...answers };
  throw new KindError({ function: FN, argument: 'answers', expected, got: `"${stranger}"` });
}

interface Before {
  /** Right answers to all parts. */
  readonly right: Answers;
  /** The student's answers to the parts before. */
  readonly carried: Answers;
  /** Whether one of these is wrong. */
  readonly wrongBefore: boolean;
  readonly carryForward: boolean;
}

interface Verdict extends Omit<GradedPart, 'id' | 'marks' | 'outOf'> {
  /** Share of the marks. */
  readonly share: number;
  /** The answer, where it could be read and has the right shape. */
  readonly answer?: ExerciseAnswer;
}

function gradePart(
  topic: Topic,
  given: ExerciseGiven,
  part: SolvedPart,
  input: unknown,
  { right, carried, wrongBefore, carryForward }: Before,
): Verdict {
  const { value: read, problem } = readAnswer(input, askedOf(part.plan, part.answer));
  if (read === undefined) return { correct: false, share: 0, message: problem };
  const answer = fitted(read, part.answer);
  const trivial = isTrivial(part, right, carried);
  const known =
    recognise(topic, given, part, right, answer) ??
    (trivial ? undefined : recognise(topic, given, part, carried, answer));
  const misconception = known && { id: known.id, explanation: known.explanation };
  const half = { correct: false, share: RECOGNISED };
  if (shapeOf(answer).join() !== shapeOf(part.answer).join()) {
    const message = `The answer is ${describeAnswer(part.answer)}; I read ${describeAnswer(answer)}.`;
    if (misconception !== undefined) return { ...half, misconception, message };
    return { correct: false, share: 0, message };
  }
  if (isSame(answer, part.answer, part)) return { correct: true, share: 1, answer };
  const { plan } = part;
  const following = attempt(() => plan.value(earlierOf(carried)));
  if (following !== undefined && isSame(answer, following, part)) {
    // From right answers, rounded as they were asked for.
    if (!wrongBefore) return { correct: true, share: 1, answer };
    if (carryForward && !trivial) {
      return { correct: false, share: 1, followsFromEarlier: true, answer };
    }
  }
  if (misconception !== undefined) return { ...half, misconception, answer };
  if (carryForward && following !== undefined && isSame(answer, following, part)) {
    const message = 'This follows from the answers before, but they leave nothing to be done here.';
    return { correct: false, share: 0, message, answer };
  }
  const rest = { correct: false, share: PARTLY * rightShare(answer, part), answer };
  // A whole number may be what is left of a large one, but hardly of a small one.
  const least = plan.decimals !== undefined && sizeOf(part.answer) >= 10 ? 0 : 1;
  if (plan.kind === 'choice' || !isRounded(answer, part.answer, part, least)) return rest;
  return { ...rest, message: roundedTo(plan.decimals) };
}

/** What is said of an answer that is right but for its rounding. */
function roundedTo(decimals: number | undefined): string {
  if (decimals === undefined)
    return 'This is rounded; the answer comes out exactly: please give all of its digits.';
  return `This is rounded too far: please give ${decimals} digits after the point.`;
}

/** Whether wrong answers that a part builds on leave nothing to be done in it. */
function isTrivial({ plan }: SolvedPart, right: Answers, carried: Answers): boolean {
  const used = new Set<string>();
  attempt(() => plan.value(earlierOf(right, (part) => used.add(part))));
  const nothing = [...used].some((part) => {
    const answer = carried.get(part)!;
    return typeof answer !== 'string' && sizeOf(answer) === 0 && sizeOf(right.get(part)!) !== 0;
  });
  return nothing || plan.trivial?.(earlierOf(carried)) === true;
}

/** Share of the numbers that are right, not counting zeros that should be. */
function rightShare(answer: ExerciseAnswer, { answer: right, ...measure }: SolvedPart): number {
  if (typeof right === 'string' || typeof right === 'number') return 0;
  const [given, wanted] = [numbersOf(answer), numbersOf(right)];
  const counted = wanted.flatMap((number, i) => (number === 0 && given[i] === 0 ? [] : [i]));
  const good = counted.filter((i) => wanted[i] !== 0 && isSame(given[i]!, wanted[i]!, measure));
  return counted.length === 0 ? 0 : good.length / counted.length;
}
