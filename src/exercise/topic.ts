// What a topic is made of. How to add one:
//
// 1. A file topics/<name>.ts with one constant `<name>Topic: Topic<Problem>`; `Problem` is a type alias (no interface) of
//    plain data: numbers, words, nested arrays. Everything else follows from the problem.
// 2. `generate` draws friendly numbers. Where the answer would not be unique `accepts` says no and another problem is drawn.
//    The machinery itself rejects problems in which two wrong answers to a part, or a wrong one and the right one, lie
//    within two tolerances of each other; so misconceptions need not care. 1000 seeds in a row must never repeat: where
//    there are fewer than some hundred million problems, number them and take `draw.own(count)` as the number, or `draw.ownIntegers`.
// 3. `parts` gives the questions. `value` computes each by fovea's public functions from the problem and from `earlier`,
//    the answers to parts before it: given a student's own earlier answers it says what follows from them. Parts whose
//    answer does not come out exactly have `decimals`, and their prompt asks for them (`precisely` words it).
// 4. `misconceptions`: for each part the wrong answer it leads to, from the problem and earlier answers; undefined
//    where it does not show. Ids are those of the catalogue of mistakes; one kind sentence says what is right.
// 5. `solve` makes the derivation with the subject's explain function; `joinDerivations` puts several one after the other.
// 6. A line in topics.ts. test/exercise/laws.ts then holds the topic to everything above.
//
// Nothing is computed while a topic's file is imported: a call outside of functions is marked `/* @__PURE__ */`.
import type { Derivation } from '../derivation/types.js';
import type { Draw } from './draw.js';
import type {
  AnswerKind,
  Difficulty,
  ExerciseAnswer,
  ExerciseChoice,
  ExerciseGiven,
} from './types.js';

/** Answers to the parts before one: what the student wrote, or what is right. */
export interface Earlier {
  number(part: string): number;
  vector(part: string): readonly number[];
  matrix(part: string): readonly (readonly number[])[];
  choice(part: string): string;
}

/** A question, and how it is answered. */
export interface PartPlan {
  readonly id: string;
  readonly prompt: string;
  readonly marks: number;
  readonly kind: AnswerKind;
  readonly choices?: readonly ExerciseChoice[];
  /** Digits after the point; left out where the answer comes out exactly. */
  readonly decimals?: number;
  readonly unit?: string;
  readonly period?: number;
  /** The right answer, if those to earlier parts are. */
  readonly value: (earlier: Earlier) => ExerciseAnswer;
  /** Whether wrong earlier answers make the part too easy to earn marks; zeros always do. */
  readonly trivial?: (earlier: Earlier) => boolean;
}

/** The wrong answer to a part; undefined where the wrong idea does not show. A method's type, so that topics fit in one list. */
export type WrongAnswer<G> = {
  of(given: G, earlier: Earlier): ExerciseAnswer | undefined;
}['of'];

/** A wrong idea. */
export interface MisconceptionPlan<G> {
  readonly id: string;
  readonly name: string;
  readonly explanation: string;
  readonly wrong: { readonly [part: string]: WrongAnswer<G> };
}

/** How a quantity of the problem looks: checked in problems of one's own. */
export type QuantityKind =
  | 'number'
  | 'word'
  | 'words'
  | 'vector'
  | 'list'
  | 'matrix'
  | 'matrices'
  | 'stack';

/** A topic. */
export interface Topic<G extends ExerciseGiven = ExerciseGiven> {
  readonly id: string;
  readonly title: string;
  /** What the problem consists of. */
  readonly quantities: { readonly [Name in keyof G]: QuantityKind };
  generate(draw: Draw, difficulty: Difficulty): G;
  /** Whether the problem has one answer; all are accepted where left out. */
  accepts?(given: G): boolean;
  statement(given: G): string;
  parts(given: G): readonly PartPlan[];
  readonly misconceptions: readonly MisconceptionPlan<G>[];
  solve(given: G): Derivation;
}
