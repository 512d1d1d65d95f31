// Exercises as Jupyter notebooks that nbgrader grades.
import { checkOptions } from '../../core/check.js';
import { checkText } from '../../derivation/check-derivation.js';
import { escapeMarkdown } from '../../derivation/escape.js';
import { renderMarkdown } from '../../derivation/render-markdown.js';
import type { Exercise } from '../types.js';
import { PYTHON_COMPARISON } from './python.js';
import {
  checkExercises,
  digitsOf,
  marksInWords,
  marksOf,
  type Question,
  questionsOf,
  tidy,
} from './questions.js';

/** What `exportNotebook` may be told. */
export interface NotebookOptions {
  /** Title of the notebook; "Exercises" where left out. */
  readonly title?: string | undefined;
}

/** Notebooks as JSON text. */
export interface ExportedNotebooks {
  /** For staff: nbgrader's source version, with answers and hidden tests, from which it makes the assignment. */
  readonly source: string;
  /** For students: without answers and without the tests that give them away. */
  readonly release: string;
  /** The worked solutions, to be handed out afterwards. */
  readonly solutions: string;
}

interface Cell {
  readonly id: string;
  readonly cell_type: 'markdown' | 'code';
  readonly metadata: object;
  readonly source: readonly string[];
}

const FN = 'exportNotebook';

/** What nbgrader puts in the place of an answer. */
const STUB = '# YOUR CODE HERE\nraise NotImplementedError()';

/**
 * Exercises as Jupyter notebooks (nbformat 4.5), with the cells that nbgrader knows: statements, a cell for each answer,
 * a cell with tests that earns the marks of its part. Answers are numbers, nested lists, NumPy arrays, or the word of a
 * choice. Tests compare within the part's tolerance, need nothing but Python, and say what is wrong of answers that are
 * known; as nbgrader has it, a test gives all marks or none.
 *
 * `source` is what nbgrader's `generate_assignment` reads: answers stand between BEGIN SOLUTION and END SOLUTION, tests
 * that give them away between BEGIN HIDDEN TESTS and END HIDDEN TESTS. `release` is the same without them, for who works
 * without nbgrader: it tests that answers have the right shape.
 *
 * @param exercises - one or several, made by `generateExercise`
 * @param options - `title` ("Exercises")
 * @returns three notebooks as JSON
 * @throws KindError for what is no exercise and for a bad option, DomainError for no exercise or one that comes twice
 *
 * @example
 * The answer stands in the source alone.
 * ```ts
 * import { exportNotebook, generateExercise } from 'fovea/exercise';
 * const { source, release } = exportNotebook(generateExercise('kl-divergence', { seed: 7 }));
 * JSON.parse(source).nbformat // => 4
 * source.includes('BEGIN SOLUTION') // => true
 * release.includes('BEGIN SOLUTION') // => false
 * ```
 */
export function exportNotebook(
  exercises: Exercise | readonly Exercise[],
  options?: NotebookOptions,
): ExportedNotebooks {
  const list = checkExercises(FN, exercises);
  const { title = 'Exercises' } = checkOptions(FN, options, ['title']);
  checkText(FN, 'title', title);
  const heading = `# ${escapeMarkdown(title)}`;
  const assignment = (withAnswers: boolean): string => {
    const first = [
      lockedCell('title', 'markdown', heading),
      lockedCell(
        'comparison',
        'code',
        `# Reads and compares answers. Run it first.\n\n${PYTHON_COMPARISON}`,
      ),
    ];
    return notebook([
      ...first,
      ...list.flatMap((each, i) => exerciseCells(each, i + 1, withAnswers)),
    ]);
  };
  return {
    source: assignment(true),
    release: assignment(false),
    solutions: notebook([
      cell('title', 'markdown', `${heading}: solutions`, {}),
      ...list.map((each, i) =>
        cell(`solution-${i + 1}`, 'markdown', solutionText(each, i + 1), {}),
      ),
    ]),
  };
}

function notebook(cells: readonly Cell[]): string {
  const content = {
    cells: cells.map((each) =>
      each.cell_type === 'code' ? { ...each, execution_count: null, outputs: [] } : each,
    ),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

function cell(id: string, cell_type: Cell['cell_type'], text: string, metadata: object): Cell {
  // Lines keep their ends, but for the last.
  return { id, cell_type, metadata, source: text.trimEnd().split(/(?<=\n)/) };
}

interface Role {
  readonly solution?: boolean;
  readonly points?: number;
}

function gradedCell(
  id: string,
  type: Cell['cell_type'],
  text: string,
  { solution = false, points }: Role,
): Cell {
  const nbgrader = {
    cell_type: type,
    grade: points !== undefined,
    grade_id: id,
    locked: !solution,
    ...(points === undefined ? {} : { points }),
    schema_version: 3,
    solution,
    task: false,
  };
  return cell(id, type, text, { nbgrader });
}

function lockedCell(id: string, type: Cell['cell_type'], text: string): Cell {
  return gradedCell(id, type, text, {});
}

function exerciseCells(exercise: Exercise, number: number, withAnswers: boolean): Cell[] {
  const marks = marksInWords(marksOf(exercise));
  const heading = `## ${number} ${escapeMarkdown(exercise.title)} [${marks}]`;
  const name = `q${number}`;
  return [
    lockedCell(`${name}-statement`, 'markdown', `${heading}\n\n${exercise.statement}`),
    ...questionsOf(FN, exercise).flatMap((question) => partCells(question, name, withAnswers)),
  ];
}

function partCells({ part, wrong }: Question, name: string, withAnswers: boolean): Cell[] {
  const { id, prompt, marks, kind, choices = [], shape = [], tolerance, period, unit } = part;
  const variable = `${name}_${id}`;
  const right = JSON.stringify(tidy(part.answer));
  const form = {
    number: `a number${unit === undefined ? '' : `, in ${unit}`}`,
    vector: `a list of ${shape[0]} numbers`,
    matrix: `a list of ${shape[0]} rows of ${shape[1]} numbers`,
    choice: `one of ${choices.map((choice) => `\`"${choice.id}"\` (${choice.label})`).join(', ')}`,
  }[kind];
  const asked = `**(${id})** ${prompt} [${marksInWords(marks)}]\n\nSet \`${variable}\` to ${form}.`;
  const answer = withAnswers
    ? `### BEGIN SOLUTION\n${variable} = ${right}\n### END SOLUTION`
    : STUB;
  const rest = `${tolerance}${period === undefined ? '' : `, ${period}`}`;
  const hidden = [
    '### BEGIN HIDDEN TESTS',
    ...wrong.flatMap((each) => [
      `assert not is_same(given, ${JSON.stringify(each.answer)}, ${rest}), \\`,
      `    ${JSON.stringify(each.explanation)}`,
    ]),
    `assert is_same(given, ${right}, ${rest}), "This is not right."`,
    '### END HIDDEN TESTS',
  ];
  const tests = [`given = plain(${variable})`, ...formTests(part), ...(withAnswers ? hidden : [])];
  return [
    lockedCell(`${name}-${id}`, 'markdown', asked),
    gradedCell(`${name}-${id}-answer`, 'code', answer, { solution: true }),
    gradedCell(`${name}-${id}-test`, 'code', tests.join('\n'), { points: marks }),
  ];
}

/** What an answer must look like: no secret. */
function formTests({ kind, choices = [], shape = [] }: Question['part']): string[] {
  if (kind === 'choice') {
    const ids = JSON.stringify(choices.map(({ id }) => id));
    return [`assert given in ${ids}, "The answer is one of the words above."`];
  }
  const axes = kind === 'number' ? '()' : `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  return [
    `assert shape_of(given) == ${axes}, "The answer has another shape."`,
    'assert all(abs(number) < float("inf") for number in numbers_of(given)), "All numbers are finite."',
  ];
}

function solutionText(exercise: Exercise, number: number): string {
  const body = renderMarkdown(exercise.solution, { digits: digitsOf(exercise) }).replace(
    /^# .*\n+/,
    '',
  );
  // Headings of a solution stand below that of its exercise.
  const lower = body.replace(/^(#{1,5}) /gm, '#$1 ');
  const answers = exercise.parts.map(
    ({ id, answer, unit }) =>
      `- (${id}) \`${JSON.stringify(tidy(answer))}\`${unit === undefined ? '' : ` ${unit}`}`,
  );
  return `## ${number} ${escapeMarkdown(exercise.title)}\n\n${exercise.statement}\n\n### Answers\n\n${answers.join('\n')}\n\n${lower}`;
}
