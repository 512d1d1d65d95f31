// What the worker of the exercise page does: plain data in, plain data and HTML out.
import type { Derivation } from 'fovea/derivation';
import {
  type Exercise,
  type ExerciseAnswer,
  type ExercisePart,
  type GradedAnswer,
  generateExercise,
  gradeAnswer,
  misconceptions,
  renderStatement,
} from 'fovea/exercise';
import { derivationHtml, formulaHtml } from '../work/derivation-html.js';
import { type ExerciseKey, keyOf } from './key.js';

/** A part as the page asks it: without its answer. */
export interface AskedPart extends Pick<ExercisePart, 'id' | 'marks' | 'kind' | 'shape' | 'unit'> {
  readonly prompt: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
}

/** An exercise as the page shows it, all texts in HTML. */
export interface ShownExercise {
  /** Which one it is, in a word. */
  readonly key: string;
  readonly title: string;
  readonly statement: string;
  readonly parts: readonly AskedPart[];
  readonly marks: number;
  /** How many steps its solution has. */
  readonly steps: number;
}

function make({ topic, level, seed }: ExerciseKey): Exercise {
  return generateExercise(topic, { seed, difficulty: level });
}

/** The exercise, without what would give its answers away. */
export function show(key: ExerciseKey): ShownExercise {
  const { title, statement, parts, solution } = make(key);
  return {
    key: keyOf(key),
    title,
    statement: textHtml(statement),
    parts: parts.map(({ id, marks, kind, shape, unit, prompt, choices = [] }) => ({
      id,
      marks,
      kind,
      ...(shape === undefined ? {} : { shape }),
      ...(unit === undefined ? {} : { unit }),
      prompt: textHtml(prompt),
      choices: choices.map(({ id: value, label }) => ({
        id: value,
        label: textHtml(label, true),
      })),
    })),
    marks: parts.reduce((sum, part) => sum + part.marks, 0),
    steps: solution.steps.length,
  };
}

/** Inline styles travel as data, as in derivations. */
function textHtml(markdown: string, inline = false): string {
  const katex = { renderToString: formulaHtml };
  return renderStatement(markdown, { katex, inline }).replaceAll(' style="', ' data-style="');
}

/** What was typed, by part: the boxes row by row. */
export interface TypedAnswers extends ExerciseKey {
  readonly answers: { readonly [part: string]: readonly string[] };
}

/** What became of the answers. */
export function grade({ answers, ...key }: TypedAnswers): GradedAnswer & { readonly key: string } {
  const exercise = make(key);
  const typed = exercise.parts.map(({ id, shape = [] }) => [id, inShape(answers[id] ?? [], shape)]);
  return { key: keyOf(key), ...gradeAnswer(exercise, Object.fromEntries(typed)) };
}

/** The boxes of a part as the answer that they are. Boxes of which none is filled are no answer. */
export function inShape(boxes: readonly string[], shape: readonly number[]): unknown {
  if (boxes.every((text) => text.trim() === '')) return undefined;
  const [rows = 1, columns] = shape;
  if (shape.length === 0) return boxes[0] ?? '';
  const count = rows * (columns ?? 1);
  const all = Array.from({ length: count }, (_, i) => boxes[i] ?? '');
  if (columns === undefined) return all;
  return Array.from({ length: rows }, (_, i) => all.slice(i * columns, (i + 1) * columns));
}

/** How much of the solution is wanted: so many hints, or all of it. */
export interface SolutionWish extends ExerciseKey {
  /** 0 for the titles of the steps, 1 for the first step told, and so on; undefined for everything. */
  readonly told: number | undefined;
}

/** The solution, or as much of it as was asked for. */
export function solve({ told, ...key }: SolutionWish): { key: string; html: string } {
  const { solution } = make(key);
  const html = derivationHtml(
    solution as Derivation,
    told === undefined ? { open: 1 } : { open: 1, told },
  );
  return { key: keyOf(key), html };
}

/** A wrong idea, and what it leads to here. */
export interface ShownMisconception {
  readonly id: string;
  readonly name: string;
  readonly explanation: string;
  /** Wrong answers by part. */
  readonly wrong: readonly { readonly part: string; readonly answer: string }[];
}

/** Everything that staff may see of an exercise. */
export interface StaffView {
  readonly key: string;
  readonly answers: readonly { readonly part: string; readonly answer: string }[];
  readonly misconceptions: readonly ShownMisconception[];
}

/** The right answers, and the wrong ones that are recognised, those that show in this exercise first. */
export function staffView(key: ExerciseKey): StaffView {
  const exercise = make(key);
  const shownOf = (id: string, answer: ExerciseAnswer): { part: string; answer: string } => ({
    part: id,
    answer: answerText(
      answer,
      exercise.parts.find((part) => part.id === id),
    ),
  });
  const known = misconceptions(exercise.topic).map(({ id, name, explanation, wrong }) => ({
    id,
    name,
    explanation,
    wrong: Object.entries(wrong(exercise.given)).map(([part, answer]) => shownOf(part, answer)),
  }));
  return {
    key: keyOf(key),
    answers: exercise.parts.map(({ id, answer }) => shownOf(id, answer)),
    misconceptions: [
      ...known.filter(({ wrong }) => wrong.length > 0),
      ...known.filter(({ wrong }) => wrong.length === 0),
    ],
  };
}

/** Digits of answers that come out exactly. */
const EXACT = 10;

/** An answer as it would be typed. */
export function answerText(answer: ExerciseAnswer, part: ExercisePart | undefined): string {
  const { decimals, choices } = part ?? {};
  const number = (value: number): string =>
    (decimals === undefined ? String(Number(value.toPrecision(EXACT))) : value.toFixed(decimals))
      .replace(/^-(?=[0.]*$)/, '')
      .replace('-', '−');
  if (typeof answer === 'string') {
    return choices?.find(({ id }) => id === answer)?.label ?? answer;
  }
  if (typeof answer === 'number') return number(answer);
  return answer
    .map((row) => (typeof row === 'number' ? number(row) : row.map(number).join(', ')))
    .join(answer.some((row) => typeof row !== 'number') ? '; ' : ', ');
}
