// Exercises as questions of PrairieLearn.
import { checkOptions } from '../../core/check.js';
import { describeValue, KindError } from '../../core/errors.js';
import { escapeHtml } from '../../derivation/escape.js';
import { RECOGNISED } from '../solve.js';
import type { Exercise } from '../types.js';
import { inlineHtml, type MathMarks, markupHtml, solutionHtml } from './markup.js';
import { prairieLearnServer } from './prairielearn-server.js';
import {
  checkExercises,
  digitsOf,
  marksInWords,
  nameOf,
  type Question,
  questionsOf,
  rowsOfAnswer,
  tidy,
} from './questions.js';
import { uuidOf } from './uuid.js';

/** What `exportPrairieLearn` may be told. */
export interface PrairieLearnOptions {
  /** Name of the course's topic that the questions belong to; each exercise's own title where left out. */
  readonly topic?: string | undefined;
  /** Further tags. */
  readonly tags?: readonly string[] | undefined;
}

/** Formulas for MathJax. Before it reads them, Mustache reads the page: it must not see two braces in a row. */
const MATHS: MathMarks = {
  inline: (latex) => `$${escapeHtml(latex)}$`,
  display: (latex) => `$$${escapeHtml(latex)}$$`,
};

/**
 * Exercises as questions of PrairieLearn: files to be put in the folder `questions` of a course.
 *
 * Each exercise becomes a folder with `info.json`, `question.html` (statement, a number box, a grid of boxes or a choice
 * for each part, the worked solution as answer panel), `data.json` (the problem, right answers, tolerances, known wrong
 * answers with what to say of each) and `server.py`, whose `generate` hands out the right answers and whose `grade`
 * compares by the rules of `gradeAnswer`: a recognised wrong idea earns half and is told, a vector or matrix that is
 * partly right half of its share. What follows from wrong earlier answers is not carried forward, since that takes the
 * library itself. Boxes left empty keep a submission from being graded, as PrairieLearn has it.
 *
 * The files follow PrairieLearn's documentation of elements, of `info.json` and of `server.py`. A question has one
 * variant, its uuid follows from the exercise.
 *
 * @param exercises - one or several, made by `generateExercise`
 * @param options - `topic` (the exercise's title), `tags` (none)
 * @returns the text of each file by its path
 * @throws KindError for what is no exercise and for an unknown option, DomainError for no exercise or one that comes twice
 *
 * @example
 * A question about divergences.
 * ```ts
 * import { exportPrairieLearn, generateExercise } from 'fovea/exercise';
 * const files = exportPrairieLearn(generateExercise('kl-divergence', { seed: 7 }));
 * Object.keys(files)[0] // => 'kl-divergence-medium-7/info.json'
 * files['kl-divergence-medium-7/question.html']?.includes('<pl-number-input answers-name="a"') // => true
 * ```
 */
export function exportPrairieLearn(
  exercises: Exercise | readonly Exercise[],
  options?: PrairieLearnOptions,
): { [path: string]: string } {
  const fn = 'exportPrairieLearn';
  const list = checkExercises(fn, exercises);
  const { topic, tags = [] } = checkOptions(fn, options, ['topic', 'tags']);
  checkWords(fn, 'topic', topic === undefined ? [] : [topic]);
  checkWords(fn, 'tags', tags);
  const files: { [path: string]: string } = {};
  for (const exercise of list) {
    const name = nameOf(exercise);
    const questions = questionsOf(fn, exercise);
    files[`${name}/info.json`] = json({
      uuid: uuidOf(`${name}\n${exercise.statement}`),
      title: `${exercise.title} (${exercise.difficulty}, ${exercise.seed})`,
      topic: topic ?? exercise.title,
      tags: [exercise.difficulty, ...tags],
      type: 'v3',
      singleVariant: true,
    });
    files[`${name}/question.html`] = questionHtml(exercise, questions);
    files[`${name}/data.json`] = json(dataOf(exercise, questions));
    files[`${name}/server.py`] = prairieLearnServer();
  }
  return files;
}

function checkWords(fn: string, argument: string, words: unknown): void {
  if (Array.isArray(words) && [...words].every((word) => typeof word === 'string')) return;
  const expected = argument === 'tags' ? 'a list of words' : 'a name';
  const got = describeValue(argument === 'tags' ? words : (words as unknown[])[0]);
  throw new KindError({ function: fn, argument, expected, got });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What server.py reads. Numbers are rows of one number, vectors one row, as grids have them. */
function dataOf(exercise: Exercise, questions: readonly Question[]): unknown {
  const { given, title, topic, seed, difficulty } = exercise;
  const parts = questions.map(({ part, wrong }) => {
    const { id, kind, marks, tolerance, period, unit, answer } = part;
    const shown = tidy(answer);
    return {
      id,
      kind,
      marks,
      tolerance,
      ...(period === undefined ? {} : { period }),
      ...(unit === undefined ? {} : { unit }),
      answer: kind === 'choice' || kind === 'number' ? shown : rowsOfAnswer(shown),
      wrong: wrong.map(({ id: misconception, explanation, answer: led }) => ({
        misconception,
        answer: kind === 'choice' || kind === 'number' ? led : rowsOfAnswer(led),
        share: RECOGNISED,
        feedback: explanation,
      })),
    };
  });
  return { topic, title, seed, difficulty, params: given, parts };
}

function questionHtml(exercise: Exercise, questions: readonly Question[]): string {
  const parts = questions.flatMap(({ part, wrong }) => {
    const { id, prompt, marks } = part;
    const asked = inlineHtml(prompt, MATHS);
    return [
      `<p><strong>(${id})</strong> ${withoutBraces(asked)} <em>[${marksInWords(marks)}]</em></p>`,
      withoutBraces(inputHtml({ part, wrong })),
      // Choices show what they have to say themselves.
      ...(part.kind === 'choice' ? [] : [feedbackHtml(id)]),
      '',
    ];
  });
  return [
    '<pl-question-panel>',
    withoutBraces(markupHtml(exercise.statement, MATHS)),
    '</pl-question-panel>',
    '',
    ...parts,
    '<pl-answer-panel>',
    withoutBraces(solutionHtml(exercise.solution, digitsOf(exercise), MATHS)).trimEnd(),
    '</pl-answer-panel>',
    '',
  ].join('\n');
}

/** What `grade` has to say of an answer. */
function feedbackHtml(id: string): string {
  const said = `{{#feedback.${id}}}<p>(${id}) {{feedback.${id}}}</p>{{/feedback.${id}}}`;
  return `<pl-submission-panel>${said}</pl-submission-panel>`;
}

function inputHtml({ part, wrong }: Question): string {
  const { id, kind, marks, choices = [], answer, tolerance, unit } = part;
  const common = `answers-name="${id}" weight="${marks}"`;
  const within = `comparison="relabs" rtol="0" atol="${tolerance}"`;
  const suffix = unit === undefined ? '' : ` suffix="${escapeHtml(unit)}"`;
  if (kind === 'number') return `<pl-number-input ${common} ${within}${suffix}></pl-number-input>`;
  if (kind !== 'choice') {
    return `<pl-matrix-component-input ${common} ${within}></pl-matrix-component-input>`;
  }
  const options = choices.map((choice) => {
    const label = inlineHtml(choice.label, MATHS);
    if (choice.id === answer) return `  <pl-answer correct="true">${label}</pl-answer>`;
    const known = wrong.find((each) => each.answer === choice.id);
    const told =
      known === undefined
        ? ''
        : ` score="${RECOGNISED}" feedback="${escapeHtml(known.explanation)}"`;
    return `  <pl-answer correct="false"${told}>${label}</pl-answer>`;
  });
  return [`<pl-multiple-choice ${common} order="fixed">`, ...options, '</pl-multiple-choice>'].join(
    '\n',
  );
}

/** Two braces in a row would be a tag of Mustache; LaTeX does not mind a blank between them. */
function withoutBraces(html: string): string {
  return html.replace(/\{(?=\{)/g, '{ ').replace(/\}(?=\})/g, '} ');
}
