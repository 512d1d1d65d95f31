import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLatex, splitRelations } from '../../src/derivation/break-latex.js';
import { latexBox, latexToText } from '../../src/derivation/math-text.js';

describe('latexToText', () => {
  it.each([
    // Indices and powers
    ['x_1^2', 'x₁²'],
    ['a_{i,j}', 'aᵢⱼ'],
    ['a_{10,j}', 'a[10, j]'],
    ['x_{\\text{max}}', 'xₘₐₓ'],
    ['x_{\\text{class}}', 'x_class'],
    ["f'(x)", 'f′(x)'],
    ["s''_{ij} + Q'^{(1)}", 'sᵢⱼ′′ + Q′⁽¹⁾'],
    ['e^{-x^2/2}', 'e^(−x²/2)'],
    ['90^\\circ, \\dots', '90°, …'],
    ['A^{\\top} A^{-1}', 'AᵀA⁻¹'],
    ['\\sum_{i=1}^{n} x_i', 'Σᵢ₌₁ⁿ xᵢ'],
    // Fractions and roots say what belongs together
    ['\\frac{1}{2}', '1/2'],
    ['\\frac{a+b}{c-d}', '(a + b)/(c − d)'],
    ['2 \\cdot \\frac{a}{b} + 1', '2 · a/b + 1'],
    ['x\\,\\frac{a}{b}', 'x a/b'],
    ['x\\frac{a}{b}', 'x(a/b)'],
    ['\\frac{a}{b} c', '(a/b)c'],
    ['\\frac{a}{b}\\, c + \\frac{1}{2}\\,(d - e)', '(a/b) c + (1/2) (d − e)'],
    ['\\frac{a}{b} \\quad c', 'a/b  c'],
    ['\\frac{\\frac{a}{b}}{c}', '(a/b)/c'],
    ['\\ln\\frac{p}{q}', 'ln(p/q)'],
    // A function of something is one thing, a product is not.
    ["\\frac{P'(A)}{p_1(x \\mid \\text{a b})}", 'P′(A)/p₁(x | a b)'],
    ['\\frac{a\\,(b + c)}{2 (x)}', '(a (b + c))/(2(x))'],
    ['\\frac{p(a) p(b)}{2}', '(p(a)p(b))/2'],
    // Nor is a derivative.
    ['\\frac{\\partial L}{\\partial w_{13}} \\cdot \\frac{dz}{dx}', '∂L/∂w₁₃ · dz/dx'],
    ['\\frac{\\partial L}{\\partial a} a_3', '(∂L/∂a)a₃'],
    ['\\frac{\\partial}{\\partial f_1} \\ln f_1', '(∂/∂f₁) ln f₁'],
    ['\\frac{d}{2}', 'd/2'],
    ['\\frac{d k}{2}', '(dk)/2'],
    ['\\frac{\\partial L}{\\partial x\\,\\partial y}', '(∂L)/(∂x ∂y)'],
    ['\\sqrt{2}\\,\\sqrt{x + 1}', '√2 √(x + 1)'],
    // Signs are told from operations
    ['-3 - -2 < -1', '−3 − −2 < −1'],
    ['(-3) \\cdot (-2)', '(−3) · (−2)'],
    ['(1,\\, -2,\\, +3)', '(1, −2, +3)'],
    ['a = -b', 'a = −b'],
    ['\\text{if } -2 > x', 'if −2 > x'],
    // Greek, relations, accents, functions, delimiters
    ['\\hat{x} \\approx \\bar\\alpha_t', 'x̂ ≈ ᾱₜ'],
    ['\\sigma \\ge \\pi \\ne \\infty', 'σ ≥ π ≠ ∞'],
    ['\\max(a, b) \\le \\left\\|x\\right\\|', 'max(a, b) ≤ ‖x‖'],
    ['\\operatorname{tr} M \\mapsto \\mathbf{v}', 'tr M ↦ v'],
    ['\\left\\lbrace i : x_i \\not< 0 \\right\\rbrace', '{i : xᵢ ≮ 0}'.normalize('NFD')],
    ['\\text{a\\_b \\& 5\\%}', 'a_b & 5%'],
    ['1.2 \\times 10^{-5}', '1.2 × 10⁻⁵'],
    ['a \\quad b', 'a  b'],
    ['\\unheard{x}', 'unheardx'],
  ])('writes %s as %s', (latex, text) => {
    expect(latexToText(latex).normalize('NFD')).toBe(text.normalize('NFD'));
  });

  it('writes matrices as aligned columns, level with what stands beside them', () => {
    expect(
      latexToText(
        'A = \\begin{pmatrix} 1 & -20 \\\\ 300 & 4 \\\\ 5 & 6 \\end{pmatrix}^{\\top} + 1',
      ),
    ).toBe(['    ⎛  1  −20⎞ᵀ', 'A = ⎜300    4⎟  + 1', '    ⎝  5    6⎠'].join('\n'));
    expect(latexToText('\\begin{bmatrix} 1 & 2 \\end{bmatrix}')).toBe('[1  2]');
    expect(latexToText('\\begin{vmatrix} a \\\\ b \\end{vmatrix}')).toBe('│a│\n│b│');
  });

  it('writes cases behind a brace of their height', () => {
    const rows = (count: number): string =>
      latexToText(
        `\\begin{cases} ${Array.from({ length: count }, () => 'a & b').join('\\\\')} \\end{cases}`,
      );
    expect(rows(1)).toBe('{ a  b');
    expect(rows(2)).toBe('⎰ a  b\n⎱ a  b');
    expect(rows(3)).toBe('⎧ a  b\n⎨ a  b\n⎩ a  b');
    expect(rows(4).replaceAll(' a  b', '')).toBe('⎧\n⎨\n⎪\n⎩');
  });

  it('puts a matrix in a fraction above a line', () => {
    expect(latexToText('\\frac{\\begin{matrix} 1 \\\\ 2 \\end{matrix}}{n}')).toBe('1\n2\n─\nn');
  });

  it('reads anything, however broken, and ends', () => {
    const pieces = fc.constantFrom(
      ...[
        '\\frac',
        '{',
        '}',
        '_',
        '^',
        '\\left',
        '\\right',
        '(',
        ')',
        '&',
        '\\\\',
        '\\begin{array}',
      ],
      ...[
        '\\end{array}',
        '\\sqrt',
        '\\text',
        'x',
        '-',
        ' ',
        '\\',
        "'",
        '\\not',
        '\\hat',
        '1.5',
        '\\operatorname',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (latex) => {
          const { lines, width, baseline } = latexBox(latex);
          expect(lines.length).toBeGreaterThan(0);
          expect(baseline).toBeLessThan(lines.length);
          expect(width).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300, examples: [['\\left\\frac\\begin{array}']] },
    );
  });
});

describe('breakLatex', () => {
  const sum = Array.from({ length: 20 }, (_, i) => `a_{${i}} \\cdot ${i}`).join(' + ');

  it('leaves alone what fits', () => {
    expect(breakLatex('a + b', 5)).toEqual(['a + b']);
  });

  it('breaks before plus and minus and after commas, within the width', () => {
    expect(breakLatex('aa + bb - cc', 7)).toEqual(['aa + bb', '{} - cc']);
    expect(breakLatex('(1,\\, -2,\\, 3)', 7)).toEqual(['(1,\\, -2,', '\\, 3)']);
    expect(breakLatex('-a + b', 3)).toEqual(['-a', '{} + b']);
    for (const piece of breakLatex(sum, 40)) expect(latexBox(piece).width).toBeLessThanOrEqual(40);
  });

  it('parts entries of a list before the terms of one, and tuples that are added before their entries', () => {
    // Each entry is a sum that fits in a line: a line ends with an entry, not within one.
    expect(breakLatex('(a \\cdot 1 + b \\cdot 2,\\, c \\cdot 3 + d \\cdot 4)', 20)).toEqual([
      '(a \\cdot 1 + b \\cdot 2,',
      '\\, c \\cdot 3 + d \\cdot 4)',
    ]);
    expect(breakLatex('(1,\\, 2,\\, 3) + (4,\\, 5,\\, 6) + (7,\\, 8,\\, 9)', 22)).toEqual([
      '(1,\\, 2,\\, 3) + (4,\\, 5,\\, 6)',
      '{} + (7,\\, 8,\\, 9)',
    ]);
    // An entry that is too wide by itself is broken as a sum is, and so is a tuple in a sum.
    expect(breakLatex('(aa + bb + cc,\\, d)', 9)).toEqual(['(aa + bb', '{} + cc,\\, d)']);
    expect(breakLatex('x + (1,\\, 2,\\, 3)', 8)).toEqual(['x + (1,', '\\, 2,\\, 3)']);
    // Parentheses that nothing closes are none.
    expect(breakLatex('[a, bb + cc', 6)).toEqual(['[a, bb', '{} + cc']);
  });

  it('loses nothing', () => {
    const together = breakLatex(sum, 40).map((piece) => piece.replace(/^\{\} /, ''));
    expect(together.join(' ')).toBe(sum);
  });

  it('never breaks inside a group', () => {
    const fraction = '\\frac{a + b + c + d}{e + f}';
    expect(breakLatex(fraction, 5)).toEqual([fraction]);
  });

  it('breaks products, and what stands in parentheses, only where terms are too wide', () => {
    expect(breakLatex('aa + bb \\cdot cc', 7)).toEqual(['aa + bb', '{} \\cdot cc']);
    expect(breakLatex('aa + b \\cdot c', 8)).toEqual(['aa', '{} + b \\cdot c']);
    // A product that is written without a dot gets one.
    expect(breakLatex('\\left(a - y\\right) a \\left(1 - a\\right) w', 8)).toEqual([
      '\\left(a - y\\right) a',
      '{} \\cdot \\left(1 - a\\right)',
      '{} \\cdot w',
    ]);
    expect(breakLatex('\\left(aa + bb + cc\\right)^{2}', 10)).toEqual(['(aa + bb', '{} + cc)^{2}']);
    // A fraction stays with the parentheses behind it.
    expect(breakLatex('\\frac{1}{2} \\left(aa + bb + cc + dd\\right)', 16)).toEqual([
      '\\frac{1}{2} (aa + bb',
      '{} + cc + dd)',
    ]);
    const brackets = '\\left[aa + bb + cc\\right]';
    expect(breakLatex(brackets, 5)).toEqual([brackets]);
  });
});

describe('splitRelations', () => {
  it('cuts a formula before each sign, not inside of groups or indices', () => {
    expect(splitRelations('A = \\sum_{i=1} (B = C) \\approx \\frac{D = E}{2} \\le 3')).toEqual({
      left: 'A',
      parts: [
        { sign: '=', latex: '\\sum_{i=1} (B = C)' },
        { sign: '\\approx', latex: '\\frac{D = E}{2}' },
        { sign: '\\le', latex: '3' },
      ],
    });
  });

  it('keeps formulas in a row together', () => {
    expect(splitRelations('A = B, C = D').parts).toEqual([{ sign: '=', latex: 'B, C = D' }]);
    expect(splitRelations('A = B \\quad C = D').parts).toHaveLength(1);
    expect(splitRelations('x \\to y')).toEqual({ left: 'x \\to y', parts: [] });
  });
});
