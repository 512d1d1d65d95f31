// What an exercise, its grading and its misconceptions are made of. Everything but the functions of a misconception is
// plain data, so that it can be stored and sent.
import type { Derivation } from '../derivation/types.js';

/** How hard an exercise is. */
export type Difficulty = 'easy' | 'medium' | 'hard';

/** A value that an exercise gives: plain data. */
export type ExerciseValue = number | string | boolean | readonly ExerciseValue[];

/** What an exercise gives, by name. */
export type ExerciseGiven = { readonly [name: string]: ExerciseValue };

/** An answer as it is compared: a number, a vector, a matrix, or the id of a choice. */
export type ExerciseAnswer = number | string | readonly number[] | readonly (readonly number[])[];

/** What kind of answer a part asks for. */
export type AnswerKind = 'number' | 'vector' | 'matrix' | 'choice';

/** One of the answers that a part offers. */
export interface ExerciseChoice {
  /** What an answer names it by. */
  readonly id: string;
  /** What it says, in Markdown. */
  readonly label: string;
}

/** One question of an exercise. */
export interface ExercisePart {
  /** Name of the part: `a`, `b`, … */
  readonly id: string;
  /** The question, in Markdown with LaTeX; it says how precise the answer should be. */
  readonly prompt: string;
  /** What a right answer earns. */
  readonly marks: number;
  /** What kind of answer it asks for. */
  readonly kind: AnswerKind;
  /** Lengths of the axes of a vector or a matrix. */
  readonly shape?: readonly number[];
  /** The answers to choose from. */
  readonly choices?: readonly ExerciseChoice[];
  /** Digits after the point that it asks for; left out where the answer comes out exactly. */
  readonly decimals?: number;
  /** What the numbers are measured in. */
  readonly unit?: string;
  /** Numbers that differ by a multiple of it are the same answer, as angles are. */
  readonly period?: number;
  /** How far each number may be off: one unit of the last digit asked for, so that half a unit is left for rounding on the way; a millionth of the answer where it comes out exactly; 0 for a choice. */
  readonly tolerance: number;
  /** The right answer. */
  readonly answer: ExerciseAnswer;
}

/** A problem with its worked solution. */
export interface Exercise {
  /** Id of its topic. */
  readonly topic: string;
  /** What it is about, in plain words. */
  readonly title: string;
  /** The number that it was drawn from. */
  readonly seed: number;
  /** How hard it is. */
  readonly difficulty: Difficulty;
  /** The problem, in Markdown with LaTeX; the questions are in `parts`. */
  readonly statement: string;
  /** The numbers of the problem. */
  readonly given: ExerciseGiven;
  /** The questions, in order; later ones may use the answers to earlier ones. */
  readonly parts: readonly ExercisePart[];
  /** The full solution. */
  readonly solution: Derivation;
}

/** A topic that exercises are drawn from. */
export interface ExerciseTopic {
  /** Name by which `generateExercise` knows it. */
  readonly id: string;
  /** What it is about, in plain words. */
  readonly title: string;
  /** How hard its exercises may be. */
  readonly difficulties: readonly Difficulty[];
}

/** A misconception that a wrong answer was recognised by. */
export interface DiagnosedMisconception {
  /** Its name. */
  readonly id: string;
  /** What went wrong and what is right, in a kind sentence. */
  readonly explanation: string;
}

/** A wrong idea, and the wrong answers that it leads to. */
export interface Misconception extends DiagnosedMisconception {
  /** The wrong idea, in a few words. */
  readonly name: string;
  /** The parts in whose answers it shows. */
  readonly parts: readonly string[];
  /** The wrong answers to a problem, by part; parts whose answer it leaves right or without a value are left out. */
  readonly wrong: (given: ExerciseGiven) => { readonly [part: string]: ExerciseAnswer };
}
