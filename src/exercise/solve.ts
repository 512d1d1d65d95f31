// The answers to a problem: right ones, those that follow from earlier answers, and those that misconceptions lead to.
import { DomainError, KindError, ShapeError } from '../core/errors.js';
import { areApart, isRounded, isSame, type Measure, sizeOf } from './compare.js';
import { fitted } from './read-answer.js';
import type { Rows } from './rows.js';
import type { Earlier, MisconceptionPlan, PartPlan, Topic } from './topic.js';
import type { ExerciseAnswer, ExerciseGiven } from './types.js';

/** Answers by part. */
export type Answers = ReadonlyMap<string, ExerciseAnswer>;

/** A part with its right answer. */
export interface SolvedPart extends Measure {
  readonly plan: PartPlan;
  readonly answer: ExerciseAnswer;
}

/** A part of what an exact answer may be off. */
const EXACT = 1e-6;

/**
 * Answers as a part's `value` asks for them. A part that asks for what is not there has no value.
 *
 * @param answers - answers by part
 * @param note - told which parts are asked for
 * @returns what `value` is given
 */
export function earlierOf(answers: Answers, note?: (part: string) => void): Earlier {
  const find = (part: string): ExerciseAnswer => {
    note?.(part);
    const answer = answers.get(part);
    if (answer === undefined) throw new Error(`no part ${part} before this one`);
    return answer;
  };
  return {
    number: (part) => find(part) as number,
    vector: (part) => find(part) as readonly number[],
    matrix: (part) => find(part) as readonly (readonly number[])[],
    choice: (part) => find(part) as string,
  };
}

/** How far a number may be off: one unit of the last digit asked for, or next to nothing. */
function toleranceOf({ kind, decimals }: PartPlan, answer: ExerciseAnswer): number {
  if (kind === 'choice') return 0;
  return decimals === undefined ? EXACT * Math.max(1, sizeOf(answer)) : Number(`1e-${decimals}`);
}

/** JSON has no −0, and nobody writes it. */
function withoutMinusZero(answer: ExerciseAnswer): ExerciseAnswer {
  if (typeof answer === 'string') return answer;
  if (typeof answer === 'number') return answer + 0;
  return answer.map((entry) => withoutMinusZero(entry)) as readonly number[] | Rows;
}

/**
 * The right answers to a problem, part by part.
 *
 * @param topic - its topic
 * @param given - the problem
 * @returns parts with answers and tolerances
 */
export function solveParts<G extends ExerciseGiven>(topic: Topic<G>, given: G): SolvedPart[] {
  const answers = new Map<string, ExerciseAnswer>();
  const earlier = earlierOf(answers);
  return topic.parts(given).map((plan) => {
    const answer = withoutMinusZero(plan.value(earlier));
    answers.set(plan.id, answer);
    const { period } = plan;
    const tolerance = toleranceOf(plan, answer);
    return { plan, answer, tolerance, ...(period === undefined ? {} : { period }) };
  });
}

/**
 * The right answers to a problem of one's own, which need not have any.
 *
 * @param fn - name of the public function, for errors
 * @param topic - its topic
 * @param given - the problem
 * @returns parts with answers and tolerances
 * @throws as the subject's own functions; DomainError where a part has no answer, or none that is finite
 */
export function solveProblem(fn: string, topic: Topic, given: ExerciseGiven): SolvedPart[] {
  const refuse = (got: string): DomainError => {
    const expected = 'a problem with one finite answer to each part';
    return new DomainError({ function: fn, argument: 'given', expected, got });
  };
  let parts: SolvedPart[];
  try {
    parts = solveParts(topic, given);
  } catch (error) {
    const named = [KindError, ShapeError, DomainError].some((kind) => error instanceof kind);
    throw named ? error : refuse('one without');
  }
  const open = parts.find(({ answer }) => !Number.isFinite(sizeOf(answer)));
  if (open === undefined) return parts;
  throw refuse(`${sizeOf(open.answer)} in part ${open.plan.id}`);
}

/** The right answers by part. */
export function rightAnswers(parts: readonly SolvedPart[]): Map<string, ExerciseAnswer> {
  return new Map(parts.map(({ plan, answer }) => [plan.id, answer]));
}

/** A misconception with the wrong answer it leads to. */
export interface WrongTurn<G> {
  readonly misconception: MisconceptionPlan<G>;
  readonly answer: ExerciseAnswer;
}

/**
 * The wrong answers to a part.
 *
 * @param misconceptions - those that are asked for
 * @param given - the problem
 * @param part - id of the part
 * @param answers - answers to the parts before it
 * @returns misconceptions that show, each with its answer; those without a finite one are left out
 */
export function wrongTurns<G extends ExerciseGiven>(
  misconceptions: readonly MisconceptionPlan<G>[],
  given: G,
  part: string,
  answers: Answers,
): WrongTurn<G>[] {
  const earlier = earlierOf(answers);
  return misconceptions.flatMap((misconception) => {
    const wrong = Object.hasOwn(misconception.wrong, part) ? misconception.wrong[part] : undefined;
    const answer = attempt(() => wrong?.(given, earlier));
    return answer === undefined ? [] : [{ misconception, answer }];
  });
}

/** A value, or undefined where the computation fails or is not finite: earlier answers may be anything. */
export function attempt(compute: () => ExerciseAnswer | undefined): ExerciseAnswer | undefined {
  try {
    const answer = compute();
    return answer !== undefined && Number.isFinite(sizeOf(answer)) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** An answer that is rounded shows two digits at least. */
const LEAST = 10;

/** Whether nothing but zeros is asked for, or hardly more than zeros when it is rounded. */
function isTooSmall({ plan, answer, tolerance }: SolvedPart): boolean {
  if (plan.kind === 'choice') return false;
  return sizeOf(answer) < (plan.decimals === undefined ? tolerance : LEAST * tolerance);
}

/**
 * Whether a problem is fit for an exercise: it has one answer, and no answer to a part can be taken for two things,
 * right or wrong.
 *
 * @param topic - its topic
 * @param given - the problem
 * @returns whether it is
 */
export function isFit<G extends ExerciseGiven>(topic: Topic<G>, given: G): boolean {
  if (topic.accepts?.(given) === false) return false;
  const parts = solveParts(topic, given);
  const answers = rightAnswers(parts);
  return parts.every((part) => {
    if (!Number.isFinite(sizeOf(part.answer)) || isTooSmall(part)) return false;
    const turns = wrongTurns(topic.misconceptions, given, part.plan.id, answers).map(
      ({ answer }) => answer,
    );
    return [part.answer, ...turns].every((a, i, all) =>
      all.slice(i + 1).every((b) => areApart(a, b, part)),
    );
  });
}

/** What a recognised misconception leaves of the marks of a part. */
export const RECOGNISED = 0.5;

/**
 * The misconception that leads to an answer, if it is one. Where the right answer comes out exactly and the wrong one
 * does not, it may be rounded.
 */
export function recognise<G extends ExerciseGiven>(
  topic: Topic<G>,
  given: G,
  part: SolvedPart,
  answers: Answers,
  answer: ExerciseAnswer,
): MisconceptionPlan<G> | undefined {
  const turns = wrongTurns(topic.misconceptions, given, part.plan.id, answers);
  // The wrong answer may have another shape than the right one: brackets may be missing there too.
  const as = (turn: ExerciseAnswer): ExerciseAnswer => fitted(answer, turn);
  const found = turns.find((turn) => isSame(as(turn.answer), turn.answer, part));
  if (found !== undefined || part.plan.decimals !== undefined) return found?.misconception;
  const [near, other] = turns.filter((turn) =>
    isRounded(as(turn.answer), turn.answer, part, LEAST_DIGITS),
  );
  return other === undefined ? near?.misconception : undefined;
}

/** Fewer digits after the point may belong to any number. */
const LEAST_DIGITS = 2;
