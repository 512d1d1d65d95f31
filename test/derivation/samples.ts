// Derivations for the tests of printers, storage and verification.
import { createNdArray } from '../../src/core/create.js';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import type { Derivation } from '../../src/derivation/types.js';

/** Kullback–Leibler divergence of Binomial(2, 0.4) from the uniform law: 0.0852996 nats, worked out by hand. */
export function klDerivation(value?: number): Derivation<number> {
  const p = refer('p');
  const q = refer('q');
  const outcomes = [0, 1, 2];
  return createDerivation({
    topic: 'divergence',
    title: 'Divergence of a binomial law from the uniform one',
    given: [
      { id: 'p', symbol: 'p', title: 'Binomial law', value: [0.36, 0.48, 0.16] },
      {
        id: 'q',
        symbol: 'q',
        title: 'Uniform law',
        note: 'Three outcomes.',
        value: [1 / 3, 1 / 3, 1 / 3],
      },
    ],
    steps: [
      {
        id: 'why',
        kind: 'statement',
        title: 'What is measured',
        formula: 'D = \\sum_i p_i \\ln\\frac{p_i}{q_i}',
      },
      {
        id: 'terms',
        symbol: 't',
        title: 'Share of each outcome',
        check: o.multiply(p, o.log(o.divide(p, q))),
        table: {
          corner: 'outcome',
          columns: ['p', 'q', 'share', 'p larger'],
          rows: outcomes.map((i) => ({
            label: `${i}`,
            cells: [
              refer('p', [i]),
              refer('q', [i]),
              o.multiply(refer('p', [i]), o.log(o.divide(refer('p', [i]), refer('q', [i])))),
              i === 2 ? null : o.greater(refer('p', [i]), refer('q', [i])),
            ],
          })),
        },
      },
      {
        id: 'kl',
        symbol: 'D',
        title: 'Add the shares',
        note: 'Never negative.',
        check: o.sum(refer('terms')),
        value,
        steps: [
          { id: 'positive', title: 'It is positive', check: o.greater(o.sum(refer('terms')), 0) },
        ],
      },
    ],
    result: value ?? 0.0852996,
    symbol: 'D',
    answer: value === undefined ? 0.0852996 : refer('kl'),
    conclusion: 'About 0.085 nats.',
    sources: ['S. Kullback and R. A. Leibler, "On information and sufficiency", 1951.'],
  });
}

/** A derivation whose values are of every kind. */
export function mixedDerivation(): Derivation {
  const data = new Float32Array([9, Number.NaN, -0, 1.5, -Infinity, 9]);
  return createDerivation({
    topic: 'test',
    title: 'Every kind of value',
    given: [
      { id: 'array', symbol: 'A', title: 'strided', value: createNdArray(data, [2, 2], [1, 2], 1) },
      {
        id: 'bytes',
        symbol: 'B',
        title: 'bytes',
        value: createNdArray(new Uint8ClampedArray([1, 255]), [2]),
      },
      {
        id: 'scalar',
        symbol: 'c',
        title: 'a 0-d array',
        value: createNdArray(new Float64Array([7]), []),
      },
      {
        id: 'record',
        symbol: 'r',
        title: 'a record',
        value: { kind: 'edge', ok: true, at: [1, -0, [Infinity]] },
      },
      { id: 'words', symbol: 'w', title: 'words', value: ['yes', 'no'] },
      { id: 'empty', symbol: '\\emptyset', title: 'nothing', value: [] },
    ],
    steps: [
      { id: 'kind', title: 'A word', check: refer('record', ['kind']) },
      {
        id: 'pair',
        title: 'A list of records',
        check: {
          list: [{ record: { x: 1, y: refer('bytes', [1]) } }, { record: { x: 2, y: -0 } }],
        },
      },
      { id: 'limit', title: 'A limit', symbol: 'L', check: o.divide(1, 0) },
    ],
    result: { limit: Infinity, kind: 'edge' },
    answer: { record: { limit: refer('limit'), kind: refer('kind') } },
  });
}
