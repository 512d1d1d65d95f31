// What is done with few codes: moved, mixed, added, searched, and which of their dimensions are used.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import {
  add,
  atan2,
  divide,
  mean,
  multiply,
  norm,
  sin,
  subtract,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { shareOf } from '../derivation/phrases.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  type InterpolationOptions,
  interpolateLatentsFor,
  latentTraversalFor,
  type TraversalOptions,
} from './latent.js';
import { latentArithmeticFor } from './latent-arithmetic.js';

/** More codes, or numbers of one, no one reads. */
const MOST_CODES = 8;
const MOST_WIDTH = 8;

/**
 * Changes one dimension of a code step by step, and shows the work: each code with its one new number.
 *
 * @param z - a code [d], at most 8
 * @param dimension - which dimension is changed, from 0
 * @param values - what it takes one after the other, [m], at most 8
 * @param options - `relative`: whether values are added to it instead; false where left out
 * @returns the derivation; its `result` is what `latentTraversal` returns
 * @throws as `latentTraversal`; ShapeError for more than 8 numbers or values
 *
 * @example
 * The second number of a code.
 * ```ts
 * import { explainLatentTraversal, toNested, verifyDerivation } from 'fovea';
 * const d = explainLatentTraversal([5, 7], 1, [-1, 0]);
 * toNested(d.result) // => [[5, -1], [5, 0]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainLatentTraversal(
  z: ArrayInput,
  dimension: number,
  values: ArrayInput,
  options?: TraversalOptions,
): Derivation<FloatNdArray> {
  const fn = 'explainLatentTraversal';
  const { relative = false } = checkOptions(fn, options, ['relative']);
  const code = readFew(fn, 'z', z, MOST_WIDTH);
  const list = readFew(fn, 'values', values, MOST_CODES);
  const result = latentTraversalFor(fn, code, dimension, list, { relative });
  const j = dimension;
  const own = refer('z', [j], `z_{${j + 1}}`);
  return createDerivation<FloatNdArray>({
    topic: 'vae',
    title: `A walk along dimension ${j} of a code`,
    given: [
      { id: 'z', symbol: 'z', title: 'The code', value: code },
      {
        id: 'values',
        symbol: 'v',
        title: relative ? `What is added to dimension ${j}` : `What dimension ${j} takes`,
        value: list,
      },
    ],
    steps: [
      ...(relative
        ? [
            {
              id: 'places',
              symbol: 'u',
              title: 'Add each to what the code has there',
              formula: `u_k = z_{${j + 1}} + v_k`,
              check: add(own, refer('values')),
            },
          ]
        : []),
      {
        id: 'codes',
        symbol: 'Z',
        title: 'One code for each, one a row; all other numbers stay',
        formula: `Z_k = z + \\left(${relative ? 'u' : 'v'}_k - z_{${j + 1}}\\right) e_{${j + 1}}`,
        check: {
          list: list.map((_, k) => ({
            list: code.map((_, i) =>
              i === j ? refer(relative ? 'places' : 'values', [k]) : refer('z', [i]),
            ),
          })),
        },
        value: result,
        note: 'What changes in the decoded pictures is what this dimension stands for.',
      },
    ],
    result,
    symbol: 'Z',
    answer: refer('codes'),
    sources: ['I. Higgins and others, "β-VAE", ICLR 2017, section 4.'],
  });
}

/**
 * Finds the code between two codes, on the line or on the arc, and shows the work: lengths, the angle between the two, the
 * share of each, and their sum.
 *
 * $$(1 - t) \, a + t \, b, \qquad \frac{\sin((1 - t) \omega)}{\sin \omega} a + \frac{\sin(t \omega)}{\sin \omega} b$$
 *
 * @param a - the first code [d], at most 8
 * @param b - the second code [d]
 * @param t - where, from 0 for a to 1 for b, or beyond
 * @param options - `method`: "linear" where left out, or "spherical"
 * @returns the derivation; its `result` is what `interpolateLatents` returns
 * @throws as `interpolateLatents`; ShapeError for more than 8 numbers, DomainError for an arc between codes of one direction,
 * which is a line
 *
 * @example
 * Half-way from east to north.
 * ```ts
 * import { explainLatentInterpolation, toNested, verifyDerivation } from 'fovea';
 * const d = explainLatentInterpolation([1, 0], [0, 1], 0.5, { method: 'spherical' });
 * toNested(d.result) // => [0.7071068, 0.7071068]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainLatentInterpolation(
  a: ArrayInput,
  b: ArrayInput,
  t: number,
  options?: InterpolationOptions,
): Derivation<FloatNdArray> {
  const fn = 'explainLatentInterpolation';
  const { method = 'linear' } = checkOptions(fn, options, ['method']);
  checkOneOf(fn, 'method', method, ['linear', 'spherical']);
  const from = readFew(fn, 'a', a, MOST_WIDTH);
  const to = readFew(fn, 'b', b, MOST_WIDTH, from.length);
  const result = interpolateLatentsFor(fn, from, to, checkNumber(fn, 't', t), { method });
  const arc = method === 'spherical';
  const angle = arc ? angleOf(from, to) : 0;
  if (arc && !(Math.sin(angle) > 1e-6)) {
    const expected = 'a code in another direction than a, for an arc';
    throw new DomainError({ function: fn, argument: 'b', expected, got: 'one in the same' });
  }
  const [x, y] = arc ? [refer('share-a'), refer('share-b')] : [subtract(1, refer('t')), refer('t')];
  return createDerivation<FloatNdArray>({
    topic: 'vae',
    title: arc
      ? 'A code between two, on the arc (spherical interpolation)'
      : 'A code between two, on the line (linear interpolation)',
    given: [
      { id: 'a', symbol: 'a', title: 'The first code', value: from },
      { id: 'b', symbol: 'b', title: 'The second code', value: to },
      { id: 't', symbol: 't', title: 'Where: 0 at the first, 1 at the second', value: t },
    ],
    steps: [
      ...(arc ? arcSteps() : []),
      {
        id: 'code',
        symbol: 'z',
        title: 'Each code by its share, added up',
        check: add(multiply(x, refer('a')), multiply(y, refer('b'))),
        value: result,
      },
      {
        id: 'length',
        symbol: 'r',
        title: 'The length of what came out',
        check: norm(refer('code')),
        note: arc
          ? 'Between codes of one length the arc keeps it.'
          : 'A line cuts across the sphere near which standard normal codes lie, so codes on it are shorter; an arc stays there.',
      },
    ],
    result,
    symbol: 'z',
    answer: refer('code'),
    sources: ['T. White, "Sampling generative networks", 2016, section 2.1.'],
  });
}

function angleOf(a: readonly number[], b: readonly number[]): number {
  const [m, n] = [Math.hypot(...a), Math.hypot(...b)];
  const [apart, together] = [
    a.map((value, j) => value / m - b[j]! / n),
    a.map((value, j) => value / m + b[j]! / n),
  ];
  return 2 * Math.atan2(Math.hypot(...apart), Math.hypot(...together));
}

function arcSteps(): StepDraft[] {
  const [u, v] = [refer('unit-a'), refer('unit-b')];
  const [t, omega] = [refer('t'), refer('omega')];
  return [
    {
      id: 'omega',
      symbol: '\\omega',
      title: 'The angle between the two codes, in radians',
      formula: '\\omega = 2 \\arctan \\frac{\\|\\hat a - \\hat b\\|}{\\|\\hat a + \\hat b\\|}',
      check: multiply(2, atan2(norm(subtract(u, v)), norm(add(u, v)))),
      note: 'By the half of it, exact for small angles too, where the arc cosine is not.',
      steps: [
        {
          id: 'unit-a',
          symbol: '\\hat a',
          title: 'The direction of the first',
          check: divide(refer('a'), norm(refer('a'))),
        },
        {
          id: 'unit-b',
          symbol: '\\hat b',
          title: 'That of the second',
          check: divide(refer('b'), norm(refer('b'))),
        },
      ],
    },
    {
      id: 'share-a',
      symbol: 's_a',
      title: 'The share of the first',
      check: divide(sin(multiply(subtract(1, t), omega)), sin(omega)),
    },
    {
      id: 'share-b',
      symbol: 's_b',
      title: 'The share of the second',
      check: divide(sin(multiply(t, omega)), sin(omega)),
      note: 'The shares of an arc add up to more than 1.',
    },
  ];
}

/**
 * Puts what two groups of codes differ in on a third, and shows the work: the mean of each group, the difference of the first
 * two, and the sum with the third.
 *
 * $$z = \bar a - \bar b + \bar c$$
 *
 * @param a - a code [d], at most 8, or a group [n, d], at most 8, with what is carried over
 * @param b - a code or a group, with what is taken away
 * @param c - a code or a group, with what is added
 * @returns the derivation; its `result` is what `latentArithmetic` returns
 * @throws as `latentArithmetic`; ShapeError for more than 8 codes or numbers
 *
 * @example
 * A group of two, whose average is [1, 5], less [1, 1], plus [3, 1].
 * ```ts
 * import { explainLatentArithmetic, toNested, verifyDerivation } from 'fovea';
 * const d = explainLatentArithmetic([[0, 4], [2, 6]], [1, 1], [3, 1]);
 * toNested(d.result) // => [3, 5]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainLatentArithmetic(
  a: ArrayInput,
  b: ArrayInput,
  c: ArrayInput,
): Derivation<FloatNdArray> {
  const fn = 'explainLatentArithmetic';
  const groups = Object.entries({ a, b, c }).map(([name, x]) => ({
    name,
    codes:
      readArray(fn, name, x).shape.length === 1
        ? [readFew(fn, name, x, MOST_WIDTH)]
        : readFewRows(fn, name, x, [MOST_CODES, MOST_WIDTH]),
  }));
  const [first, second, third] = groups.map(({ codes }) => codes);
  const result = latentArithmeticFor(fn, first!, second!, third!);
  const titles = [
    'Codes with what is carried over',
    'Codes with what is taken away',
    'Codes that it is put on',
  ];
  return createDerivation<FloatNdArray>({
    topic: 'vae',
    title: 'Arithmetic with codes: what two groups differ in, put on a third',
    given: groups.map(({ name, codes }, i): Given => {
      return {
        id: name,
        symbol: name.toUpperCase(),
        title: `${titles[i]!}, one a row`,
        value: codes,
      };
    }),
    steps: [
      ...groups.map(({ name, codes }): StepDraft => {
        return {
          id: `mean-${name}`,
          symbol: `\\bar ${name}`,
          title:
            codes.length === 1
              ? `The single code in ${name.toUpperCase()} is its own mean`
              : `The mean of the ${codes.length} codes in ${name.toUpperCase()}`,
          formula: `\\bar ${name} = ${shareOf(codes.length)}\\sum_i ${name.toUpperCase()}_i`,
          check: mean(refer(name), 0),
        };
      }),
      {
        id: 'difference',
        symbol: 'v',
        title: 'What the first two differ in',
        check: subtract(refer('mean-a'), refer('mean-b')),
      },
      {
        id: 'code',
        symbol: 'z',
        title: 'Put on the third',
        check: add(refer('difference'), refer('mean-c')),
        value: result,
        note: 'Single codes carry whatever else is in their pictures; means of a few leave that out.',
      },
    ],
    result,
    symbol: 'z',
    answer: refer('code'),
    sources: [
      'A. Radford, L. Metz, S. Chintala, "Unsupervised representation learning with deep convolutional generative adversarial networks", ICLR 2016, section 6.3.2.',
    ],
  });
}
