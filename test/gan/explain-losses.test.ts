import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDerivation } from '../../src/derivation/index.js';
import {
  discriminatorLoss,
  explainGanLosses,
  type GanVariant,
  ganValue,
  generatorLoss,
} from '../../src/gan/index.js';
import { expectShown } from '../derivation/shown.js';

const hundredths = (least: number, most: number) =>
  fc.array(
    fc.integer({ min: 100 * least, max: 100 * most }).map((x) => x / 100),
    { minLength: 1, maxLength: 6 },
  );
const variants: readonly GanVariant[] = [
  'minimax',
  'non-saturating',
  'least-squares',
  'wasserstein',
  'hinge',
];

describe('explainGanLosses', () => {
  it('works out probabilities on paper', () => {
    const samples = { real: [0.9, 0.8], fake: [0.1, 0.4] };
    const d = explainGanLosses(samples, { input: 'probabilities' });
    // ½ (ln 0.9 + ln 0.8) + ½ (ln 0.9 + ln 0.6)
    expect(d.result.value).toBeCloseTo(0.5 * Math.log(0.9 * 0.8 * 0.9 * 0.6), 14);
    expect(d.result.value).toBeCloseTo(ganValue([0.9, 0.8], [0.1, 0.4]) as number, 14);
    expect(d.result.generator).toBeCloseTo(0.5 * Math.log(0.9 * 0.6), 14);
    const text = expectShown(d);
    expect(text).toContain('V = ');
    const other = explainGanLosses(samples, { input: 'probabilities', variant: 'non-saturating' });
    expect(other.result.generator).toBeCloseTo(-0.5 * Math.log(0.1 * 0.4), 14);
    expectShown(other);
  });

  it('works out squares, a critic and a hinge', () => {
    const samples = { real: [3, 0], fake: [-1, 2] };
    const squares = explainGanLosses(samples, { variant: 'least-squares' });
    // ½ (4 + 1)/2 + ½ (1 + 4)/2, and ½ (4 + 1)/2.
    expect(squares.result).toEqual({ discriminator: 2.5, generator: 1.25 });
    const critic = explainGanLosses(samples, { variant: 'wasserstein' });
    // ½ − 3/2, −½
    expect(critic.result).toEqual({ discriminator: -1, generator: -0.5 });
    const hinge = explainGanLosses(samples, { variant: 'hinge' });
    // (0 + 1)/2 + (0 + 3)/2
    expect(hinge.result).toEqual({ discriminator: 2, generator: -0.5 });
    for (const d of [squares, critic, hinge]) expectShown(d);
  });

  it('is what the losses are, and holds, of scores of any size', () => {
    fc.assert(
      fc.property(
        hundredths(-60, 60),
        hundredths(-60, 60),
        fc.constantFrom(...variants),
        (real, fake, variant) => {
          const d = explainGanLosses({ real, fake }, { variant });
          expect(d.result.discriminator).toBe(discriminatorLoss(real, fake, { variant }));
          expect(d.result.generator).toBe(generatorLoss(fake, { variant }));
          expect(verifyDerivation(d).ok).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
    const p = hundredths(0.01, 0.99);
    fc.assert(
      fc.property(p, p, fc.constantFrom(...variants.slice(0, 2)), (real, fake, variant) => {
        const d = explainGanLosses({ real, fake }, { variant, input: 'probabilities' });
        const game = { variant, input: 'probabilities' } as const;
        expect(d.result.discriminator).toBe(discriminatorLoss(real, fake, game));
        expect(d.result.generator).toBe(generatorLoss(fake, game));
        expect(d.result.value).toBeCloseTo(ganValue(real, fake) as number, 13);
        expect(verifyDerivation(d).ok).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps its digits where the discriminator is sure', () => {
    const d = explainGanLosses({ real: [50], fake: [-50] });
    expect(d.result.generator).toBeCloseTo(-1.92874985e-22, 29);
    expectShown(d);
    expectShown(explainGanLosses({ real: [-700], fake: [700] }, { variant: 'non-saturating' }));
  });

  it('refuses what cannot be shown', () => {
    expect(() => explainGanLosses({ real: [1], fake: [701] })).toThrow(
      'explainGanLosses: "fake" expected scores from -700 to 700, got 701 at [0]',
    );
    expect(() => explainGanLosses({ real: [1], fake: [0.5] }, { input: 'probabilities' })).toThrow(
      /"real" .*0.001 to 0.999, got 1/,
    );
    expect(() => explainGanLosses({ real: new Array(13).fill(0), fake: [0] })).toThrow(
      /"real" .*1 to 12 numbers/,
    );
    expect(() =>
      explainGanLosses({ real: [0.5], fake: [0.5] }, { variant: 'hinge', input: 'probabilities' }),
    ).toThrow('"input"');
    // @ts-expect-error: no such game.
    expect(() => explainGanLosses({ real: [1], fake: [1] }, { variant: 'fair' })).toThrow(
      'variant',
    );
  });
});
