// Whatever a student may type is read or refused in kind words.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import {
  exercises,
  type GradedPart,
  generateExercise,
  gradeAnswer,
} from '../../src/exercise/index.js';
import { readAnswer } from '../../src/exercise/read-answer.js';
import { readNumber } from '../../src/exercise/read-number.js';

describe('readNumber', () => {
  it.each([
    ['0.5', 0.5],
    ['  -0.5 ', -0.5],
    ['−0.5', -0.5],
    ['–2', -2],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['1/3', 1 / 3],
    ['-1/3', -1 / 3],
    ['½', 0.5],
    ['2½', 2.5],
    ['2e-3', 0.002],
    ['2E3', 2000],
    ['2·10⁻³', 0.002],
    ['2 × 10^-3', 0.002],
    ['ln 2', Math.LN2],
    ['ln(2)', Math.LN2],
    ['2 ln 2', 2 * Math.LN2],
    ['2ln2', 2 * Math.LN2],
    ['log_2(8)', 3],
    ['log2 8', 3],
    ['lb(8)', 3],
    ['sqrt(2)/2', Math.SQRT1_2],
    ['√2/2', Math.SQRT1_2],
    ['2√3', 2 * Math.sqrt(3)],
    ['√(2)', Math.SQRT2],
    ['\\frac{1}{3}', 1 / 3],
    ['$\\sqrt{2}$', Math.SQRT2],
    ['\\ln 2', Math.LN2],
    ['e^2', Math.E ** 2],
    ['2e', 2 * Math.E],
    ['pi/2', Math.PI / 2],
    ['2π', 2 * Math.PI],
    ['2(3+4)', 14],
    ['-2^2', -4],
    ['0,5', 0.5],
    ['-0,125', -0.125],
    ['12,5', 12.5],
    ['50 %', 0.5],
    ['50%', 0.5],
    ['D = 0.05', 0.05],
    ['D ≈ 0,05', 0.05],
    ['0.4*ln(0.8) + 0.2*ln(2)', 0.4 * Math.log(0.8) + 0.2 * Math.LN2],
    ['log(20)', Math.log(20)],
    ['log25', Math.log(25)],
    ['log(2)(3)', 3 * Math.LN2],
    ['log_2(3)', Math.log2(3)],
    ['log_{2} 8', 3],
    ['log10(100)', 2],
    ['\\log_{10}(1000)', 3],
    ['log10 100', 2],
    ['10**-3', 0.001],
    ['1.5 x 10^-3', 0.0015],
    ['\\frac12', 0.5],
    ['\\frac{1}{\\sqrt{2}}', Math.SQRT1_2],
    ['-\\dfrac{\\sqrt{2}}{\\frac{1}{2}}', -2 * Math.SQRT2],
    ['0{,}5', 0.5],
    ['\\(0.5\\)', 0.5],
    ['1⁄3', 1 / 3],
    ['1∕3', 1 / 3],
    ['‐0.5', -0.5],
    ['‑0.5', -0.5],
    ['‒0.5', -0.5],
    ['0.5\u200B', 0.5],
    ['\uFEFF−0．５', -0.5],
    ['~0.5', 0.5],
    ['50 percent', 0.5],
    ['0.5\\ \\text{}', 0.5],
    ['\\displaystyle \\frac{1}{2}', 0.5],
    ['\\boxed{0.5}', 0.5],
    ['\\num{1.5e-3}', 0.0015],
    ['D \\approx 0.05', 0.05],
    ['D \\simeq 0.05', 0.05],
    ['0.5.', 0.5],
    ['0.5;', 0.5],
    ['0,5,', 0.5],
    ['(1/3).', 1 / 3],
    ['0.333...', 0.333],
    ['0.333…', 0.333],
    ['0.333\\ldots', 0.333],
    ['ca. 0.5', 0.5],
    ['approx. -0.5', -0.5],
    ['about 1/3', 1 / 3],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['-1,234,567', -1234567],
    ['1.234.567', 1234567],
    ['12 345', 12345],
    ['12\u202F345,5', 12345.5],
    ["12'345.5", 12345.5],
    ['12’345', 12345],
    ['1_000', 1000],
    ['20{,}196.5', 20196.5],
    ['20\\,196', 20196],
    ['2 \\cdot \\frac{1}{2}', 1],
    ['\\sqrt2\\frac12', Math.SQRT1_2],
    ['2\\frac{\\pi}{3}', (2 * Math.PI) / 3],
  ])('%s', (text, value) => {
    expect(readNumber(text).value, readNumber(text).problem).toBeCloseTo(value, 12);
  });

  it.each([
    ['3 bits', 'bits', 3],
    ['3 bit', 'bits', 3],
    ['1 bit', 'nats', Math.LN2],
    ['1 nat', 'bits', 1 / Math.LN2],
    ['45°', 'degrees', 45],
    ['45 deg', 'degrees', 45],
    ['2000 Hz', 'hertz', 2000],
    ['2 kHz', 'hertz', 2000],
    ['0.75 ms', 'milliseconds', 0.75],
    ['0.00075 s', 'milliseconds', 0.75],
    ['pi/2 rad', 'degrees', 90],
    ['0.5', 'bits', 0.5],
    ['0.5\\,\\text{bits}', 'bits', 0.5],
    ['45^\\circ', 'degrees', 45],
    ['45^{\\circ}', 'degrees', 45],
    ['3 (bits)', 'bits', 3],
    ['3 [bits]', 'bits', 3],
    ['(3 bits)', 'bits', 3],
    ['0.5\\ \\text{bits}', 'bits', 0.5],
    ['2,000 Hz', 'hertz', 2000, true],
    ['16 000 Hz', 'hertz', 16000],
  ])('%s, asked for in %s', (text, unit, value, large = undefined as boolean | undefined) => {
    expect(readNumber(text, { unit, large }).value).toBeCloseTo(value, 12);
  });

  it.each([
    ['', 'no answer yet'],
    ['   ', 'no answer yet'],
    ['hello', 'could not read "hello"'],
    ['1,234', 'two ways'],
    ['1,2,3', 'without thousands marks'],
    ['1,23,456', 'without thousands marks'],
    ['1,5 + 0.5', 'without thousands marks'],
    ['1,234 ln 2', 'two ways'],
    ['0 500', 'two ways'],
    ['5 e-3', 'two ways'],
    ['5 e3', 'two ways'],
    ['1\\frac{1}{2}', 'two ways'],
    ['-2\\tfrac12', 'two ways'],
    ['about a half', 'could not read'],
    ['1 2', 'two ways'],
    ['ln 2/3', 'two ways'],
    ['log3(9)', 'two ways'],
    ['exp2(3)', 'two ways'],
    ['\\infty', 'finite number'],
    ['1/0', 'finite number'],
    ['ln 0', 'finite number'],
    ['ln(-1)', 'could not read'],
    ['inf', 'finite number'],
    ['∞', 'finite number'],
    ['-∞', 'finite number'],
    ['NaN', 'finite number'],
    ['1e999', 'could not read'],
    ['3 apples', 'do not know the unit "apples"'],
    ['about a third', 'I could not read "about a third"'],
    ['3 bits', 'has no unit'],
    ['((1', 'could not read'],
    ['1+', 'could not read'],
    ['x', 'could not read'],
    ['?', 'could not read'],
    ['9'.repeat(201), 'too long'],
  ])('refuses %s', (text, problem) => {
    expect(readNumber(text)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('takes the comma before three digits for a decimal one where three were asked for', () => {
    expect(readNumber('1,234', { decimals: 3 }).value).toBe(1.234);
    expect(readNumber('1,234', { decimals: 3, large: true }).value).toBe(1.234);
    expect(readNumber('1,234', { decimals: 2 }).problem).toContain('two ways');
  });

  it('takes the comma before three digits for what fits the size of the answer', () => {
    expect(readNumber('20,196', { large: true }).value).toBe(20196);
    expect(readNumber('-20,196', { large: true }).value).toBe(-20196);
    expect(readNumber('2,375', { large: false }).value).toBe(2.375);
    // A power of ten says where the point is.
    expect(readNumber('1,234e3', { large: true }).value).toBe(1234);
  });

  it('reads as much as 200 characters', () => {
    expect(readNumber(`0.${'9'.repeat(198)}`).value).toBe(1);
  });

  it('refuses a unit of something else', () => {
    expect(readNumber('3 px', { unit: 'bits' }).problem).toBe(
      'The answer is asked for in bits; pixels do not fit.',
    );
  });

  it('reads what it shows', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(readNumber(String(x)).value).toBe(Number(String(x)));
      }),
    );
  });
});

describe('readAnswer', () => {
  it.each([
    ['(1, 2)', [1, 2]],
    ['[1, 2]', [1, 2]],
    ['1; 2', [1, 2]],
    ['1 2', [1, 2]],
    ['1, 2', [1, 2]],
    ['1,2', [1, 2]],
    ['0,5; 1,5', [0.5, 1.5]],
    ['0,5 1,5', [0.5, 1.5]],
    ['(1/2, -3/4)', [0.5, -0.75]],
    ['x = (1, 2)', [1, 2]],
    ['ln 2, sqrt(2)', [Math.LN2, Math.SQRT2]],
    ['(1, 2)^T', [1, 2]],
    ['(1, 2)^{\\top}', [1, 2]],
    ['[1 2]ᵀ', [1, 2]],
    ['$\\left(1,\\, 2\\right)$', [1, 2]],
    ['\\[ (1, 2) \\]', [1, 2]],
    ['$0{,}5;\\quad 1{,}5$', [0.5, 1.5]],
    ['\\begin{pmatrix} 0,5 & 1,5 \\end{pmatrix}', [0.5, 1.5]],
    ['\\begin{pmatrix} 1 \\\\[2pt] 2 \\end{pmatrix}', [1, 2]],
    ['np.array([1, 2])', [1, 2]],
    ['array([1., 2.], dtype=float32)', [1, 2]],
    [
      [1, '1/2'],
      [1, 0.5],
    ],
    [new Float64Array([1, 2]), [1, 2]],
    [createNdArray(new Float64Array([1, 2]), [2]), [1, 2]],
    [
      [1n, 2],
      [1, 2],
    ],
  ])('vector %s', (input, value) => {
    expect(readAnswer(input, { kind: 'vector' })).toEqual({ value });
  });

  it.each([
    ['0,5, 0,3', [0.5, 0.3]],
    ['0,5 , 0,3', [0.5, 0.3]],
    ['(0.5 ,0.3)', [0.5, 0.3]],
    ['(0,5|0,3)', [0.5, 0.3]],
    ['0.5 | 0.3', [0.5, 0.3]],
    ['\\{0.5, 0.3\\}', [0.5, 0.3]],
    ['\\langle 0.5, 0.3 \\rangle', [0.5, 0.3]],
    ['<0.5, 0.3>', [0.5, 0.3]],
    ['[0.5, 0.3].', [0.5, 0.3]],
    ['0.5, 0.3.', [0.5, 0.3]],
    ['0.5, 0.3 …', [0.5, 0.3]],
    ['(0.5, 0.3) nats', [0.5, 0.3]],
    ['$(0.5, 0.3)\\,\\text{nats}$', [0.5, 0.3]],
    ['(1, 2) bits', [Math.LN2, 2 * Math.LN2]],
    ['a = 0.5, b = 0.3', [0.5, 0.3]],
    ['x_1 = 0,5; x_2 = 0,3', [0.5, 0.3]],
    ['a = 0,5\nb = 0,3', [0.5, 0.3]],
    ['\\alpha = 0.5,\\ \\beta = 0.3', [0.5, 0.3]],
    ['(\\frac12,\\ 0.3)', [0.5, 0.3]],
    ['v \\approx (0.5, 0.3)', [0.5, 0.3]],
    ['Matrix([0.5, 0.3])', [0.5, 0.3]],
    ['\\boxed{(0.5, 0.3)}', [0.5, 0.3]],
    ['1,200, 2,500', [1200, 2500]],
  ])('two numbers %s', (input, value) => {
    const large = value[0]! > 1000;
    const asked = { kind: 'vector', width: 2, unit: 'nats', large } as const;
    expect(readAnswer(input, asked)).toEqual({ value });
  });

  it('takes as many numbers as are asked for, where commas can be read in two ways', () => {
    expect(readAnswer('1,2, 3', { kind: 'vector', width: 3 })).toEqual({ value: [1, 2, 3] });
    expect(readAnswer('1,2, 3', { kind: 'vector', width: 2 })).toEqual({ value: [1.2, 3] });
  });

  it.each([
    ['[[sqrt(4)/2, 2], [(1+2), 4]]'],
    ['[[ln(e), 2], [3, 4]]'],
    ['[[[1, 2], [3, 4]]]'],
    ['Matrix([[1, 2], [3, 4]])'],
    ['| 1 | 2 |\n| 3 | 4 |'],
    ['1; 2\n3; 4'],
    ['1,0; 2,0\n3,0; 4,0'],
    ['1 2;\n3 4;'],
    ['1,0, 2,0; 3,0, 4,0'],
  ])('two rows %s', (input) => {
    expect(readAnswer(input, { kind: 'matrix', width: 2 })).toEqual({
      value: [
        [1, 2],
        [3, 4],
      ],
    });
  });

  it.each([
    ['[[1, 2], [3, 4]]'],
    ['((1, 2), (3, 4))'],
    ['1 2; 3 4'],
    ['1, 2; 3, 4'],
    ['[1 2; 3 4]'],
    ['1 2\n3 4'],
    ['\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}'],
    ['$$\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\\\ \\end{bmatrix}$$'],
    ['M = \\left(\\begin{array}{rr} 1 & 2 \\\\ 3 & 4 \\end{array}\\right)'],
    ['array([[1, 2],\n       [3, 4]])'],
    ['np.array([[1., 2.], [3., 4.]], dtype=np.float32)'],
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [createNdArray(new Float32Array([1, 2, 3, 4]), [2, 2])],
  ])('matrix %s', (input) => {
    expect(readAnswer(input, { kind: 'matrix' })).toEqual({
      value: [
        [1, 2],
        [3, 4],
      ],
    });
  });

  it('tells a vector from a number', () => {
    expect(readAnswer('(1, 2)', { kind: 'number' })).toEqual({ value: [1, 2] });
    expect(readAnswer('(1)', { kind: 'number' })).toEqual({ value: 1 });
    expect(readAnswer('(1+2)*3', { kind: 'number' })).toEqual({ value: 9 });
    expect(readAnswer('24; -33', { kind: 'number' })).toEqual({ value: [24, -33] });
    expect(readAnswer('24, -33', { kind: 'number' })).toEqual({ value: [24, -33] });
    expect(readAnswer('0,5; 0,3', { kind: 'number' })).toEqual({ value: [0.5, 0.3] });
    expect(readAnswer('(0.5 bits)', { kind: 'number', unit: 'bits' })).toEqual({ value: 0.5 });
    expect(readAnswer('[0.5 bits]', { kind: 'number', unit: 'bits' })).toEqual({ value: 0.5 });
    expect(readAnswer('[[1]]', { kind: 'number' })).toEqual({ value: 1 });
  });

  it('tells several rows from one', () => {
    const rows = [
      [1, 2],
      [3, 4],
    ];
    const read = (text: string, width: number): unknown =>
      readAnswer(text, { kind: 'vector', width }).value;
    expect(read('1 2\n3 4', 2)).toEqual(rows);
    expect(read('\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}', 2)).toEqual(rows);
    expect(read('1, 2,\n3, 4', 4)).toEqual([1, 2, 3, 4]);
    expect(read('0,5\n0,3', 2)).toEqual([0.5, 0.3]);
    expect(read('ln 2\nln 3', 2)).toEqual([Math.LN2, Math.log(3)]);
  });

  it('takes a comma in rows of one number for a decimal one', () => {
    expect(readAnswer('0,5', { kind: 'vector', width: 1 })).toEqual({ value: [0.5] });
    expect(readAnswer('0,5\n-1,25', { kind: 'matrix', width: 1 })).toEqual({
      value: [[0.5], [-1.25]],
    });
    // For a number, two are two.
    expect(readAnswer('(37,55)', { kind: 'number', width: 1 })).toEqual({ value: [37, 55] });
    expect(readAnswer('[0.5]', { kind: 'number' })).toEqual({ value: 0.5 });
  });

  it('does not read more than any part asks for, however long it is', () => {
    const problem = 'This is more than was asked for.';
    const long = [
      '1 '.repeat(1e6),
      '1;'.repeat(1e4),
      '(1) '.repeat(1e6),
      new Array(1e9),
      [new Array(1e9), [1]],
      new Array(500).fill(new Array(500).fill(1)),
    ];
    const start = performance.now();
    for (const input of long) {
      expect(readAnswer(input, { kind: 'vector' })).toEqual({ problem });
      expect(readAnswer(input, { kind: 'matrix' })).toEqual({ problem });
    }
    // It took minutes.
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('reads choices by id, label, or yes and no', () => {
    const choices = [
      { id: 'yes', label: 'Yes, it is' },
      { id: 'no', label: 'No' },
    ];
    for (const input of [
      'yes',
      'YES ',
      'Yes, it is.',
      true,
      '"yes"',
      '(yes)',
      'yes)',
      '$\\text{yes}$',
    ]) {
      expect(readAnswer(input, { kind: 'choice', choices })).toEqual({ value: 'yes' });
    }
    expect(readAnswer('perhaps', { kind: 'choice', choices }).problem).toBe(
      'Please choose one of "yes", "no"; "perhaps" is none of them.',
    );
  });

  it.each([
    [undefined, 'no answer yet'],
    [null, 'no answer yet'],
    ['', 'no answer yet'],
    [[], 'no answer yet'],
    [Number.NaN, 'NaN is none'],
    [[1, Number.POSITIVE_INFINITY], 'Infinity is none'],
    [[1, ''], 'Number 2 is missing'],
    [[[1, 2], [3]], 'same length'],
    [[[1, 2], 3], 'same length'],
    [{}, 'could not read an object'],
    [() => 1, 'could not read a function'],
    [Symbol('x'), 'could not read'],
    [new Array(5000).fill(1), 'more than was asked for'],
  ])('refuses %s', (input, problem) => {
    expect(readAnswer(input, { kind: 'vector' })).toEqual({
      problem: expect.stringContaining(problem),
    });
  });
});

describe('gradeAnswer', () => {
  it('never throws, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[-+*/^()[\]{},;. 0-9a-z√½⁻²=≈%°]*$/),
      fc.anything(),
      fc.anything({
        withBigInt: true,
        withTypedArray: true,
        withSparseArray: true,
        withNullPrototype: true,
      }),
    );
    const all = exercises().map(({ id }) => generateExercise(id, { difficulty: 'easy' }));
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(typed, { maxLength: 6 }),
        (exercise, inputs) => {
          const answers = Object.fromEntries(exercise.parts.map(({ id }, i) => [id, inputs[i]]));
          const { score, parts } = gradeAnswer(exercise, answers);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(parts.map(({ id }) => id)).toEqual(exercise.parts.map(({ id }) => id));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says what shape is asked for', () => {
    const exercise = generateExercise('harris', { seed: 1, difficulty: 'easy' });
    const message = (part: string, answer: unknown): string | undefined =>
      partOf(gradeAnswer(exercise, { [part]: answer }).parts, part).message;
    expect(message('a', [1, 2])).toBe(
      'The answer is a matrix of 2 × 2 numbers; I read a vector of 2 numbers.',
    );
    expect(message('b', [1, 2])).toBe('The answer is a number; I read a vector of 2 numbers.');
  });
});

function partOf(parts: readonly GradedPart[], id: string): GradedPart {
  return parts.find((part) => part.id === id)!;
}
