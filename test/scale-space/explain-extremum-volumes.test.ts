import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { explainScaleSpaceExtremum } from '../../src/scale-space/explain-extremum.js';
import { scaleSpaceExtrema } from '../../src/scale-space/extrema.js';
import type { Extremum } from '../../src/scale-space/keypoint.js';
import { step, steps, tableRows } from '../derivation/read-off.js';
import { DIFFERENCES, GAUSSIANS } from './course-problem.js';

const sheet = explainScaleSpaceExtremum({ gaussians: GAUSSIANS }, { order: 'finer-minus-coarser' });

/** A volume of zeros with a few samples set. */
function volume(
  shape: readonly [number, number, number],
  samples: readonly (readonly [number, number, number, number])[],
): number[][][] {
  const [n, h, w] = shape;
  const dog = Array.from({ length: n }, () =>
    Array.from({ length: h }, () => new Array<number>(w).fill(0)),
  );
  for (const [level, y, x, value] of samples) dog[level]![y]![x] = value;
  return dog;
}

describe('explainScaleSpaceExtremum on other volumes', () => {
  it('says so where there is no extremum', () => {
    const d = explainScaleSpaceExtremum({ dog: volume([3, 3, 4], [[0, 0, 0, 1]]) });
    expect(d.result).toEqual([]);
    expect(d.conclusion).toBe(
      'No sample is larger or smaller than all its 26 neighbours: there is no extremum.',
    );
    expect(step(d, 'count').value).toBe(0);
    expect(verifyDerivation(d).ok).toBe(true);
    expect(renderText(d)).toContain('there is no extremum');
  });

  it('counts no tie as an extremum', () => {
    // Two equal neighbours, each larger than all the others.
    const d = explainScaleSpaceExtremum({
      dog: volume(
        [3, 3, 4],
        [
          [1, 1, 1, 5],
          [1, 1, 2, 5],
        ],
      ),
    });
    expect(d.result).toEqual([]);
    expect(tableRows(d, 'verdicts')).toEqual([
      ['1, 1, 1', '5', '5 ≤ 5', '1, 2, 1', '5 ≥ 0', '0, 0, 0', 'neither'],
      ['1, 2, 1', '5', '5 ≤ 5', '1, 1, 1', '5 ≥ 0', '0, 1, 0', 'neither'],
    ]);
    // A tie with the level beside it.
    expect(
      explainScaleSpaceExtremum({
        dog: volume(
          [4, 3, 3],
          [
            [1, 1, 1, 5],
            [2, 1, 1, 5],
          ],
        ),
      }).result,
    ).toEqual([]);
  });

  it('shows each of several extrema, in the order of level, row, column', () => {
    const d = explainScaleSpaceExtremum({
      dog: volume(
        [4, 3, 6],
        [
          [1, 1, 1, 5],
          [2, 1, 4, -7],
          [1, 1, 4, 6],
        ],
      ),
    });
    expect(d.result.map(({ level, y, x, kind }) => [level, y, x, kind])).toEqual([
      [1, 1, 1, 'maximum'],
      [1, 1, 4, 'maximum'],
      [2, 1, 4, 'minimum'],
    ]);
    expect(d.conclusion).toMatch(/^3 extrema: a maximum .*; a maximum .*; a minimum at x = 4/);
    expect(step(d, 'count').value).toBe(3);
    expect(
      steps(d)
        .filter(({ id }) => /^extremum-\d+-\d+-\d+$/.test(id))
        .map(({ value }) => value),
    ).toEqual([26, 26, 26]);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it('says so where no sample has 26 neighbours', () => {
    for (const shape of [
      [2, 5, 5],
      [5, 2, 5],
      [5, 5, 1],
    ] as const) {
      const d = explainScaleSpaceExtremum({ dog: volume(shape, []) });
      expect(d.result).toEqual([]);
      expect(step(d, 'candidates').kind).toBe('statement');
      expect(verifyDerivation(d).ok).toBe(true);
      expect(renderText(d)).toContain('so there is none');
    }
  });

  it('returns what scaleSpaceExtrema returns and verifies, on random volumes with ties', () => {
    const values = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(values, (list) => {
        const dog = createNdArray(Float64Array.from(list), [3, 4, 5]);
        const d = explainScaleSpaceExtremum({ dog });
        expect(d.result).toEqual(scaleSpaceExtrema(dog));
        expect(d.result).toEqual(bruteForce(list, [3, 4, 5]));
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('shows real numbers so that the comparisons hold as shown', () => {
    const d = explainScaleSpaceExtremum({
      dog: volume(
        [3, 3, 3],
        [
          [1, 1, 1, 0.123456789],
          [0, 0, 0, 0.123456123],
        ],
      ),
    });
    expect(tableRows(d, 'extremum-1-1-1-level-0')[0]).toEqual([
      'y = 0',
      '0.123457 > 0.123456',
      '0.1235 > 0',
      '0.1235 > 0',
    ]);
  });

  it('reads float32 and strided volumes, and leaves them as they are', () => {
    const data = Float32Array.from({ length: 2 * 5 * 4 * 4 }, (_, i) =>
      i % 2 === 0 ? GAUSSIANS.flat(2)[i / 2]! : 99,
    );
    const before = data.slice();
    const view = createNdArray(data, [5, 4, 4], [32, 8, 2], 0);
    const d = explainScaleSpaceExtremum({ gaussians: view }, { order: 'finer-minus-coarser' });
    expect(d.result).toEqual(sheet.result);
    expect(verifyDerivation(d).ok).toBe(true);
    expect(data).toEqual(before);
    data.fill(0);
    expect(verifyDerivation(d).ok).toBe(true);
  });

  it.each<[unknown, unknown, new (...args: never[]) => Error, string]>([
    [{}, undefined, KindError, '"problem" expected either gaussians or dog, got neither'],
    [
      { gaussians: GAUSSIANS, dog: DIFFERENCES },
      undefined,
      KindError,
      '"problem" expected either gaussians or dog, got both',
    ],
    [{ images: GAUSSIANS }, undefined, KindError, 'only the names gaussians, dog, got "images"'],
    [
      { gaussians: GAUSSIANS },
      { order: 'upwards' },
      KindError,
      '"order" expected one of "coarser-minus-finer", "finer-minus-coarser", got "upwards"',
    ],
    [{ gaussians: GAUSSIANS }, { sign: 1 }, KindError, 'only the names order, got "sign"'],
    [
      { gaussians: GAUSSIANS[0] },
      undefined,
      ShapeError,
      '"gaussians" expected shape (n, h, w), got (4, 4)',
    ],
    [
      { gaussians: GAUSSIANS.slice(0, 1) },
      undefined,
      ShapeError,
      '"gaussians" expected at least 2 levels, got (1, 4, 4)',
    ],
    [
      { dog: 'D' },
      undefined,
      KindError,
      '"dog" expected an ndarray, nested numbers or a typed array, got "D"',
    ],
    [
      { dog: [[[1, Number.NaN]]] },
      undefined,
      DomainError,
      '"dog" expected finite numbers, got NaN at [0, 0, 1]',
    ],
    [
      { dog: volume([3, 40, 40], []) },
      undefined,
      DomainError,
      '"problem" expected at most 1000 candidates, got 1444',
    ],
  ])('refuses %j with %j', (problem, options, type, message) => {
    const explain = (): unknown => explainScaleSpaceExtremum(problem as object, options as object);
    expect(explain).toThrow(type);
    expect(explain).toThrow(`explainScaleSpaceExtremum: `);
    expect(explain).toThrow(message);
  });
});

/** Extrema by the definition, neighbour by neighbour. */
function bruteForce(
  list: readonly number[],
  [n, h, w]: readonly [number, number, number],
): Extremum[] {
  const at = (level: number, y: number, x: number): number => list[(level * h + y) * w + x]!;
  const found: Extremum[] = [];
  for (let level = 1; level < n - 1; level++) {
    for (let y = 1; y < h - 1; y++) {
      for (let x = 1; x < w - 1; x++) {
        const value = at(level, y, x);
        const others: number[] = [];
        for (let i = 0; i < 27; i++) {
          if (i !== 13)
            others.push(
              at(level - 1 + Math.floor(i / 9), y - 1 + (Math.floor(i / 3) % 3), x - 1 + (i % 3)),
            );
        }
        if (others.every((other) => value > other))
          found.push({ level, y, x, value, kind: 'maximum' });
        else if (others.every((other) => value < other))
          found.push({ level, y, x, value, kind: 'minimum' });
      }
    }
  }
  return found;
}
