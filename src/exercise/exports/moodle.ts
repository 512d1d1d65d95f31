// Exercises as questions of Moodle, in its XML format.
import { checkBoolean, checkOptions } from '../../core/check.js';
import { describeValue, KindError } from '../../core/errors.js';
import { escapeHtml } from '../../derivation/escape.js';
import { RECOGNISED } from '../solve.js';
import type { Exercise } from '../types.js';
import { inlineHtml, type MathMarks, markupHtml, solutionHtml } from './markup.js';
import { clozeFields, numericalAnswers, weightOf } from './moodle-answers.js';
import {
  checkExercises,
  digitsOf,
  marksInWords,
  nameOf,
  type Question,
  questionsOf,
} from './questions.js';

/** What `exportMoodleXml` may be told. */
export interface MoodleOptions {
  /** Category of the question bank that holds one category for each topic; "Exercises" where left out. A slash parts levels. */
  readonly category?: string | undefined;
  /** Whether each part becomes a question of its own, repeating the statement; false where left out. */
  readonly split?: boolean | undefined;
}

/** Formulas for Moodle's MathJax filter. */
const MATHS: MathMarks = {
  inline: (latex) => `\\(${escapeHtml(latex)}\\)`,
  display: (latex) => `\\[${escapeHtml(latex)}\\]`,
};

const FN = 'exportMoodleXml';

/** What each further try costs where a quiz lets students try again: Moodle's own default. */
const PENALTY = '0.3333333';

/**
 * Exercises as a question bank of Moodle (Moodle XML): one file, which the import of a question bank reads.
 *
 * An exercise becomes one cloze question: the statement, and for each part a box, a grid of boxes or a choice. With
 * `split` each part becomes a question of its own: numerical for a number, multiple choice for a choice, cloze for a
 * vector or matrix; an exercise of one part always does. Right answers have the part's tolerance. A wrong answer that is
 * known is listed with what to say of it, and half of the marks, as `gradeAnswer` gives; in the boxes of a vector or
 * matrix, where one number proves nothing, with no marks. General feedback is the worked solution. Formulas stand between
 * `\(…\)` and `\[…\]`, as the MathJax filter takes them. Moodle's tolerances know no periods, so right angles
 * are listed one turn up and down as well. Answers that follow from wrong earlier ones are not carried forward.
 *
 * A cloze question counts with the sum of its weights, which are whole: parts whose marks do not divide among their boxes
 * raise all weights of their question by one factor. A quiz sets its own marks.
 *
 * @param exercises - one or several, made by `generateExercise`; a category for each topic, in the order they come
 * @param options - `category` ("Exercises"), `split` (false)
 * @returns XML
 * @throws KindError for what is no exercise and for a bad option, DomainError for no exercise or one that comes twice
 *
 * @example
 * A wrong answer that is known, and what Moodle says of it.
 * ```ts
 * import { exportMoodleXml, generateExercise } from 'fovea/exercise';
 * const xml = exportMoodleXml(generateExercise('kl-divergence', { seed: 7 }), { split: true });
 * xml.includes('<question type="numerical">') // => true
 * xml.includes('nats go with the natural logarithm, bits with the logarithm to base 2') // => true
 * ```
 */
export function exportMoodleXml(
  exercises: Exercise | readonly Exercise[],
  options?: MoodleOptions,
): string {
  const list = checkExercises(FN, exercises);
  const { category = 'Exercises', split = false } = checkOptions(FN, options, [
    'category',
    'split',
  ]);
  checkBoolean(FN, 'split', split);
  if (typeof category !== 'string' || category.trim() === '') {
    const got = describeValue(category);
    throw new KindError({ function: FN, argument: 'category', expected: 'a name', got });
  }
  const titles = [...new Set(list.map(({ title }) => title))];
  const questions = titles.flatMap((title) => [
    categoryXml(category, title),
    ...list
      .filter((exercise) => exercise.title === title)
      .flatMap((exercise) =>
        split || exercise.parts.length === 1 ? partQuestions(exercise) : [clozeQuestion(exercise)],
      ),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${questions.join('\n')}\n</quiz>\n`;
}

function categoryXml(category: string, title: string): string {
  // A slash inside a name is written twice.
  const path = `$course$/top/${category}/${title.replaceAll('/', '//')}`;
  return `<question type="category">\n<category>${text(path)}</category>\n</question>`;
}

/** What all kinds of questions begin with. */
function head(type: string, exercise: Exercise, name: string, html: string): string {
  const { title, difficulty, seed, solution } = exercise;
  return [
    `<question type="${type}">`,
    `<name>${text(`${title} (${difficulty}, ${seed})${name && ` ${name}`}`)}</name>`,
    `<questiontext format="html">${text(html)}</questiontext>`,
    `<generalfeedback format="html">${text(solutionHtml(solution, digitsOf(exercise), MATHS))}</generalfeedback>`,
    `<penalty>${PENALTY}</penalty>`,
    '<hidden>0</hidden>',
    `<idnumber>${escapeHtml(nameOf(exercise) + (name && `-${name.slice(1, -1)}`))}</idnumber>`,
  ].join('\n');
}

function clozeQuestion(exercise: Exercise): string {
  const questions = questionsOf(FN, exercise);
  const parts = questions.map(
    (question) => `${askedHtml(question)}\n${clozeFields(question, weightOf(questions), MATHS)}`,
  );
  const html = [markupHtml(exercise.statement, MATHS), ...parts].join('\n');
  return `${head('cloze', exercise, '', html)}\n</question>`;
}

function askedHtml({ part: { id, prompt, marks } }: Question): string {
  return `<p><strong>(${id})</strong> ${inlineHtml(prompt, MATHS)} <em>[${marksInWords(marks)}]</em></p>`;
}

/** Each part as a question; the parts before it are shown, since it may speak of them. */
function partQuestions(exercise: Exercise): string[] {
  const questions = questionsOf(FN, exercise);
  return questions.map((question, at) => {
    const { part } = question;
    const before = questions.slice(0, at).map(askedHtml);
    const told = before.length === 0 ? [] : ['<p>You were asked before:</p>', ...before];
    const asked = [markupHtml(exercise.statement, MATHS), ...told, askedHtml(question)];
    const grade = `<defaultgrade>${part.marks}</defaultgrade>`;
    const name = `(${part.id})`;
    if (part.kind === 'number') {
      const answers = numericalAnswers(question).map((each) =>
        answerXml(each.fraction, String(each.value), each.feedback, part.tolerance),
      );
      const unit = part.unit === undefined ? '' : ` ${escapeHtml(part.unit)}`;
      if (unit !== '')
        asked.push(`<p>The answer is a number of${unit}; write the number only.</p>`);
      const start = head('numerical', exercise, name, asked.join('\n'));
      return [start, grade, ...answers, '</question>'].join('\n');
    }
    if (part.kind === 'choice') {
      const start = head('multichoice', exercise, name, asked.join('\n'));
      const rest = ['<single>true</single>', '<shuffleanswers>false</shuffleanswers>'];
      const answers = choiceAnswers(question);
      return [start, grade, ...rest, ...answers, '</question>'].join('\n');
    }
    asked.push(clozeFields(question, weightOf([question]), MATHS));
    return `${head('cloze', exercise, name, asked.join('\n'))}\n</question>`;
  });
}

function choiceAnswers({ part, wrong }: Question): string[] {
  return (part.choices ?? []).map(({ id, label }) => {
    const known = wrong.find(({ answer }) => answer === id);
    const fraction = id === part.answer ? 100 : known === undefined ? 0 : 100 * RECOGNISED;
    return answerXml(fraction, inlineHtml(label, MATHS), known?.explanation ?? '');
  });
}

function answerXml(fraction: number, answer: string, feedback: string, tolerance?: number): string {
  const format = tolerance === undefined ? 'html' : 'moodle_auto_format';
  const within = tolerance === undefined ? '' : `\n<tolerance>${tolerance}</tolerance>`;
  const said = `<feedback format="html">${text(escapeHtml(feedback))}</feedback>`;
  return `<answer fraction="${fraction}" format="${format}">\n${text(answer)}\n${said}${within}\n</answer>`;
}

/** A text element; a section that ended early would end the text. */
function text(content: string): string {
  if (!/[<>&]/.test(content)) return `<text>${content}</text>`;
  return `<text><![CDATA[${content.replaceAll(']]>', ']]]]><![CDATA[>')}]]></text>`;
}
