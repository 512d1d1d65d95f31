import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import type { StepExpression, StepOperationName } from '../../src/derivation/expression-types.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import { renderLatex } from '../../src/derivation/render-latex.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Derivation, Given } from '../../src/derivation/types.js';

const GIVEN: readonly Given[] = [
  { id: 'a', symbol: 'a', title: 'a number', value: -2.5 },
  { id: 'b', symbol: '\\beta', title: 'a number', value: 4 },
  { id: 'p', symbol: 'p', title: 'a vector', value: [0.5, 0.25] },
  { id: 'q', symbol: 'q', title: 'a vector', value: [0.75, 2] },
  {
    id: 'm',
    symbol: 'M',
    title: 'a matrix',
    value: [
      [4, 1],
      [2, 3],
    ],
  },
  { id: 't', symbol: 't_1', title: 'truths', value: [true, false] },
  { id: 'k', symbol: 'k', title: 'a position', value: 1 },
];

const a = refer('a');
const b = refer('b');
const p = refer('p');
const q = refer('q');
const m = refer('m');

function oneStep(check: StepExpression, symbol?: string): Derivation {
  return createDerivation({
    topic: 'test',
    title: 'One step',
    given: GIVEN,
    steps: [{ id: 'step', title: 'Compute', symbol, check }],
    result: 0,
    answer: 0,
  });
}

/** The lines of the one step, blanks squeezed. */
function shown(check: StepExpression, symbol?: string): string {
  const text = renderText(oneStep(check, symbol), { width: 200 });
  const lines = text.slice(text.indexOf('Compute') + 8, text.indexOf('\n\nResult')).split('\n');
  return lines.map((line) => line.trim()).join('\n');
}

// How a person would write each operation: formula, numbers, value. A missing operation does not compile.
const WRITTEN: { readonly [Name in StepOperationName]: readonly [StepExpression, string][] } = {
  add: [
    [o.add(a, b, 1), 'z = a + β + 1 = −2.5 + 4 + 1 = 2.5'],
    [o.add(b, a), 'z = β + a = 4 − 2.5 = 1.5'],
    [o.add(o.subtract(b, 1), o.multiply(a, 2)), 'z = β − 1 + a · 2 = 4 − 1 + (−2.5) · 2 = −2'],
  ],
  subtract: [
    [o.subtract(b, a), 'z = β − a = 4 − (−2.5) = 6.5'],
    [o.subtract(1, o.subtract(b, 1)), 'z = 1 − (β − 1) = 1 − (4 − 1) = −2'],
  ],
  multiply: [
    [o.multiply(2, b, a), 'z = 2 β a = 2 · 4 · (−2.5) = −20'],
    [o.multiply(o.add(b, 1), 3), 'z = (β + 1) · 3 = (4 + 1) · 3 = 15'],
    [o.multiply(p, q), 'zᵢ = pᵢ qᵢ = (0.5 · 0.75, 0.25 · 2) = (0.375, 0.5)'],
    [o.multiply(b, p), 'z = β p = 4 · (0.5, 0.25) = (2, 1)'],
    [o.multiply(o.log(b), 2), 'z = (ln β) · 2 = (ln 4) · 2 ≈ 2.773'],
  ],
  divide: [
    [o.divide(a, o.add(b, 1)), 'z = a/(β + 1) = (−2.5)/(4 + 1) = −0.5'],
    [o.divide(1, o.divide(1, b)), 'z = 1/(1/β) = 1/(1/4) = 4'],
    [o.divide(p, b), 'z = p/β = (0.5, 0.25)/4 = (0.125, 0.0625)'],
  ],
  power: [
    [o.power(a, 2), 'z = a² = (−2.5)² = 6.25'],
    [o.power(o.add(b, 1), o.negate(1)), 'z = (β + 1)⁻¹ = (4 + 1)⁻¹ = 0.2'],
    [o.power(o.divide(1, b), 2), 'z = (1/β)² = (1/4)² = 0.0625'],
  ],
  negate: [
    [o.negate(b), 'z = −β = −4'],
    [o.negate(a), 'z = −a = −(−2.5) = 2.5'],
    [o.negate(o.add(b, 1)), 'z = −(β + 1) = −(4 + 1) = −5'],
  ],
  abs: [[o.abs(a), 'z = |a| = |−2.5| = 2.5']],
  sqrt: [
    [o.sqrt(b), 'z = √β = √4 = 2'],
    [o.sqrt(o.add(b, 5)), 'z = √(β + 5) = √(4 + 5) = 3'],
  ],
  exp: [
    [o.exp(a), 'z = eᵃ = e^(−2.5) ≈ 0.08208'],
    [o.exp(p), 'zᵢ = e^(pᵢ) = (e^(0.5), e^(0.25)) ≈ (1.649, 1.284)'],
  ],
  log: [
    [o.log(b), 'z = ln β = ln 4 ≈ 1.386'],
    [o.log(o.divide(b, 3), 2), 'z = log₂ (β/3) = log₂ (4/3) ≈ 0.415'],
    [o.log(o.add(b, 1)), 'z = ln(β + 1) = ln(4 + 1) ≈ 1.609'],
  ],
  sin: [[o.sin(b), 'z = sin β = sin 4 ≈ −0.7568']],
  cos: [[o.cos(a), 'z = cos a = cos(−2.5) ≈ −0.8011']],
  tanh: [[o.tanh(b), 'z = tanh β = tanh 4 ≈ 0.9993']],
  sigmoid: [[o.sigmoid(a), 'z = σ(a) = σ(−2.5) ≈ 0.07586']],
  atan2: [[o.atan2(a, b), 'z = atan2(a, β) = atan2(−2.5, 4) ≈ −0.5586']],
  modulo: [[o.modulo(a, b), 'z = a mod β = (−2.5) mod 4 = 1.5']],
  floor: [[o.floor(a), 'z = ⌊a⌋ = ⌊−2.5⌋ = −3']],
  minimum: [[o.minimum(a, b), 'z = min(a, β) = min(−2.5, 4) = −2.5']],
  maximum: [
    [o.maximum(p, 0.3), 'zᵢ = max(pᵢ, 0.3) = (max(0.5, 0.3), max(0.25, 0.3)) = (0.5, 0.3)'],
  ],
  less: [[o.less(a, b), 'z = a < β:  −2.5 < 4,  true']],
  lessEqual: [[o.lessEqual(b, a), 'z = β ≤ a:  4 ≤ −2.5,  false']],
  greater: [[o.greater(b, a), 'z = β > a:  4 > −2.5,  true']],
  greaterEqual: [[o.greaterEqual(b, 4), 'z = β ≥ 4:  4 ≥ 4,  true']],
  equal: [[o.equal(b, 4), 'z = β = 4:  4 = 4,  true']],
  notEqual: [[o.notEqual(b, 4), 'z = β ≠ 4:  4 ≠ 4,  false']],
  and: [[o.and(o.less(a, 0), o.less(b, 0)), 'z = a < 0 and β < 0:  −2.5 < 0 and 4 < 0,  false']],
  or: [[o.or(o.less(a, 0), o.less(b, 0)), 'z = a < 0 or β < 0:  −2.5 < 0 or 4 < 0,  true']],
  not: [[o.not(o.less(a, 0)), 'z = not (a < 0):  not (−2.5 < 0),  false']],
  sum: [
    [o.sum(p), 'z = Σᵢ pᵢ = 0.5 + 0.25 = 0.75'],
    [o.sum(m), 'z = Σᵢⱼ Mᵢⱼ = 4 + 1 + 2 + 3 = 10'],
    [o.sum(m, 1), 'zᵢ = Σⱼ Mᵢⱼ = (4 + 1, 2 + 3) = (5, 5)'],
    [o.sum(m, 0), 'zᵢ = Σⱼ Mⱼᵢ = (4 + 2, 1 + 3) = (6, 4)'],
    [o.sum({ list: [a, b] }), 'z = a + β = −2.5 + 4 = 1.5'],
    [
      o.sum(o.multiply(p, o.log(o.divide(p, q)))),
      'z = Σᵢ pᵢ ln(pᵢ/qᵢ) = 0.5 ln(0.5/0.75) + 0.25 ln(0.25/2) ≈ −0.7226',
    ],
    [o.sum(o.subtract(p, q)), 'z = Σᵢ (pᵢ − qᵢ) = 0.5 − 0.75 + 0.25 − 2 = −2'],
  ],
  mean: [
    [o.mean(p), 'z = (1/2) Σᵢ pᵢ = (0.5 + 0.25)/2 = 0.375'],
    // Along an axis only its own numbers are counted.
    [o.mean(m, 0), 'zᵢ = (1/2) Σⱼ Mⱼᵢ = ((4 + 2)/2, (1 + 3)/2) = (3, 2)'],
    [o.mean(m, 1), 'zᵢ = (1/2) Σⱼ Mᵢⱼ = ((4 + 1)/2, (2 + 3)/2) = (2.5, 2.5)'],
    // The mean of one number is that number.
    [o.mean({ list: [b] }), 'z = β = 4'],
  ],
  min: [[o.min(p), 'z = minᵢ pᵢ = min(0.5, 0.25) = 0.25']],
  max: [[o.max({ list: [a, b] }), 'z = max(a, β) = max(−2.5, 4) = 4']],
  all: [[o.all(o.less(p, b)), 'z = pᵢ < β  for all i:  0.5 < 4, 0.25 < 4,  true']],
  any: [[o.any(o.less(p, a)), 'z = pᵢ < a  for some i:  0.5 < −2.5 or 0.25 < −2.5,  false']],
  count: [[o.count(o.less(p, 0.4)), 'z = #{i : pᵢ < 0.4} = 1']],
  argmin: [[o.argmin(p), 'z = arg minᵢ pᵢ = arg min(0.5, 0.25) = 1']],
  argmax: [[o.argmax(p), 'z = arg maxᵢ pᵢ = arg max(0.5, 0.25) = 0']],
  softmax: [[o.softmax(p), 'z = softmax(p) = softmax((0.5, 0.25)) ≈ (0.5622, 0.4378)']],
  dot: [[o.dot(p, q), 'z = p · q = 0.5 · 0.75 + 0.25 · 2 = 0.875']],
  matmul: [
    [o.matmul(m, p), 'z = M p = ⎛4  1⎞ ⎛ 0.5⎞ = (2.25, 1.75)\n⎝2  3⎠ ⎝0.25⎠'],
    [o.matmul(p, q), 'z = p q = (0.5  0.25) ⎛0.75⎞ = 0.875\n⎝   2⎠'],
  ],
  transpose: [[o.transpose(m), 'z = Mᵀ = ⎛4  1⎞ᵀ = ⎛4  2⎞\n⎝2  3⎠    ⎝1  3⎠']],
  determinant: [[o.determinant(m), 'z = det M = 4 · 3 − 1 · 2 = 10']],
  inverse: [[o.inverse(m), 'z = M⁻¹ = ⎛4  1⎞⁻¹ = ⎛ 0.3  −0.1⎞\n⎝2  3⎠     ⎝−0.2   0.4⎠']],
  trace: [[o.trace(m), 'z = tr M = 4 + 3 = 7']],
  norm: [[o.norm(p), 'z = ‖p‖ = √(0.5² + 0.25²) ≈ 0.559']],
  choose: [
    [
      o.choose(o.less(a, 0), 'left', o.choose(o.greater(a, 0), 'right', 'middle')),
      '⎧ left    if a < 0    ⎧ left    if −2.5 < 0\nz = ⎨ right   if a > 0  = ⎨ right   if −2.5 > 0 = left\n⎩ middle  otherwise   ⎩ middle  otherwise',
    ],
  ],
  item: [[o.item(p, refer('k')), 'z = pₖ = (0.5, 0.25)₁ = 0.25']],
};

describe('the notation of operations', () => {
  it.each(Object.entries(WRITTEN))('writes %s as on paper', (_, cases) => {
    for (const [expression, expected] of cases) {
      // Matrices stand on lines of their own.
      const got = shown(expression, 'z')
        .split('\n')
        .map((line) => line.trim())
        .join('\n');
      const order = (text: string): string => text.split('\n').sort().join('\n');
      expect(order(got)).toBe(order(expected));
    }
  });

  it.each(Object.entries(WRITTEN))('writes %s in LaTeX that KaTeX sets', (_, cases) => {
    for (const [expression] of cases) {
      for (const formula of formulasIn(renderLatex(oneStep(expression, 'z')))) {
        expect(() => katex.renderToString(formula, { strict: 'error' })).not.toThrow();
      }
    }
  });
});

describe('the formula of a step', () => {
  it('names parts by their indices, or as the author writes them', () => {
    expect(shown(o.add(refer('m', [1, 0]), 1), 'z')).toBe('z = M₁₀ + 1 = 2 + 1 = 3');
    expect(shown(o.add(refer('m', [1, 0], 'm_{21}'), 1), 'z')).toBe('z = m₂₁ + 1 = 2 + 1 = 3');
    expect(shown(o.sum(refer('m', [1])), 'z')).toBe('z = Σᵢ M₁ᵢ = 2 + 3 = 5');
  });

  it('puts a symbol with an index into parentheses before it gets another', () => {
    expect(shown(o.count(refer('t')), 'z')).toBe('z = #{i : (t₁)ᵢ} = 1');
  });

  it('stands without a symbol where there is none', () => {
    expect(shown(o.add(b, 1))).toBe('β + 1 = 4 + 1 = 5');
    expect(shown(o.less(a, b))).toBe('a < β:  −2.5 < 4,  true');
  });

  it('takes index letters that are not in use', () => {
    const softmax = o.divide(o.exp(p), o.sum(o.exp(p)));
    expect(shown(softmax, 'z').split('\n')[0]).toBe(
      'zᵢ = e^(pᵢ)/(Σⱼ e^(pⱼ)) = (e^(0.5)/(e^(0.5) + e^(0.25)), e^(0.25)/(e^(0.5) + e^(0.25))) ≈ (0.5622, 0.4378)',
    );
  });

  it('leaves out the middle of long sums, and says so', () => {
    const long = o.add(1, ...Array.from({ length: 29 }, (_, i) => i + 2), b);
    expect(shown(long, 'z')).toBe(
      'z = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + ⋯ + 30 + β = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + ⋯ + 30 + 4 = 469',
    );
  });

  it('divides a mean by the numbers that it is of, and not by 1', () => {
    const lists = { wide: [[1, 2, 3], [4, 5, 6]], one: [[7, 8]] }; // biome-ignore format: rows
    const d = createDerivation({
      topic: 'example',
      title: 'Means',
      given: Object.entries(lists).map(([id, value]) => ({ id, symbol: id, title: id, value })),
      steps: [
        { id: 'a', symbol: 'a', title: 'Of columns', check: o.mean(refer('wide'), 0) },
        { id: 'b', symbol: 'b', title: 'Of rows', check: o.mean(refer('wide'), 1) },
        { id: 'c', symbol: 'c', title: 'Of one row', check: o.mean(refer('one'), 0) },
      ],
      result: 0,
      answer: 0,
    });
    const text = renderText(d);
    expect(text).toContain('aᵢ = (1/2) Σⱼ wideⱼᵢ = ((1 + 4)/2, (2 + 5)/2, (3 + 6)/2)');
    expect(text).toContain('bᵢ = (1/3) Σⱼ wideᵢⱼ = ((1 + 2 + 3)/3, (4 + 5 + 6)/3)');
    expect(text).toContain('cᵢ = Σⱼ oneⱼᵢ = (7, 8)');
  });

  it('writes a mean that is too long for a line so that it can be broken', () => {
    const step = o.mean(o.power(o.subtract(m, -1.234567), 2));
    const [first, ...rest] = [4, 1, 2, 3].map((x) => `(${x} − (−1.234567))²`);
    expect(shown(step, 'z')).toContain(` = (1/4)(${[first, ...rest].join(' + ')}) ≈ 15.2`);
    for (let width = 40; width < 130; width++) {
      const lines = renderText(oneStep(step, 'z'), { width }).split('\n');
      expect(lines.filter((line) => [...line].length > width)).toEqual([]);
    }
    const short = o.mean({ list: Array.from({ length: 12 }, () => b) });
    expect(shown(short, 'z')).toContain(`= (${Array(12).fill(4).join(' + ')})/12 = 4`);
  });

  it('does not say a thing twice', () => {
    expect(shown(o.negate(b), 'z')).toBe('z = −β = −4');
    expect(shown(2, 'z')).toBe('z = 2');
    expect(shown(b, 'z')).toBe('z = β = 4');
    expect(shown(o.determinant(m), '\\det M')).toBe('det M = 4 · 3 − 1 · 2 = 10');
  });

  it('writes rows that are listed as a matrix, and as what can be broken where they are long', () => {
    const row = (...list: StepExpression[]): StepExpression => ({ list });
    const square = { list: [row(a, b), row(o.negate(b), 1)] };
    expect(shown(square, 'Z')).toBe('Z = ⎛ a  β⎞ = ⎛−2.5  4⎞\n⎝−β  1⎠   ⎝  −4  1⎠');
    const long = Array.from({ length: 12 }, (_, i) => o.multiply(b, 1000000 + i));
    expect(shown({ list: [{ list: long }, { list: long }] }, 'Z')).toContain('((β · 1000000, ');
    expect(shown({ list: [p, row(a, b)] }, 'Z')).toContain('= (p, (a, β)) =');
  });

  it('writes rows that are computed as a whole as a matrix, fractions with a slash', () => {
    const exponentials = { list: [o.exp(p), o.exp(o.negate(p))] };
    expect(shown(exponentials, 'Z').split('\n')[0]).toBe(
      'Z = (eᵖ, e⁻ᵖ) = ⎛ e^(0.5)   e^(0.25)⎞ ≈ ⎛ 1.649   1.284⎞',
    );
    const shares = { list: [o.divide(p, b), o.divide(p, a)] };
    const [first] = shown(shares, 'Z').split('\n');
    expect(first).toBe('Z = (p/β, p/a) = ⎛     0.5/4       0.25/4⎞ = ⎛0.125  0.0625⎞');
    const latex = renderLatex(oneStep(shares, 'Z'));
    expect(latex).toContain('0.5 / 4 & 0.25 / 4');
  });

  it('puts no minus before a zero, but where it shows the pattern of a sum', () => {
    const none = o.subtract(b, 4);
    const d = createDerivation({
      topic: 'test',
      title: 'Zeros',
      given: [
        { id: 'n', symbol: 'n', title: 'Nothing', value: 0 },
        { id: 'v', symbol: 'v', title: 'Some', value: [0, 3] },
      ],
      steps: [
        { id: 's1', title: 'a', symbol: 'a', check: o.negate(refer('n')) },
        { id: 's2', title: 'b', symbol: 'b', check: o.exp(o.negate(o.power(refer('n'), 2))) },
        { id: 's3', title: 'c', symbol: 'c', check: o.negate(o.multiply(refer('n'), 5)) },
        { id: 's4', title: 'd', symbol: 'd', check: o.negate(refer('v')) },
        {
          id: 's5',
          title: 'e',
          symbol: 'e',
          check: o.add(
            o.negate(refer('n')),
            7,
            o.negate(refer('n')),
            o.negate(o.multiply(refer('n'), 2)),
          ),
        },
        { id: 's6', title: 'f', symbol: 'f', check: o.negate(o.add(refer('n'), 5)) },
        { id: 's7', title: 'g', symbol: 'g', check: o.negate(o.divide(o.power(refer('n'), 2), 4)) },
      ],
      result: 0,
      answer: refer('s1'),
    });
    const text = renderText(d);
    expect(shown(o.negate(none), 'z')).toBe('z = −(β − 4) = −(4 − 4) = 0');
    for (const line of [
      'a = −n = 0',
      'b = e^(−n²) = e^(0²) = 1',
      'c = −n · 5 = 0 · 5 = 0',
      'd = −v = −(0, 3) = (0, −3)',
      'e = −n + 7 − n − n · 2 = 0 + 7 − 0 − 0 · 2 = 7',
      'f = −(n + 5) = −(0 + 5) = −5',
      'g = −n²/4 = 0²/4 = 0',
    ]) {
      expect(text).toContain(line);
    }
  });
});

/** What stands in displays and between dollar signs. */
function formulasIn(latex: string): string[] {
  return [...latex.matchAll(/\\\[ ([\s\S]*?) \\\]/g)].map((match) => match[1]!);
}
