// Exercises as a sheet to be printed, in LaTeX.
import { checkOptions } from '../../core/check.js';
import { describeValue, KindError } from '../../core/errors.js';
import { checkText } from '../../derivation/check-derivation.js';
import { escapeLatex } from '../../derivation/escape.js';
import { numberLatex } from '../../derivation/numbers.js';
import { renderLatex } from '../../derivation/render-latex.js';
import { matrix, tuple } from '../../derivation/value-latex.js';
import type { Exercise, ExercisePart } from '../types.js';
import { markupLatex } from './markup.js';
import {
  checkExercises,
  digitsOf,
  marksInWords,
  marksOf,
  rowsOfAnswer,
  tidy,
} from './questions.js';

/** What `exportLatexSheet` may be told. */
export interface LatexSheetOptions {
  /** Title of the sheet; "Exercises" where left out. */
  readonly title?: string | undefined;
  /** Solutions on pages of their own at the end (true), in a document of their own ("apart"), or none (false, where left out). */
  readonly solutions?: boolean | 'apart' | undefined;
}

/** LaTeX documents. */
export interface LatexSheet {
  /** The sheet. */
  readonly sheet: string;
  /** The solutions, where they were wanted apart. */
  readonly solutions?: string;
}

// In a function, so that a bundle without sheets drops it.
function preamble(): string {
  return String.raw`\documentclass[11pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath}
\usepackage{amssymb}
\setlength{\textwidth}{160mm}
\setlength{\textheight}{245mm}
\setlength{\oddsidemargin}{0pt}
\setlength{\topmargin}{-15mm}
\setlength{\headheight}{0pt}
\setlength{\headsep}{0pt}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt plus 2pt}
\raggedbottom
\newcommand{\outof}[1]{\hspace*{\fill}\mbox{[#1]}}
\newcommand{\exercise}[2]{\pagebreak[1]\bigskip\par{\large\bfseries #1\outof{#2}}\par\nopagebreak\smallskip}
\newcommand{\answerline}[2]{\par\nopagebreak\vspace{#1}\hspace*{\fill}Answer: \underline{\hspace{50mm}}#2\par}
\newcommand{\answerentry}[1]{\framebox[#1]{\rule{0pt}{5mm}}}
`;
}

/** Room to work in for each mark, in millimetres. */
const ROOM = 9;
/** Boxes for the numbers of an answer, in millimetres: as wide as this where a line of them fits, with gaps between. */
const WIDEST = 16;
const LINE = 150;
const GAP = 4;

/**
 * Exercises as a sheet to be printed: title, a line for the name, statements, questions with their marks, room to work in
 * and places for the answers; solutions on pages of their own, in a document of their own, or none. The documents need no
 * packages but amsmath and amssymb.
 *
 * @param exercises - one or several, made by `generateExercise`
 * @param options - `title` ("Exercises"), `solutions` (false)
 * @returns LaTeX documents: `sheet`, and `solutions` where they are wanted apart
 * @throws KindError for what is no exercise and for a bad option, DomainError for no exercise or one that comes twice
 *
 * @example
 * A sheet whose solutions stand in another document.
 * ```ts
 * import { exportLatexSheet, generateExercise } from 'fovea/exercise';
 * const exercise = generateExercise('kl-divergence', { seed: 7 });
 * const { sheet, solutions } = exportLatexSheet(exercise, { title: 'Week 3', solutions: 'apart' });
 * sheet.includes('Week 3') // => true
 * solutions?.includes('Week 3: solutions') // => true
 * ```
 */
export function exportLatexSheet(
  exercises: Exercise | readonly Exercise[],
  options?: LatexSheetOptions,
): LatexSheet {
  const fn = 'exportLatexSheet';
  const list = checkExercises(fn, exercises);
  const { title = 'Exercises', solutions = false } = checkOptions(fn, options, [
    'title',
    'solutions',
  ]);
  checkText(fn, 'title', title);
  if (typeof solutions !== 'boolean' && solutions !== 'apart') {
    const [argument, expected] = ['solutions', 'true, false or "apart"'];
    throw new KindError({ function: fn, argument, expected, got: describeValue(solutions) });
  }
  const marks = list.reduce((sum, exercise) => sum + marksOf(exercise), 0);
  const questions = [
    heading(title),
    `Name: \\underline{\\hspace{70mm}}\\hspace*{\\fill}Marks: \\underline{\\hspace{15mm}} of ${marks}`,
    ...list.map(exerciseLatex),
  ];
  // The lines of solutions are broken for letters of 10 points.
  const solved = [heading(`${title}: solutions`), '\\small', ...list.map(solutionLatex)];
  if (solutions === 'apart') return { sheet: document(questions), solutions: document(solved) };
  return { sheet: document(solutions ? [...questions, '\\newpage', ...solved] : questions) };
}

function document(parts: readonly string[]): string {
  return `${preamble()}\\begin{document}\n${parts.join('\n\n')}\n\\end{document}\n`;
}

function heading(title: string): string {
  return `\\begin{center}\\LARGE\\bfseries ${escapeLatex(title)}\\end{center}`;
}

function exerciseLatex(exercise: Exercise, at: number): string {
  const marks = marksInWords(marksOf(exercise));
  return [
    `\\exercise{${at + 1}\\quad ${escapeLatex(exercise.title)}}{${marks}}`,
    markupLatex(exercise.statement),
    ...exercise.parts.map(partLatex),
  ].join('\n\n');
}

function partLatex(part: ExercisePart): string {
  const asked = `\\textbf{(${part.id})} ${markupLatex(part.prompt)}\\outof{${part.marks}}`;
  return `${asked}\n${placeLatex(part)}`;
}

/** Room to work in, and where the answer goes. */
function placeLatex({ kind, marks, unit, choices = [], answer }: ExercisePart): string {
  const room = `${ROOM * marks}mm`;
  if (kind === 'choice') {
    const boxes = choices.map(({ label }) => `$\\square$ ${markupLatex(label)}`);
    return `\\par\\nopagebreak\\hspace*{\\fill}\\mbox{${boxes.join('} \\quad \\mbox{')}}\\par\\vspace{3mm}`;
  }
  if (kind === 'number') {
    return `\\answerline{${room}}{${unit === undefined ? '' : ` ${escapeLatex(unit)}`}}`;
  }
  const entries = rowsOfAnswer(answer);
  const width = Math.min(WIDEST, Math.floor(LINE / entries[0]!.length) - GAP);
  const rows = entries.map((row) => row.map(() => `\\answerentry{${width}mm}`).join(' & '));
  const grid = `\\begin{pmatrix} ${rows.join(' \\\\[2mm] ')} \\end{pmatrix}`;
  return `\\par\\nopagebreak\\vspace{${room}}\\hspace*{\\fill}$${grid}$\\par\\vspace{3mm}`;
}

function solutionLatex(exercise: Exercise, at: number): string {
  const answers = exercise.parts.map(
    (part) => `\\item[(${part.id})] ${answerLatex(part)}\\outof{${part.marks}}`,
  );
  const body = renderLatex(exercise.solution, {
    document: false,
    digits: digitsOf(exercise),
  });
  return [
    `\\exercise{${at + 1}\\quad ${escapeLatex(exercise.title)}}{${marksInWords(marksOf(exercise))}}`,
    `\\begin{description}\n${answers.join('\n')}\n\\end{description}`,
    // The title of the solution is that of the exercise, or near it.
    body.replace(/^\\section\*\{.*\}\n+/, ''),
  ].join('\n\n');
}

/** An answer as it is asked for: with its decimals. */
function answerLatex({ answer, decimals, unit, kind, choices = [] }: ExercisePart): string {
  if (kind === 'choice') {
    return markupLatex(choices.find(({ id }) => id === answer)?.label ?? String(answer));
  }
  const shown = tidy(answer);
  const number = (value: number): string =>
    decimals === undefined
      ? numberLatex(value, 12)
      : value.toFixed(decimals).replace(/^-(0\.?0*)$/, '$1');
  const rows = rowsOfAnswer(shown).map((row) => row.map(number));
  const latex =
    kind === 'number' ? rows[0]![0]! : kind === 'vector' ? tuple(rows[0]!) : matrix(rows);
  return `$${latex}$${unit === undefined ? '' : ` ${escapeLatex(unit)}`}`;
}
