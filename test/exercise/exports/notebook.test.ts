// Notebooks are checked against nbformat's own schema, and by the rules of nbgrader's validator.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { exportNotebook, generateExercise } from '../../../src/exercise/index.js';
import { codeGeneration } from '../../laws/code-generation.js';
import { nastyExercise, samples } from './samples.js';

interface Grader {
  readonly grade: boolean;
  readonly solution: boolean;
  readonly locked: boolean;
  readonly grade_id: string;
  readonly points?: number;
}

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly metadata: { readonly nbgrader?: Grader };
}

const file = join(import.meta.dirname, '../../reference/nbformat/nbformat.v4.5.schema.json');
// The schema is in draft 4, of which it uses nothing that later drafts read otherwise.
const { $schema: _, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
// The validator generates code.
const validate = codeGeneration ? new Ajv({ strict: false }).compile(schema) : undefined;

function cellsOf(notebook: string): readonly Cell[] {
  const content = JSON.parse(notebook);
  if (validate !== undefined) {
    validate(content);
    expect(validate.errors).toBeNull();
  }
  return content.cells;
}

function textOf({ source }: Cell): string {
  return source.join('');
}

describe('exportNotebook', () => {
  const all = samples();
  const { source, release, solutions } = exportNotebook(all, { title: 'Week 3' });

  it('fits the schema of notebooks, which refuses what does not', () => {
    for (const notebook of [source, release, solutions]) {
      const ids = cellsOf(notebook).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const spoilt = JSON.parse(source);
    spoilt.cells[3].id = 'a b';
    if (validate !== undefined) expect(validate(spoilt)).toBe(false);
  });

  it('has the cells that nbgrader wants', () => {
    for (const notebook of [source, release]) {
      const graded = cellsOf(notebook).flatMap(({ cell_type, metadata: { nbgrader } }) =>
        nbgrader === undefined ? [] : [{ cell_type, ...nbgrader }],
      );
      expect(new Set(graded.map(({ grade_id }) => grade_id)).size).toBe(graded.length);
      for (const { cell_type, grade, solution, points } of graded) {
        expect(points !== undefined).toBe(grade);
        // Markdown is graded by hand, where it is an answer: there is none.
        if (cell_type === 'markdown') expect([grade, solution]).toEqual([false, false]);
        expect(grade && solution).toBe(false);
      }
      const marks = all.flatMap(({ parts }) => parts.map((part) => part.marks));
      expect(graded.flatMap(({ points = [] }) => points)).toEqual(marks);
      expect(graded.filter(({ locked }) => !locked)).toHaveLength(marks.length);
    }
  });

  it('has answers and what tests them between the marks that nbgrader takes out', () => {
    const cells = cellsOf(source);
    const students = cellsOf(release);
    cells.forEach((cell, i) => {
      const stub = '# YOUR CODE HERE\nraise NotImplementedError()';
      const without = textOf(cell)
        .replace(/\n### BEGIN HIDDEN TESTS\n[\s\S]*\n### END HIDDEN TESTS$/, '')
        .replace(/^### BEGIN SOLUTION\n[\s\S]*\n### END SOLUTION$/, stub);
      expect(textOf(students[i]!)).toBe(without);
    });
    const answers = cells.filter(({ metadata }) => metadata.nbgrader?.solution).map(textOf);
    const right = all.flatMap(({ parts }) => parts.map(({ answer }) => answer));
    expect(answers).toHaveLength(right.length);
    answers.forEach((text, i) => {
      const [, shown] = / = (.*)\n/.exec(text) ?? [];
      const numbers = (value: unknown): unknown[] => [value].flat(2);
      numbers(JSON.parse(shown!)).forEach((value, j) => {
        const wanted = numbers(right[i])[j];
        if (typeof wanted !== 'number') expect(value).toBe(wanted);
        else expect(value).toBeCloseTo(wanted, 8);
      });
    });
  });

  it('tells in a test what a known wrong answer comes from', () => {
    const exercise = generateExercise('rotation-invariance', { seed: 4 });
    const tests = cellsOf(exportNotebook(exercise).source).filter(
      ({ metadata }) => metadata.nbgrader?.grade,
    );
    tests.forEach((cell, i) => {
      const { tolerance, period } = exercise.parts[i]!;
      const lines = textOf(cell).split('\n');
      if (exercise.parts[i]!.kind === 'choice') return;
      const last = lines.at(-2)!;
      expect(last).toContain(`${period === undefined ? '' : `, ${period}`}), "This is not right."`);
      expect(Number(/, ([\d.e-]+)(?:, \d+)?\), "This/.exec(last)![1])).toBeCloseTo(tolerance, 12);
    });
    expect(tests.map(textOf).join('\n')).toMatch(/assert not is_same\(given, .*\), \\\n {4}"[A-Z]/);
  });

  it('solves every exercise apart', () => {
    const cells = cellsOf(solutions);
    expect(textOf(cells[0]!)).toBe('# Week 3: solutions');
    expect(cells).toHaveLength(all.length + 1);
    all.forEach((exercise, i) => {
      const text = textOf(cells[i + 1]!);
      expect(text).toContain(exercise.statement);
      expect(text).toContain('### Solution\n');
      expect(text.match(/^#{1,2} /gm)).toHaveLength(1);
    });
  });

  it('shows words as they are, and says what is wrong with its arguments', () => {
    const cells = cellsOf(exportNotebook(nastyExercise(), { title: '*A*' }).source);
    expect(textOf(cells[0]!)).toBe('# \\*A\\*');
    expect(textOf(cells[2]!)).toContain('## 1 A/B &amp; "C" &lt;\\]\\]&gt; \\{\\{d\\}\\}');
    expect(() => exportNotebook([])).toThrow(/exportNotebook.*exercises/s);
    expect(() => exportNotebook(generateExercise('harris'), { title: 3 as never })).toThrow(
      'title',
    );
    expect(() => exportNotebook(generateExercise('harris'), { name: '' } as never)).toThrow('name');
  });
});
