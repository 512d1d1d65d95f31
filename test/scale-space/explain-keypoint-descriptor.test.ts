import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  describeKeypoints,
  explainDescriptor,
  explainSamplingGrid,
} from '../../src/scale-space/index.js';
import { expectShown } from '../derivation/shown.js';

const image = Array.from({ length: 32 }, (_, y) =>
  Array.from(
    { length: 32 },
    (__, x) => 0.5 + 0.3 * Math.sin(x / 3 + (y * y) / 90) + 0.2 * Math.cos(y / 4),
  ),
);

describe('explainSamplingGrid', () => {
  it('turns the cells on paper', () => {
    const d = explainSamplingGrid({ x: 50, y: 40, sigma: 2, orientation: Math.PI / 6 });
    // The first cell is 9 to the left of and 9 above the keypoint before the turn.
    const [c, s] = [Math.sqrt(3) / 2, 1 / 2];
    expect(d.result.x.get(0, 0)).toBeCloseTo(50 - 9 * c + 9 * s, 12);
    expect(d.result.y.get(0, 0)).toBeCloseTo(40 - 9 * s - 9 * c, 12);
    // From cell to cell 6 along the orientation, from row to row across it, clockwise on the screen.
    expect(d.result.x.get(0, 1) - d.result.x.get(0, 0)).toBeCloseTo(6 * c, 12);
    expect(d.result.y.get(1, 0) - d.result.y.get(0, 0)).toBeCloseTo(6 * c, 12);
    expect(d.result.x.get(1, 0) - d.result.x.get(0, 0)).toBeCloseTo(-6 * s, 12);
    expect(d.result.reach).toBeCloseTo(15 * (c + s), 12);
    expect(expectShown(d)).toContain('w = 3 σ = 3 · 2 = 6');
  });

  it('verifies for any keypoint', () => {
    const number = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(
        number,
        number,
        fc.double({ min: 0.1, max: 60, noNaN: true }),
        number,
        (x, y, sigma, orientation) => {
          const d = explainSamplingGrid({ x, y, sigma, orientation });
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        },
      ),
    );
    // @ts-expect-error: no sigma.
    expect(() => explainSamplingGrid({ x: 1, y: 2, orientation: 0 })).toThrow(
      /explainSamplingGrid: "keypoint.sigma"/,
    );
    // @ts-expect-error: no keypoint.
    expect(() => explainSamplingGrid(undefined)).toThrow(KindError);
    expect(() => explainSamplingGrid({ x: 1, y: 2, sigma: 0, orientation: 0 })).toThrow(
      DomainError,
    );
  });
});

describe('explainDescriptor', () => {
  const keypoint = { x: 15.2, y: 14.7, sigma: 1.3, orientation: 0.6 };

  it('works out the place in the octave, a sample and a cell on paper', () => {
    const d = explainDescriptor(image, keypoint, { cell: { row: 2, column: 1 } });
    const text = expectShown(d);
    // 3 log₂ (1.3/0.8) = 2.1; the doubled image begins a quarter of a pixel before the first pixel.
    expect(text).toContain('⌊3 log₂ (1.3/(1.6 · 0.5)) + 0.5⌋ = 2');
    expect(text).toContain('(15.2 − (−0.25))/0.5 = 30.9');
    expect(text).toContain('w = (3 σ)/d = (3 · 1.3)/0.5 = 7.8');
    expect(text).toContain('The cell in row 2, column 1: all votes for its bins');
    expect(text).toContain('One sample and its votes');
  });

  it('shows a sample whose votes are all that it has to give', () => {
    const d = explainDescriptor(image, keypoint, { cell: { row: 1, column: 2 } });
    const sample = d.steps.find(({ id }) => id === 'sample')!;
    const votes = (sample.value as { data: Float64Array }).data;
    const weight = sample.steps!.find(({ id }) => id === 'one-weight')!.value;
    expect(votes.reduce((sum, vote) => sum + vote, 0)).toBeCloseTo(weight as number, 12);
  });

  it('is the descriptor of describeKeypoints, for any place and cell', () => {
    const place = fc.double({ min: 3, max: 28, noNaN: true });
    const cells = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(
        place,
        place,
        fc.double({ min: 0.5, max: 3.5, noNaN: true }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        fc.boolean(),
        fc.option(fc.record({ row: cells, column: cells }), { nil: undefined }),
        (x, y, sigma, orientation, upsample, cell) => {
          const frame = { x, y, sigma, orientation };
          let d: ReturnType<typeof explainDescriptor>;
          try {
            d = explainDescriptor(image, frame, { upsample, ...(cell && { cell }) });
          } catch (error) {
            // A cell may lie outside of the image, or be large.
            expect(String(error)).toMatch(/a cell with 1 to 1000 samples/);
            return;
          }
          const expected = describeKeypoints(image, [frame], { upsample });
          for (let i = 0; i < 128; i++) {
            expect(Math.abs(d.result.get(i) - expected.get(0, i))).toBeLessThan(1e-6);
          }
          expect(verifyDerivation(d).steps.filter(({ ok }) => !ok)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('keeps its width at a level beyond the last, and in bytes', () => {
    const bytes = image.map((row) => row.map((value) => Math.round(200 * value)));
    const d = explainDescriptor(
      bytes,
      { x: 8, y: 20, sigma: 0.3, orientation: -2 },
      { upsample: false },
    );
    expect(expectShown(d)).toContain('the nearest there is');
  });

  it('refuses what has no descriptor to show', () => {
    const flat = image.map((row) => row.map(() => 0.5));
    expect(() => explainDescriptor(flat, keypoint)).toThrow(
      /"image" expected an image whose gradients/,
    );
    expect(() =>
      explainDescriptor(
        [
          [1, 2],
          [3, 4],
        ],
        { ...keypoint, x: 0, y: 0 },
      ),
    ).toThrow(/room for one octave/);
    expect(() => explainDescriptor([1, 2], keypoint)).toThrow(ShapeError);
    expect(() => explainDescriptor(image, { ...keypoint, x: 40 })).toThrow(/"keypoint.x"/);
    expect(() => explainDescriptor(image, keypoint, { cell: { row: 4, column: 0 } })).toThrow(
      /"cell.row"/,
    );
    // @ts-expect-error: RootSIFT ends otherwise.
    expect(() => explainDescriptor(image, keypoint, { rootSift: true })).toThrow(KindError);
  });
});
