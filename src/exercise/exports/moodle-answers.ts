// Answers to Moodle's numerical and cloze questions: right ones, and wrong ones that are known.

import { escapeHtml } from '../../derivation/escape.js';
import { isSame, shapeOf } from '../compare.js';
import { RECOGNISED } from '../solve.js';
import { inlineHtml, type MathMarks } from './markup.js';
import { type Question, rowsOfAnswer, tidy, tidyNumber } from './questions.js';

/** A number that an answer may be. */
export interface NumericalAnswer {
  readonly value: number;
  /** Percentage of the marks. */
  readonly fraction: number;
  /** Plain words; none for a right answer. */
  readonly feedback: string;
}

const FULL = 100;

/** Right and known wrong answers to a question that asks for a number. */
export function numericalAnswers({ part, wrong }: Question): NumericalAnswer[] {
  const right = tidy(part.answer) as number;
  return [
    ...turnsOf(right, part.period).map((value) => ({ value, fraction: FULL, feedback: '' })),
    ...wrong.flatMap(({ answer, explanation: feedback }) => {
      const values = typeof answer === 'number' ? turnsOf(answer, part.period) : [];
      return values.map((value) => ({ value, fraction: FULL * RECOGNISED, feedback }));
    }),
  ];
}

/** Moodle knows no periods: an angle is also right one turn up or down. */
function turnsOf(value: number, period: number | undefined): number[] {
  if (period === undefined) return [value];
  return [value, tidyNumber(value - period), tidyNumber(value + period)];
}

/**
 * What a mark weighs in a cloze question, whose weights are whole: with 3 marks for 4 boxes each mark weighs 4.
 *
 * @param questions - all of one cloze question
 * @returns the least factor that makes all weights whole
 */
export function weightOf(questions: readonly Question[]): number {
  const factors = questions.map(({ part }) => {
    const boxes = boxesOf(part.answer);
    return boxes / commonDivisor(boxes, part.marks);
  });
  return factors.reduce((all, each) => (all * each) / commonDivisor(all, each), 1);
}

function boxesOf(answer: Question['part']['answer']): number {
  return Math.max(1, rowsOfAnswer(answer).flat().length);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/**
 * The fields of a question inside a cloze text.
 *
 * @param question - a part of an exercise
 * @param markWeight - what a mark weighs
 * @param maths - how formulas stand in HTML
 * @returns HTML: a paragraph with a field, or a table with a field for each number
 */
export function clozeFields(question: Question, markWeight: number, maths: MathMarks): string {
  const { part } = question;
  const weight = (markWeight * part.marks) / boxesOf(part.answer);
  if (part.kind === 'choice') return `<p>${choiceField(question, weight, maths)}</p>`;
  if (part.kind === 'number') {
    const unit = part.unit === undefined ? '' : ` ${escapeHtml(part.unit)}`;
    return `<p>${numberField(weight, numericalAnswers(question), part.tolerance)}${unit}</p>`;
  }
  const rows = rowsOfAnswer(tidy(part.answer)).map((row, i) =>
    row.map((_, j) => {
      const field = numberField(weight, entryAnswers(question, i, j), part.tolerance);
      return `<td>${field}</td>`;
    }),
  );
  return `<table>\n${rows.map((row) => `<tr>${row.join('')}</tr>`).join('\n')}\n</table>`;
}

/** One number of a vector or matrix: wrong ideas are told by it, but it proves none. */
function entryAnswers({ part, wrong }: Question, i: number, j: number): NumericalAnswer[] {
  const right = rowsOfAnswer(tidy(part.answer))[i]![j]!;
  const told: NumericalAnswer[] = [];
  for (const { answer, explanation } of wrong) {
    // What has another shape does not fit in the boxes.
    if (shapeOf(answer).join() !== shapeOf(part.answer).join()) continue;
    const value = rowsOfAnswer(answer)[i]![j]!;
    if (isSame(value, right, part)) continue;
    const known = told.findIndex((each) => isSame(value, each.value, part));
    if (known < 0) {
      told.push({ value, fraction: 0, feedback: explanation });
    } else if (!told[known]!.feedback.includes(explanation)) {
      // Several wrong ideas may lead to one number.
      const feedback = `${told[known]!.feedback} Or: ${explanation}`;
      told[known] = { ...told[known]!, feedback };
    }
  }
  const turns = turnsOf(right, part.period);
  return [...turns.map((value) => ({ value, fraction: FULL, feedback: '' })), ...told];
}

function numberField(
  weight: number,
  answers: readonly NumericalAnswer[],
  tolerance: number,
): string {
  const alternatives = answers.map(({ value, fraction, feedback }) => {
    const share = fraction === FULL ? '=' : `%${fraction}%`;
    return `${share}${value}:${tolerance}${feedback && `#${clozeText(feedback)}`}`;
  });
  return `{${weight}:NUMERICAL:${alternatives.join('~')}}`;
}

function choiceField({ part, wrong }: Question, weight: number, maths: MathMarks): string {
  const alternatives = (part.choices ?? []).map(({ id, label }) => {
    const known = wrong.find(({ answer }) => answer === id);
    const share = id === part.answer ? '=' : known === undefined ? '' : `%${FULL * RECOGNISED}%`;
    const said = known === undefined ? '' : `#${clozeText(known.explanation)}`;
    return `${share}${escapeCloze(inlineHtml(label, maths))}${said}`;
  });
  return `{${weight}:MULTICHOICE_V:${alternatives.join('~')}}`;
}

/** Plain words inside a field. */
function clozeText(words: string): string {
  return escapeCloze(escapeHtml(words));
}

/** Signs that would end a text inside a field. Moodle takes a backslash off two of them; those of entities do not count. */
function escapeCloze(html: string): string {
  return html.replace(/(?<!&)#|\}/g, (sign) => `\\${sign}`).replaceAll('~', '&#126;');
}
