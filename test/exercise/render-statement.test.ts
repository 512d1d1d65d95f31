import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { exercises, generateExercise } from '../../src/exercise/generate.js';
import { renderStatement } from '../../src/exercise/render-statement.js';

const plain = { renderToString: (latex: string) => `[${latex}]` };
const strict = {
  renderToString: (latex: string, options?: object) =>
    katex.renderToString(latex, { ...options, throwOnError: true, strict: 'error' }),
};

describe('renderStatement', () => {
  it('sets every text of every topic without a complaint of KaTeX, and leaves no mark-up behind', () => {
    for (const { id } of exercises()) {
      for (const difficulty of ['easy', 'hard'] as const) {
        const { statement, parts } = generateExercise(id, { seed: 5, difficulty });
        const texts = [
          statement,
          ...parts.flatMap(({ prompt, choices = [] }) => [
            prompt,
            ...choices.map(({ label }) => label),
          ]),
        ];
        for (const text of texts) {
          const html = renderStatement(text, { katex: strict });
          expect(html).not.toContain('katex-error');
          expect(renderStatement(text, { katex: { renderToString: () => '' } })).not.toMatch(
            /\$|\|\s*\||^\|/m,
          );
        }
      }
    }
  });

  it('makes paragraphs, formulas on lines of their own and tables with headings', () => {
    const html = renderStatement('One & two.\n\n$$\na^2\n$$\n\n| x | 1 |\n|:--|--:|\n| y | $b$ |', {
      katex: plain,
    });
    expect(html).toContain('<p>One &amp; two.</p>');
    expect(html).toMatch(/<span class="fovea-formula"[^>]*overflow-x: auto[^>]*>\[a\^2\]<\/span>/);
    expect(html).toContain('aria-label="a squared"');
    expect(html).toMatch(/<div class="fovea-table"[^>]*overflow-x: auto/);
    expect(html).toContain('<th scope="col">1</th>');
    expect(html).toContain('<th scope="row">y</th>');
    expect(html).not.toContain('border=');
  });

  it('gives a label without a paragraph', () => {
    expect(renderStatement('a corner', { katex: plain, inline: true })).toBe('a corner');
  });

  it('refuses what is no text and a module that is not KaTeX, by name', () => {
    expect(() => renderStatement(3 as never, { katex: plain })).toThrow(
      'renderStatement: "markdown" expected text, got 3',
    );
    expect(() => renderStatement('', {} as never)).toThrow('renderStatement: "katex"');
    expect(() => renderStatement('', { katex: plain, inline: 1 } as never)).toThrow('"inline"');
  });
});
