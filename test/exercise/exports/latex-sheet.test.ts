// The document as a whole was compiled and looked at while this was built; here its structure is checked, and each formula
// by KaTeX.
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { exportLatexSheet, generateExercise } from '../../../src/exercise/index.js';
import { nastyExercise, samples } from './samples.js';

function bodyOf(document: string): string {
  const [, body] = /\\begin\{document\}\n([\s\S]*)\\end\{document\}\n$/.exec(document) ?? [];
  expect(body).toBeDefined();
  return body!;
}

/** Environments and braces that close in the order they were opened. */
function isBalanced(latex: string): boolean {
  const open: string[] = [];
  for (const [token, begins, ends] of latex.matchAll(
    /\\begin\{([a-z*]+)\}|\\end\{([a-z*]+)\}|\\[\\{}$]|[{}$]/g,
  )) {
    if (begins !== undefined) open.push(begins);
    else if (ends !== undefined && open.pop() !== ends) return false;
    else if (token === '{') open.push('}');
    else if (token === '}' && open.pop() !== '}') return false;
    else if (token === '$' && open.at(-1) === '$') open.pop();
    else if (token === '$') open.push('$');
  }
  return open.length === 0;
}

describe('exportLatexSheet', () => {
  const all = samples();
  const { sheet, solutions } = exportLatexSheet(all, { title: 'Week 3', solutions: 'apart' });

  it('is LaTeX whose braces close and whose formulas can be set', () => {
    for (const document of [sheet, solutions!]) {
      const body = bodyOf(document);
      expect(isBalanced(body)).toBe(true);
      const formulas = body.matchAll(/(?<!\\)\$((?:\\.|[^$])*)\$|(?<!\\)\\\[([\s\S]*?)\\\](?!\[)/g);
      let count = 0;
      for (const [, inline, display] of formulas) {
        const latex = (inline ?? display!).replace(/\\answerentry\{\d+mm\}/g, 'x');
        katex.renderToString(latex, {
          throwOnError: true,
          strict: 'error',
          displayMode: inline === undefined,
        });
        count++;
      }
      expect(count).toBeGreaterThan(5 * all.length);
    }
  });

  it('has marks, and a place for each answer of its shape', () => {
    const body = bodyOf(sheet);
    const parts = all.flatMap((exercise) => exercise.parts);
    const marks = parts.map((part) => part.marks);
    expect([...body.matchAll(/\\outof\{(\d+)\}/g)].map(([, mark]) => Number(mark))).toEqual(marks);
    const all_ = marks.reduce((a, b) => a + b, 0);
    expect(body).toContain(`of ${all_}\n`);
    const lines = body.match(/\\answerline/g) ?? [];
    expect(lines).toHaveLength(parts.filter(({ kind }) => kind === 'number').length);
    const entries = body.match(/\\answerentry/g) ?? [];
    const numbers = parts.flatMap(({ answer }) => (Array.isArray(answer) ? answer.flat() : []));
    expect(entries).toHaveLength(numbers.length);
    const boxes = body.match(/\\square/g) ?? [];
    expect(boxes).toHaveLength(parts.flatMap(({ choices = [] }) => choices).length);
  });

  it('has solutions apart, at the end, or not at all, with the decimals asked for', () => {
    const exercise = generateExercise('harris', { seed: 3 });
    const apart = exportLatexSheet(exercise, { solutions: 'apart' });
    const both = exportLatexSheet(exercise, { solutions: true });
    const none = exportLatexSheet(exercise);
    expect(Object.keys(none)).toEqual(['sheet']);
    expect(none.sheet).toBe(apart.sheet);
    expect(both.solutions).toBeUndefined();
    const answer = '$1932.95$\\outof{2}';
    expect(exercise.parts[3]!.answer).toBeCloseTo(1932.95, 9);
    expect([none.sheet, apart.solutions!, both.sheet].map((text) => text.includes(answer))).toEqual(
      [false, true, true],
    );
    expect(both.sheet).toContain(bodyOf(none.sheet).trim());
    expect(bodyOf(apart.solutions!)).toContain('$\\left(\\begin{array}{rr} 56 & 21 \\\\ 21 & 53');
  });

  it('sets tables, and words as they are', () => {
    const table = bodyOf(exportLatexSheet(generateExercise('histograms')).sheet);
    expect(table).toMatch(
      /\\begin\{tabular\}\{l\|r+\}\nintensity & \$?0\$?(?: & \$?\d+\$?)+ \\\\\n\\hline\nimage A &/,
    );
    const { sheet: nasty } = exportLatexSheet(nastyExercise(), { title: '50 % & #1_a' });
    expect(nasty).toContain('\\LARGE\\bfseries 50 \\% \\& \\#1\\_a');
    expect(nasty).toContain('Is $a < b$ \\& \\{\\{c\\}\\} ]]> 100 \\%?');
    expect(isBalanced(bodyOf(nasty))).toBe(true);
  });

  it('says what is wrong with its arguments', () => {
    const exercise = generateExercise('harris');
    expect(() => exportLatexSheet([])).toThrow(/exportLatexSheet.*exercises/s);
    expect(() => exportLatexSheet(exercise, { solutions: 'yes' as never })).toThrow('"apart"');
    expect(() => exportLatexSheet(exercise, { title: 1 as never })).toThrow('title');
    expect(() => exportLatexSheet(exercise, { answers: true } as never)).toThrow('answers');
  });
});
