import { describe, expect, it } from 'vitest';
import {
  diagnose,
  exercises,
  generateExercise,
  gradeAnswer,
  misconceptions,
} from '../../src/exercise/index.js';

const KL = {
  topic: 'kl-divergence',
  given: { p: [0.4, 0.4, 0.2], q: [0.5, 0.4, 0.1], unit: 'nats' },
};

// ∑Ix² = 403, ∑Iy² = 381, ∑IxIy = 385: det 5318, trace 784, R = −19268.24.
const HARRIS = {
  topic: 'harris',
  given: {
    ix: [
      [4, 7, 6],
      [8, 8, 7],
      [8, 6, 5],
    ],
    iy: [
      [4, 8, 8],
      [8, 6, 7],
      [6, 6, 4],
    ],
    k: 0.04,
  },
};

const TENSOR = [
  [403, 385],
  [385, 381],
];

describe('the rule for marks', () => {
  it('knows a wrong answer of another shape without its brackets too', () => {
    const tensor = generateExercise('intensity-change', { difficulty: 'easy' });
    const notScalar = misconceptions('intensity-change').find(
      ({ id }) => id === 'quadratic-form-not-scalar',
    )!;
    const [x, y] = notScalar.wrong(tensor.given)['b'] as readonly number[];
    const attention = generateExercise('scaled-dot-product', { difficulty: 'easy' });
    const weights = attention.parts[1]!.answer as readonly (readonly number[])[];
    const heads = generateExercise('multi-head-attention', { difficulty: 'easy' });
    const keys = misconceptions('multi-head-attention')
      .find(({ id }) => id === 'per-token-shape')!
      .wrong(heads.given)['b'] as readonly (readonly number[])[];
    for (const [exercise, part, text, id] of [
      [tensor, 'b', `${x}; ${y}`, 'quadratic-form-not-scalar'],
      [tensor, 'b', `${x}, ${y}`, 'quadratic-form-not-scalar'],
      [attention, 'c', weights[0]!.map((each) => each.toFixed(3)).join(' '), 'attention-missing-v'],
      [heads, 'b', keys.map((row) => row.join(' ')).join('\n'), 'per-token-shape'],
    ] as const) {
      const graded = gradeAnswer(exercise, { [part]: text }).parts.find((each) => each.id === part);
      expect(graded?.misconception?.id, text).toBe(id);
    }
  });

  it('reads marks of thousands and decimal commas by the size of the answer', () => {
    const convolution = {
      input: [104, 23],
      kernel: 3,
      stride: 2,
      padding: 1,
      dilation: 3,
      inputChannels: 51,
      outputChannels: 91,
    };
    const sizes = { topic: 'convolution-sizes', given: convolution };
    const written = { a: '50, 10', b: '41,769', c: '41 860', d: '45,500.0' };
    expect(gradeAnswer(sizes, written).score).toBe(1);
    const descent = generateExercise('update-rules', { difficulty: 'easy' });
    const commas = Object.fromEntries(
      descent.parts.map(({ id, answer }) => [id, String(answer).replace('.', ',')]),
    );
    expect(commas['b']).toMatch(/^-?[1-9],\d{3}$/);
    expect(gradeAnswer(descent, commas).score).toBe(1);
  });

  it('gives all marks for what is right, half for a misconception, none for the rest', () => {
    const { score, marks, outOf, parts } = gradeAnswer(KL, { a: 0.0494, b: -0.0423, c: 7 });
    expect(parts.map((part) => part.marks)).toEqual([2, 1, 0]);
    expect(parts[1]?.misconception?.id).toBe('kl-sign');
    expect(parts[2]).toEqual({ id: 'c', correct: false, marks: 0, outOf: 1 });
    expect([marks, outOf, score]).toEqual([3, 5, 0.6]);
  });

  it('knows the sheet’s slips', () => {
    const det = 403 * 381 + 385 * 385;
    expect(gradeAnswer(HARRIS, { a: TENSOR, b: det }).parts[1]?.misconception?.id).toBe(
      'harris-det-plus-offdiag',
    );
    const trace = gradeAnswer(HARRIS, { d: 5286.64 }).parts[3];
    expect(trace?.misconception?.id).toBe('harris-trace-not-squared');
    expect(diagnose('harris', HARRIS.given, '5286.64')?.id).toBe('harris-trace-not-squared');
  });

  it('gives half of the share of right numbers, not counting zeros', () => {
    const wrong = [
      [403, 385],
      [385, 999],
    ];
    expect(gradeAnswer(HARRIS, { a: wrong }).parts[0]?.marks).toBeCloseTo(3 * 0.5 * 0.75, 12);
    const votes = {
      topic: 'hog-votes',
      given: { orientations: [47], magnitudes: [8], anchors: 'edges' },
    };
    const zeros = new Array(9).fill(0);
    expect(gradeAnswer(votes, { c: zeros }).parts[2]?.marks).toBe(0);
    const right = [0, 0, 5.2, 2.8, 0, 0, 0, 0, 0];
    expect(gradeAnswer(votes, { a: [2, 3], b: '5,2; 2,8', c: right }).score).toBe(1);
    const one = [0, 0, 5.2, 7, 0, 0, 0, 0, 0];
    expect(gradeAnswer(votes, { c: one }).parts[2]?.marks).toBe(3 * 0.5 * 0.5);
  });
});

describe('errors carried forward', () => {
  const wrong = [
    [403, 380],
    [380, 381],
  ];
  const det = 403 * 381 - 380 * 380;
  const r = det - 0.04 * 784 ** 2;

  it('earn the marks of what follows from them', () => {
    const { parts } = gradeAnswer(HARRIS, { a: wrong, b: det, c: 784, d: r, e: 'edge' });
    expect(parts.map((part) => part.followsFromEarlier)).toEqual([
      undefined,
      true,
      undefined,
      true,
      undefined,
    ]);
    expect(parts.map((part) => part.marks)).toEqual([0.75, 1, 1, 2, 1]);
  });

  it('do not where that is switched off', () => {
    const answers = { a: wrong, b: det, c: 784, d: r, e: 'edge' };
    const { parts } = gradeAnswer(HARRIS, answers, { carryForward: false });
    expect(parts.map((part) => part.marks)).toEqual([0.75, 0, 1, 0, 1]);
    expect(parts.some((part) => part.followsFromEarlier)).toBe(false);
  });

  it('recognise a misconception that comes on top', () => {
    const swapped = 403 * 381 + 380 * 380;
    const { parts } = gradeAnswer(HARRIS, { a: wrong, b: swapped });
    expect(parts[1]?.misconception?.id).toBe('harris-det-plus-offdiag');
  });

  it('earn nothing where they made the part trivial', () => {
    const zeros = [
      [0, 0],
      [0, 0],
    ];
    const { parts } = gradeAnswer(HARRIS, { a: zeros, b: 0, c: 0, d: 0 });
    expect(parts.map((part) => part.marks)).toEqual([0, 0, 0, 0, 0]);
    expect(parts[1]?.message).toContain('nothing to be done');
    // Without products beside the diagonal the determinant needs no subtraction.
    const diagonal = [
      [403, 0],
      [0, 381],
    ];
    expect(gradeAnswer(HARRIS, { a: diagonal, b: 403 * 381 }).parts[1]?.marks).toBe(0);
    // Both ways taken to be equal, and no difference.
    const same = gradeAnswer(KL, { a: 0.05, b: 0.05, c: 0 }).parts[2];
    expect(same?.misconception?.id).toBe('kl-is-a-distance');
  });

  it('do so beside zeros that nothing is built on', () => {
    // The tensor of one pixel has the determinant 0; the trace does not need it, and the verdict only the response.
    const pixel = [
      [64, 48],
      [48, 36],
    ];
    const answers = { a: pixel, b: 0, c: 100, d: -400, e: 'edge' };
    const { parts } = gradeAnswer(HARRIS, answers);
    expect(parts.map((part) => part.marks)).toEqual([0, 1, 1, 0, 1]);
    const corner = {
      ...HARRIS,
      given: {
        ix: [
          [1, 0],
          [0, 1],
        ],
        iy: [
          [0, 1],
          [1, 0],
        ],
        k: 0.04,
      },
    };
    // det 4, trace 4, R = 3.36: a corner; a negative response from a determinant of 0 is an edge.
    const last = gradeAnswer(corner, { b: 0, c: 4, d: -0.64, e: 'edge' }).parts[4];
    expect(last).toMatchObject({ marks: 1, followsFromEarlier: true });
    expect(last?.misconception).toBeUndefined();
  });

  it('leave out what was not answered: then the right value counts', () => {
    const { parts } = gradeAnswer(HARRIS, { b: 5318, c: 784, d: '−19268.24', e: 'an edge' });
    expect(parts.map((part) => part.marks)).toEqual([0, 1, 1, 2, 1]);
  });

  it('forgive rounding on the way', () => {
    // Weights rounded to three decimals, times values up to 50, are off by more than 0.001.
    const exercise = {
      topic: 'scaled-dot-product',
      given: {
        q: [[1, 0]],
        k: [
          [1, 0],
          [0, 1],
        ],
        v: [[50], [10]],
      },
    };
    const w = 1 / (1 + Math.exp(-Math.SQRT1_2));
    const rounded = [Number(w.toFixed(3)), Number((1 - w).toFixed(3))];
    const output = 50 * rounded[0]! + 10 * rounded[1]!;
    expect(Math.abs(output - (50 * w + 10 * (1 - w)))).toBeGreaterThan(0.002);
    const { parts } = gradeAnswer(exercise, { a: [[1, 0]], b: [rounded], c: output });
    expect(parts[2]).toMatchObject({ correct: true, marks: 2 });
  });
});

describe('answers that come out exactly', () => {
  it('are asked for in full where they are rounded', () => {
    const given = { names: ['a', 'b'], prior: [0.35, 0.65], likelihood: [0.15, 0.85] };
    const part = gradeAnswer({ topic: 'bayes-decision', given }, { a: '(0.053, 0.553)' }).parts[0];
    expect(part?.correct).toBe(false);
    expect(part?.message).toContain('please give all of its digits');
    const other = gradeAnswer({ topic: 'bayes-decision', given }, { a: '(0.054, 0.553)' }).parts[0];
    expect(other?.message).toBeUndefined();
    const choice = gradeAnswer({ topic: 'bayes-decision', given }, { d: 'a' }).parts[3];
    expect(choice?.message).toBeUndefined();
  });

  it('are told of where they are rounded too far', () => {
    const asked = (decimals: number) =>
      `This is rounded too far: please give ${decimals} digits after the point.`;
    const messages = (answers: Record<string, unknown>) =>
      gradeAnswer(KL, answers).parts.map(({ marks, message }) => [marks, message]);
    // 0.0494 and 0.0423, for which 4 digits are asked.
    expect(messages({ a: '0.05', b: '0.042' }).slice(0, 2)).toEqual([
      [0, asked(4)],
      [0, asked(4)],
    ]);
    // Neither what is wrong nor a 0 that could be anything.
    for (const a of ['0.06', '0', '0.0', 1, '0.053'])
      expect(messages({ a })[0]).toEqual([0, undefined]);
    // −19268.24, of which a whole number is a rounding, and 19268 none.
    const verdict = (d: number) => gradeAnswer(HARRIS, { d }).parts[3]?.message;
    expect(verdict(-19268)).toBe(asked(2));
    expect(verdict(-19270)).toBeUndefined();
  });

  it('have wrong ones beside them that are known when they are rounded', () => {
    // The mean over nine pixels: 44.777…, 42.777…, 42.333….
    const mean = [
      [44.78, 42.78],
      [42.78, 42.33],
    ];
    const known = gradeAnswer(HARRIS, { a: mean }).parts[0]?.misconception?.id;
    expect(known).toBe('harris-mean-for-sum');
    expect(diagnose('harris', HARRIS.given, '44.8 42.8; 42.8 42.3', { part: 'a' })).toBeUndefined();
    const off = [
      [44.79, 42.78],
      [42.78, 42.33],
    ];
    expect(diagnose('harris', HARRIS.given, off, { part: 'a' })).toBeUndefined();
  });
});

describe('misconceptions of another shape', () => {
  it('are recognised: a vector for a number, the transposed scores', () => {
    const given = {
      ix: [
        [1, 2],
        [3, 1],
      ],
      iy: [
        [2, 1],
        [1, 4],
      ],
      first: [1, 2],
      second: [2, 1],
    };
    // M = [[15, 11], [11, 22]], M d = (37, 55).
    const part = gradeAnswer({ topic: 'intensity-change', given }, { b: '(37, 55)' }).parts[1];
    expect(part?.misconception?.id).toBe('quadratic-form-not-scalar');
    expect(part?.message).toBe('The answer is a number; I read a vector of 2 numbers.');
    expect(part?.marks).toBe(1);
  });
});

describe('bad input', () => {
  it.each([
    [
      () => generateExercise('cooking'),
      'generateExercise: "topic" expected one of "kl-divergence"',
    ],
    [() => generateExercise('harris', { seed: -1 }), '"seed" expected a whole number >= 0'],
    [() => generateExercise('harris', { seed: 0.5 }), '"seed" expected a whole number'],
    [
      () => generateExercise('harris', { difficulty: 'awful' as never }),
      '"difficulty" expected one',
    ],
    [() => generateExercise('harris', { seeds: 1 } as never), 'got "seeds"'],
    [() => gradeAnswer(KL, null as never), 'gradeAnswer: "answers" expected an object'],
    [() => gradeAnswer(KL, { z: 1 }), 'an object with answers to a, b, c, got "z"'],
    [() => gradeAnswer(KL, {}, { tolerance: -1 }), '"tolerance" expected a finite number >= 0'],
    [() => gradeAnswer(KL, {}, { carryForward: 1 as never }), '"carryForward" expected true or'],
    [() => gradeAnswer({ topic: 'x', given: {} }, {}), 'gradeAnswer: "topic" expected one of'],
    [() => diagnose('harris', { ix: [[1]] } as never, 1), '"given.iy" expected rows of finite'],
    [
      () => {
        const names = new Array<string>(2);
        const given = { names, prior: [0.4, 0.6], likelihood: [0.5, 0.2] };
        gradeAnswer({ topic: 'bayes-decision', given }, {});
      },
      'gradeAnswer: "given.names" expected a list of words',
    ],
    [
      () => {
        const { given } = generateExercise('transformer-step', { seed: 1 });
        const feedForward = new Array<number[][]>(4);
        gradeAnswer({ topic: 'transformer-step', given: { ...given, feedForward } }, {});
      },
      'gradeAnswer: "given.feedForward" expected a list of matrices',
    ],
    [() => diagnose('harris', { ...HARRIS.given, z: 1 }, 1), 'an object with ix, iy, k, got "z"'],
    [() => diagnose('harris', HARRIS.given, 1, { part: 'z' }), '"part" expected one of "a", "b"'],
    [
      () =>
        diagnose(
          'scale-space-extremum',
          {
            gaussians: new Array(4).fill([
              [1, 1, 1],
              [1, 1, 1],
              [1, 1, 1],
            ]),
          },
          1,
        ),
      'diagnose: "given" expected a problem with one finite answer to each part, got one without',
    ],
    [
      () =>
        gradeAnswer(
          { topic: 'kl-divergence', given: { p: [0.5, 0.5], q: [1, 0], unit: 'bits' } },
          {},
        ),
      'gradeAnswer: "given" expected a problem with one finite answer to each part, got Infinity in part a',
    ],
    [() => misconceptions('x'), 'misconceptions: "topic" expected one of'],
    [() => misconceptions('harris')[0]!.wrong({}), 'wrong: "given.ix" expected rows of finite'],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });

  it('finds nothing in what cannot be read', () => {
    expect(diagnose('harris', HARRIS.given, 'no idea')).toBeUndefined();
    expect(diagnose('harris', HARRIS.given, undefined)).toBeUndefined();
  });
});

describe('exercises', () => {
  it('have ids of their own and three difficulties', () => {
    const all = exercises();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { difficulties } of all) expect(difficulties).toEqual(['easy', 'medium', 'hard']);
  });

  it('ask for no vote that is not shared', () => {
    for (const difficulty of ['easy', 'medium', 'hard'] as const) {
      for (let seed = 0; seed < 20; seed++) {
        const [, votes] = generateExercise('hog-votes', { seed, difficulty }).parts;
        expect(votes?.answer, `${difficulty} ${seed}`).not.toContain(0);
      }
    }
  });

  it('ask for what their tolerance follows from', () => {
    for (const { id } of exercises()) {
      for (const { prompt, decimals, tolerance, kind, answer } of generateExercise(id).parts) {
        if (decimals === undefined) expect(prompt).not.toMatch(/Give \w+ decimals?/);
        else {
          expect(prompt).toMatch(/Give (one|\d+) decimals?\./);
          expect(tolerance).toBe(Number(`1e-${decimals}`));
        }
        if (kind === 'choice') expect(tolerance).toBe(0);
        // Exact answers come out friendly.
        if (decimals === undefined && kind !== 'choice') {
          for (const number of [answer].flat(2)) {
            const digits = String(Number(Number(number).toPrecision(12))).replace(/^-?0?\.?0*/, '');
            expect(digits.replace('.', '').length).toBeLessThanOrEqual(8);
            expect(String(Number(Number(number).toPrecision(12)))).not.toMatch(/\.\d{5}/);
          }
        }
      }
    }
  });
});
