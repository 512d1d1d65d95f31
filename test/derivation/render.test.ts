import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError } from '../../src/core/errors.js';
import { textWidth } from '../../src/derivation/box.js';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import { latexToText } from '../../src/derivation/math-text.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import { allSteps } from '../../src/derivation/print-context.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderLatex } from '../../src/derivation/render-latex.js';
import { renderMarkdown } from '../../src/derivation/render-markdown.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Derivation } from '../../src/derivation/types.js';
import { explainHistogramComparison } from '../../src/intensity-histogram/explain-comparison.js';
import { klDerivation, mixedDerivation } from './samples.js';

/** KaTeX as a page would use it, but for not forgiving anything. */
const strict = {
  renderToString: (latex: string, options?: object): string =>
    katex.renderToString(latex, { ...options, strict: 'error', throwOnError: true }),
};

const odd = createDerivation({
  topic: 'test',
  title: 'A & B < C_1 $x$ #5 100% {~} ^ \\ "q" `code` *b* [l](u) | <script>',
  given: [
    {
      id: 'w',
      symbol: 'w',
      title: 'words_1',
      value: ['a_b', 'c & d', '50 %', '{x}', '\\y', '日本', '😀'],
    },
  ],
  steps: [
    { id: 'a_1 %', title: 'No symbol', check: 1 },
    { id: 'b', title: 'Refers to it', check: o.add(refer('a_1 %'), 1), note: '# not a heading' },
    { id: 'r', title: 'Record', check: { record: { 'x_y & z': 1, kind: 'a$b' } } },
  ],
  result: 0,
  answer: 0,
});

describe('renderText', () => {
  it('reads like a solution written by hand', () => {
    // Worked out by hand: 0.36 ln 1.08 = 0.027706, 0.48 ln 1.44 = 0.175027, 0.16 ln 0.48 = −0.117435.
    const d = klDerivation(0.36 * Math.log(1.08) + 0.48 * Math.log(1.44) + 0.16 * Math.log(0.48));
    expect(renderText(d)).toBe(`Divergence of a binomial law from the uniform one
═════════════════════════════════════════════════

Given
─────
Binomial law
   p = (0.36, 0.48, 0.16)

Uniform law
   Three outcomes.
   q ≈ (0.3333, 0.3333, 0.3333)

Solution
────────
1  What is measured
   D = Σᵢ pᵢ ln(pᵢ/qᵢ)

2  Share of each outcome
   tᵢ = pᵢ ln(pᵢ/qᵢ) ≈ (0.02771, 0.175, −0.1174)
   outcome │    p        q     share        p larger
   ────────┼────────────────────────────────────────
   0       │ 0.36   0.3333   0.02771   0.36 > 0.3333
   1       │ 0.48   0.3333     0.175   0.48 > 0.3333
   2       │ 0.16   0.3333   −0.1174

3  Add the shares
   Never negative.
   D = Σᵢ tᵢ ≈ 0.027706 + 0.17503 − 0.11744 ≈ 0.0853

   3.1  It is positive
      Σᵢ tᵢ > 0:  0.02771 + 0.175 − 0.1174 > 0,  true

Result
──────
About 0.085 nats.

Sources
───────
S. Kullback and R. A. Leibler, "On information and sufficiency", 1951.
`);
  });

  it('shows as many digits as it is told', () => {
    const text = renderText(klDerivation(), { digits: 2 });
    expect(text).toContain('q ≈ (0.33, 0.33, 0.33)');
    expect(text).toContain('≈ 0.085');
  });

  it('shows as many levels of steps as it is told', () => {
    const overview = renderText(klDerivation(), { depth: 1 });
    expect(overview).toContain('3  Add the shares');
    expect(overview).not.toContain('3.1');
    expect(renderText(klDerivation(), { depth: 0 })).not.toContain('Solution');
  });

  it('keeps within the width', () => {
    const long = createDerivation({
      topic: 'test',
      title: 'A title of many words that has to go on several lines where the terminal is narrow',
      given: [
        {
          id: 'x',
          symbol: 'x',
          title: 'numbers',
          value: Array.from({ length: 12 }, (_, i) => i + 1 / 3),
        },
      ],
      steps: [
        {
          id: 's',
          symbol: 's',
          title: 'A long sum',
          check: o.sum(refer('x')),
          note: 'and a remark of many words '.repeat(9),
        },
        { id: 'e', symbol: 'e', title: 'A long list', check: o.exp(refer('x')) },
      ],
      result: 0,
      answer: 0,
      sources: ['A source with a long title '.repeat(6)],
    });
    for (const width of [50, 64, 80, 100, 132]) {
      for (const line of renderText(long, { width }).split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('begins no line with a comma', () => {
    const d = explainHistogramComparison([10, 10, 20, 40], [215, 235, 245, 245]);
    const lines = renderText(d).split('\n');
    expect(lines.filter((line) => /^ *,/.test(line))).toEqual([]);
    expect(lines.map((line) => line.trim())).toContain('false');
  });

  it('leaves no control character of a title to the terminal', () => {
    const d: Derivation = { ...odd, title: 'a\u001b[31mb\nc\u0007' };
    expect(renderText(d).split('\n')[0]).toBe('a[31mb c');
  });

  it('puts stacks of matrices side by side and records in tables', () => {
    const d = createDerivation({
      topic: 'test',
      title: 'Stack',
      given: [
        {
          id: 'g',
          symbol: 'G',
          title: 'images',
          value: [
            [
              [1, 2],
              [3, 4],
            ],
            [
              [5, 6],
              [7, 8],
            ],
          ],
        },
      ],
      steps: [
        {
          id: 'l',
          symbol: 'L',
          title: 'List',
          check: {
            list: [{ record: { x: 1, kind: 'edge' } }, { record: { x: -20, kind: 'corner' } }],
          },
        },
      ],
      result: [],
      answer: { list: [] },
    });
    const text = renderText(d);
    expect(text).toContain('   G₀ = ⎛1  2⎞   G₁ = ⎛5  6⎞\n        ⎝3  4⎠        ⎝7  8⎠\n');
    expect(text).toContain('     x     kind\n   ────────────\n     1     edge\n   −20   corner\n');
  });

  it('says that a comparison in a table does not hold', () => {
    const d = createDerivation({
      topic: 'test',
      title: 'Table',
      given: [],
      steps: [
        {
          id: 't',
          kind: 'statement',
          title: 'Compare',
          table: { columns: ['a'], rows: [{ label: 'one', cells: [o.less(2, 1)] }] },
        },
      ],
      result: 0,
      answer: 0,
    });
    expect(renderText(d)).toContain('one │ 2 < 1 (false)');
  });
});

describe('renderMarkdown', () => {
  it('sets displays between double dollars and cells between single ones', () => {
    const text = renderMarkdown(klDerivation());
    expect(text).toContain('# Divergence of a binomial law from the uniform one\n');
    expect(text).toContain('### 3 Add the shares\n\nNever negative.\n\n$$\n');
    expect(text).toContain('#### 3.1 It is positive\n');
    expect(text).toContain(
      '| outcome | p | q | share | p larger |\n| :-- | --: | --: | --: | --: |\n',
    );
    expect(text).toContain('| 2 | $0.16$ | $0.3333$ | $-0.1174$ |  |\n');
  });

  it('keeps plain words from being read as markup', () => {
    const text = renderMarkdown(odd);
    expect(text.split('\n')[0]).toBe(
      '# A &amp; B &lt; C\\_1 \\$x\\$ \\#5 100% \\{\\~\\} \\^ \\\\ "q" \\`code\\` \\*b\\* \\[l\\]\\(u\\) \\| &lt;script&gt;',
    );
    expect(text).toContain('\n\\# not a heading\n');
  });

  it('cuts slides that hold what the page holds, a step on each', () => {
    for (const d of [klDerivation(), mixedDerivation(), odd]) {
      const lines = (markdown: string): string[] =>
        markdown
          .split('\n')
          .filter((line) => line !== '' && line !== '---' && line !== '## Solution')
          .map((line) => line.replace(/^#+ /, '# '));
      const slides = renderMarkdown(d, { slides: true });
      expect(lines(slides)).toEqual(lines(renderMarkdown(d)));
      expect(renderMarkdown(d, { slides: false })).toBe(renderMarkdown(d));
      const cut = slides.split('\n\n---\n\n');
      const steps = cut.filter((slide) => /^## [\d.]+ /.test(slide));
      expect(steps.length).toBe(allSteps(d.steps).length);
      expect(steps.every((slide) => slide.match(/^#+ /gm)!.length === 1)).toBe(true);
      const outermost = renderMarkdown(d, { slides: true, depth: 1 }).split('\n\n---\n\n');
      expect(outermost.filter((slide) => /^## [\d.]+ /.test(slide)).length).toBe(d.steps.length);
    }
    expect(() => renderMarkdown(odd, { slides: 'yes' as never })).toThrow(
      'renderMarkdown: "slides" expected true or false, got "yes"',
    );
  });

  it('keeps a bar in a cell from ending it', () => {
    const table = { columns: ['a'], rows: [{ label: '', cells: [o.less(o.abs(-3), 4)] }] };
    const d = createDerivation({
      topic: '',
      title: '',
      given: [],
      steps: [{ id: 's', kind: 'statement', title: '', table }],
      result: 0,
      answer: 0,
    });
    const row = renderMarkdown(d)
      .split('\n')
      .find((line) => line.includes('vert'))!;
    expect(row.match(/\|/g)).toHaveLength(3);
  });
});

describe('renderLatex', () => {
  it('makes a document that needs amsmath and amssymb alone, or its body', () => {
    const text = renderLatex(klDerivation());
    expect(text.match(/\\usepackage(\[.*?\])?\{(.*?)\}/g)).toEqual([
      '\\usepackage[utf8]{inputenc}',
      '\\usepackage[T1]{fontenc}',
      '\\usepackage{amsmath}',
      '\\usepackage{amssymb}',
    ]);
    const body = renderLatex(klDerivation(), { document: false });
    expect(text).toContain(`\\begin{document}\n${body}\\end{document}\n`);
    expect(body).not.toContain('documentclass');
  });

  it('leaves no character that LaTeX does not know to its text', () => {
    const title = 'x₁₂ = ½ Σᵢ δ² ≈ ᾱ − x̂ → ∞ “é” – 5° ∂f′ § £ © ☃';
    const d = createDerivation({
      topic: 'test',
      title,
      given: [],
      steps: [],
      result: 0,
      answer: 0,
    });
    expect(renderLatex(d, { document: false }).split('\n')[0]).toBe(
      [
        '\\section*{x$_{1}$$_{2}$ = $\\frac12$ $\\sum$$_{i}$ $\\delta$$^2$ $\\approx$ $\\bar{\\alpha}$ $-$ ',
        "$\\hat{x}$ $\\rightarrow$ $\\infty$ “é” – 5$^\\circ$ $\\partial$f$'$ \\S{} \\pounds{} \\copyright{} ?}",
      ].join(''),
    );
  });

  it('closes what it opens', () => {
    for (const d of [klDerivation(), mixedDerivation(), odd]) {
      const text = renderLatex(d);
      const open = [...text.matchAll(/\\begin\{(\w+)\}/g)].map((match) => match[1]).sort();
      const close = [...text.matchAll(/\\end\{(\w+)\}/g)].map((match) => match[1]).sort();
      expect(open).toEqual(close);
      const bare = text.replaceAll('\\\\', '').replaceAll(/\\[{}]/g, '');
      expect(bare.match(/\{/g)).toHaveLength(bare.match(/\}/g)!.length);
    }
  });

  it('escapes plain words', () => {
    expect(renderLatex(odd, { document: false }).split('\n')[0]).toBe(
      '\\section*{A \\& B < C\\_1 \\$x\\$ \\#5 100\\% \\{\\textasciitilde{}\\} \\textasciicircum{} \\textbackslash{} "q" `code` *b* [l](u) | <script>}',
    );
  });
});

describe('renderHtml', () => {
  it('sets every formula with the KaTeX that it is handed, without a complaint', () => {
    for (const d of [klDerivation(), mixedDerivation(), odd]) {
      expect(renderHtml(d, { katex: strict })).not.toContain('katex-error');
    }
  });

  it('gives each step an element with its id, opened, inside the step that holds it', () => {
    const html = renderHtml(klDerivation(), { katex: strict });
    const steps = [...html.matchAll(/<details open class="fovea-step" data-step="(.*?)"/g)];
    expect(steps.map((match) => match[1])).toEqual(['why', 'terms', 'kl', 'positive']);
    expect(html.match(/<\/details>/g)).toHaveLength(4);
    expect(html.indexOf('data-step="positive"')).toBeLessThan(
      html.lastIndexOf('</details>\n</div>\n</details>'),
    );
    expect(html).toContain('<th scope="col">outcome</th>');
    expect(html).toContain('<th scope="row" style="white-space: nowrap">2</th>');
  });

  it('opens as many levels of steps as it is told', () => {
    const count = (open: number): number =>
      renderHtml(klDerivation(), { katex: strict, open }).match(/<details open /g)?.length ?? 0;
    expect([0, 1, 2, Infinity].map(count)).toEqual([0, 3, 4, 4]);
    expect(renderHtml(klDerivation(), { katex: strict, open: 0 })).toContain('<details class=');
    expect(() => renderHtml(klDerivation(), { katex: strict, open: -1 })).toThrow(DomainError);
  });

  it('tells as many steps as it is told, and of the others their titles alone', () => {
    const d = klDerivation();
    const told = (count: number): string => renderHtml(d, { katex: strict, told: count });
    expect(told(0)).not.toContain('<details');
    expect(told(0).match(/class="fovea-untold"/g)).toHaveLength(d.steps.length);
    expect(told(0)).toContain(`<p class="fovea-untold">1 ${d.steps[0]!.title}</p>`);
    // What hints are for: neither numbers of later steps nor the result may be found in the page.
    expect(told(d.steps.length - 1)).not.toContain('<h3>Result</h3>');
    expect(told(1).match(/data-step="/g)).toHaveLength(1);
    expect(told(d.steps.length)).toBe(renderHtml(d, { katex: strict }));
    expect(() => told(0.5)).toThrow('renderHtml: "told"');
  });

  it('says what each step looks at, and marks the cells where it stands', () => {
    const d = createDerivation({
      topic: 'test',
      title: 'Corner',
      given: [
        {
          id: 'm',
          symbol: 'M',
          title: 'A matrix',
          value: [
            [1, -2],
            [3, 4],
          ],
        },
        { id: 'n', symbol: 'n', title: 'A number', value: 7 },
      ],
      steps: [
        { id: 's', symbol: 's', title: 'Add', check: o.add(refer('m', [1, 0]), refer('n')) },
        { id: 'v', symbol: 'v', title: 'List', check: o.multiply(refer('m', [0]), 2) },
      ],
      result: 0,
      answer: 0,
    });
    const html = renderHtml(d, { katex, cells: true });
    expect(html).not.toContain('katex-error');
    for (const cell of ['m.0.0', 'm.0.1', 'm.1.0', 'm.1.1', 'n', 's', 'v.0', 'v.1']) {
      expect(html.match(new RegExp(`data-cell="${cell}"`, 'g')), cell).toHaveLength(1);
    }
    const refers = /data-step="s" data-refers="(.*?)"/.exec(html)?.[1]?.replaceAll('&quot;', '"');
    expect(JSON.parse(refers!)).toEqual([{ id: 'm', cells: [[1, 0]] }, { id: 'n' }]);
    // Marks show nothing: words and layout are the same.
    const bare = renderHtml(d, { katex });
    const labels = (text: string): string[] => text.match(/aria-label="[^"]*"/g) ?? [];
    expect(labels(html)).toEqual(labels(bare));
    expect(bare).not.toContain('data-cell');
    expect(latexToText('\\htmlData{cell=m.0.1}{-2} + 1')).toBe('−2 + 1');
    expect(() => renderHtml(d, { katex, cells: 1 } as never)).toThrow('renderHtml: "cells"');
  });

  it('escapes plain words, in attributes too', () => {
    const html = renderHtml(odd, { katex: { renderToString: () => '' } });
    expect(html).not.toContain('<script');
    // Words of a formula stand in an attribute.
    expect(html).toContain('aria-label="w equals open parenthesis a_b, c &amp; d,');
    expect(html).toContain('A &amp; B &lt; C_1 $x$ #5 100% {~} ^ \\ &quot;q&quot;');
    const quoted = createDerivation({
      topic: '',
      title: '',
      given: [],
      steps: [{ id: '"><b', kind: 'statement', title: '' }],
      result: 0,
      answer: 0,
    });
    expect(renderHtml(quoted, { katex: strict })).toContain('data-step="&quot;&gt;&lt;b"');
  });

  it('says every formula in words too', () => {
    const html = renderHtml(klDerivation(), { katex: strict });
    expect(html).toContain(
      '<div class="fovea-formula" role="math" aria-label="D equals the sum over i of p sub i the natural logarithm of p sub i over q sub i"',
    );
    expect(html).toContain('<td><span role="math" aria-label="0.36 is greater than 0.3333">');
    const formulas = html.match(/class="katex"/g) ?? [];
    expect(html.match(/role="math" aria-label="[^"]+"/g)).toHaveLength(formulas.length);
    expect(html.match(/<math /g)).toHaveLength(formulas.length);
  });

  it('says so where KaTeX is missing', () => {
    expect(() => renderHtml(odd, {} as Parameters<typeof renderHtml>[1])).toThrow(
      'renderHtml: "katex" expected the module katex, got undefined',
    );
  });
});

describe('long sums', () => {
  it('leave terms out where a line could not be broken', () => {
    const x = Array.from({ length: 12 }, (_, i) => i + 0.123);
    const d = createDerivation({
      topic: 'test',
      title: 'Below a root',
      given: [{ id: 'x', symbol: 'x', title: 'x', value: x }],
      steps: [
        {
          id: 's',
          symbol: 's',
          title: 'Root',
          check: o.sqrt(o.sum(o.power(o.subtract(refer('x'), 0.5), 2))),
        },
      ],
      result: 0,
      answer: 0,
    });
    expect(renderText(d)).toContain(
      '√((0.123 − 0.5)² + (1.123 − 0.5)² + (2.123 − 0.5)² + ⋯ + (10.12 − 0.5)² + (11.12 − 0.5)²)',
    );
  });
});

describe('given numbers', () => {
  const number = (id: string, title: string, value: number, note?: string) => ({
    ...{ id, symbol: id, title, value },
    ...(note === undefined ? {} : { note }),
  });
  const d = createDerivation({
    topic: 'test',
    title: 'Several numbers',
    given: [
      number('x', 'Input', 1),
      { id: 'm', symbol: 'M', title: 'A matrix', value: [[1, 2]] },
      number('w', 'Weight ]', 0.5),
      number('y', 'Input', 1 / 3),
      number('r', 'Rate', 0.1, 'Above 0 & small.'),
    ],
    steps: [],
    result: 0,
    answer: 0,
  });

  it('stand together in text, those of one title in one line', () => {
    expect(renderText(d)).toContain(
      [
        'Input      x = 1   y ≈ 0.3333',
        'Weight ]   w = 0.5',
        'Rate       r = 0.1',
        '           Above 0 & small.',
        '',
        'A matrix',
        '   M = (1  2)',
        '',
      ].join('\n'),
    );
  });

  it('stand below their titles where the terminal is narrow, within the width', () => {
    const many = createDerivation({
      topic: 'test',
      title: 'Many',
      given: Array.from({ length: 20 }, (_, i) => number(`x${i}`, 'A title of many words', i)),
      steps: [],
      result: 0,
      answer: 0,
    });
    const lines = renderText(many, { width: 40 }).split('\n');
    expect(lines.filter((line) => line === 'A title of many words')).toHaveLength(1);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(40);
  });

  it('stand together in Markdown, LaTeX and HTML', () => {
    expect(renderMarkdown(d)).toContain(
      '## Given\n\n- Input: $x = 1$, $y \\approx 0.3333$\n- Weight \\]: $w = 0.5$\n- Rate: $r = 0.1$. Above 0 &amp; small.\n\n**A matrix**\n',
    );
    expect(renderLatex(d)).toContain(
      '\\begin{description}\\raggedright\n\\item[{Input.}] \\mbox{$x = 1$},\\quad \\mbox{$y \\approx 0.3333$}\n\\item[{Weight ].}] \\mbox{$w = 0.5$}\n',
    );
    const html = renderHtml(d, { katex: { renderToString: (latex) => `<i>${latex}</i>` } });
    expect(html.match(/<dt>.*<\/dt>/g)).toEqual([
      '<dt>Input</dt>',
      '<dt>Weight ]</dt>',
      '<dt>Rate</dt>',
    ]);
    expect(html).toContain('<i>r = 0.1</i></span> Above 0 &amp; small.</dd>');
    expect(html.match(/<h4>/g)).toHaveLength(1);
  });
});

describe('a record that is a formula', () => {
  const formula = { expression: '(a5 - y) * x', latex: '\\left(a_{5} - y\\right) x' };
  const show = (result: Derivation['result'], symbol?: string): Derivation =>
    createDerivation({
      ...{ topic: 'test', title: 'Formulas', given: [], steps: [], result, symbol },
      answer: 0,
    });
  const html = (d: Derivation): string =>
    renderHtml(d, { katex: { renderToString: (latex) => `<i>${latex}</i>` } });

  it('is shown once, as maths, behind the symbol of the result and before its number', () => {
    const d = show({ ...formula, value: 1 / 3 }, '\\frac{\\partial L}{\\partial w}');
    const shown = '\\frac{\\partial L}{\\partial w} = \\left(a_{5} - y\\right) x \\approx 0.3333';
    expect(renderLatex(d)).toContain(`\\subsection*{Result}\n\n\\[ ${shown} \\]\n`);
    expect(renderMarkdown(d)).toContain(`## Result\n\n$$\n${shown}\n$$\n`);
    expect(html(d)).toContain(`<i>${shown}</i>`);
    expect(renderText(d)).toMatch(/Result\n─+\n.* = \(a₅ − y\)x ≈ 0.3333\n$/);
    for (const text of [renderLatex(d), renderMarkdown(d), html(d), renderText(d)]) {
      expect(text).not.toContain('a5');
    }
  });

  it('needs neither symbol nor number', () => {
    expect(renderText(show(formula))).toContain('Result\n──────\n(a₅ − y)x\n');
    expect(renderText(show({ ...formula, value: 2 }))).toContain('\n(a₅ − y)x = 2\n');
    const zero = { expression: '0', latex: '0', value: 0 };
    expect(renderText(show(zero, 'd'))).toContain('Result\n──────\nd = 0\n');
  });

  it('stands in a column of its own among other fields', () => {
    const d = show([
      { by: 'w', ...formula },
      { by: 'b', expression: 'a5', latex: 'a_{5}' },
    ]);
    expect(renderText(d)).toContain(
      'by     formula\n──────────────\n w   (a₅ − y)x\n b          a₅\n',
    );
    expect(renderMarkdown(d)).toContain('| $\\text{b}$ | $a_{5}$ |');
  });

  it('is no formula where one of the twins is missing', () => {
    expect(renderText(show({ latex: 'x_1', n: 1 }))).toContain('latex   n\n─────────\n  x_1   1\n');
  });
});

describe('records as results', () => {
  const show = (result: Derivation['result']): string =>
    renderText(
      createDerivation({ topic: '', title: 'T', given: [], steps: [], result, answer: 0 }),
      { width: 80 },
    );

  it('are turned round where they hold records, so that no cell is a list', () => {
    expect(show({ values: { w: 0.5, x: 2 }, gradients: { w: -1 } })).toContain(
      '  │ values   gradients\n──┼───────────────────\nw │    0.5          −1\nx │      2\n',
    );
  });

  it('are listed where they would be wider than the page', () => {
    const words = 'many words in a long row';
    const text = show({ a: words, b: words, c: words, d: 4 });
    expect(text).toContain(`a = ${words}   b = ${words}\n\nc = ${words}   d = 4\n`);
  });

  it('may be empty', () => {
    expect(show({})).toContain('Result');
  });
});

describe('a long chain', () => {
  const long = (letter: string): string =>
    Array.from({ length: 9 }, (_, i) => `${letter}_{${i}} \\cdot ${letter}`).join(' + ');
  const d = createDerivation({
    topic: 'test',
    title: 'A chain of the author',
    given: [{ id: 'x', symbol: 'x', title: 'A number', value: 1 }],
    steps: [
      {
        id: 's',
        symbol: 's',
        title: 'Equal to this, and to that',
        formula: `s = ${long('a')} = ${long('b')}`,
        check: o.add(refer('x'), 1),
      },
    ],
    result: 2,
    answer: refer('s'),
  });

  it('goes on a new line at each sign, below the first', () => {
    const lines = renderText(d, { width: 80 }).split('\n');
    const start = lines.findIndex((line) => line.startsWith('   s = a₀'));
    expect(lines.slice(start + 1, start + 5)).toEqual([
      '        + a₈ · a',
      '     = b₀ · b + b₁ · b + b₂ · b + b₃ · b + b₄ · b + b₅ · b + b₆ · b + b₇ · b',
      '        + b₈ · b',
      '     = 1 + 1 = 2',
    ]);
  });

  it.each([
    ['renderLatex', renderLatex(d)],
    ['renderMarkdown', renderMarkdown(d)],
  ])('is aligned at its signs by %s', (_, text) => {
    expect(text).toMatch(/\\begin\{aligned\} s&= a_.*\\\\ &= b_.*\\\\ &= 1 \+ 1 \\\\ &= 2 \\end/);
  });
});

describe('every printer', () => {
  const printers: readonly [string, (d: Derivation, options: object) => string][] = [
    ['renderText', renderText],
    ['renderMarkdown', renderMarkdown],
    ['renderLatex', renderLatex],
    ['renderHtml', (d, options) => renderHtml(d, { katex: strict, ...options })],
  ];

  it.each(printers)('%s refuses options that it does not know or cannot follow', (name, print) => {
    expect(() => print(odd, { digit: 3 })).toThrow(KindError);
    expect(() => print(odd, { digits: 0 })).toThrow(
      `${name}: "digits" expected a whole number >= 1 and <= 17, got 0`,
    );
    expect(() => print(odd, { digits: '3' })).toThrow(KindError);
    expect(() => print(odd, { depth: -1 })).toThrow(`${name}: "depth"`);
  });

  it.each(printers)('%s shows values of every kind', (_, print) => {
    expect(print(mixedDerivation(), {}).length).toBeGreaterThan(100);
  });
});
