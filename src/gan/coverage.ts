// Which modes of a distribution samples reach.
import { bindShapes, checkNumber } from '../core/check.js';
import { checkFinite, readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';

/** Which modes samples reach. */
export interface ModeCoverage {
  /** How many modes have at least one sample. */
  readonly covered: number;
  /** For each mode how many samples it has. */
  readonly counts: number[];
  /** The share of samples that belong to a mode, from 0 to 1. */
  readonly share: number;
}

/**
 * How many modes of a distribution samples cover, and how many samples are where they should be.
 *
 * A sample belongs to the mode nearest to it, if that is within the radius, to none else. A generator has collapsed where
 * few modes are covered while the share is high.
 *
 * @param samples - [n, d], at least one
 * @param modes - centres of the modes, [k, d]; of two at the same distance the first counts
 * @param radius - the largest distance, above 0; 3 standard deviations are usual
 * @returns `covered`, `counts` [k] and `share`
 * @throws KindError where an argument is of another kind, ShapeError where shapes do not fit, DomainError where a number
 * is not finite, the radius not above 0, or there is no sample
 * @see L. Metz and others, "Unrolled generative adversarial networks", 2017, section 3
 *
 * @example
 * Two samples at the first mode, one astray.
 * ```ts
 * import { modeCoverage } from 'fovea';
 * modeCoverage([[0, 0.1], [0.1, 0], [2, 0]], [[0, 0], [4, 0]], 0.5)
 *   // => { covered: 1, counts: [2, 0], share: 0.66666667 }
 * ```
 */
export function modeCoverage(samples: ArrayInput, modes: ArrayInput, radius: number): ModeCoverage {
  return modeCoverageFor('modeCoverage', samples, modes, radius);
}

/** `modeCoverage` for functions that it is a part of, whose name errors tell. */
export function modeCoverageFor(
  fn: string,
  samples: ArrayInput,
  modes: ArrayInput,
  radius: number,
): ModeCoverage {
  const points = checkFinite(fn, 'samples', readArray(fn, 'samples', samples));
  const centres = checkFinite(fn, 'modes', readArray(fn, 'modes', modes));
  const { n, d, k } = bindShapes(fn, { samples: [points, 'n d'], modes: [centres, 'k d'] });
  checkNumber(fn, 'radius', radius, { above: 0 });
  if (n === 0 || k === 0) {
    const argument = n === 0 ? 'samples' : 'modes';
    throw new DomainError({ function: fn, argument, expected: 'at least one', got: 'none' });
  }
  const counts = new Array<number>(k).fill(0);
  for (let i = 0; i < n; i++) {
    let [nearest, least] = [0, Infinity];
    for (let j = 0; j < k; j++) {
      let squares = 0;
      for (let axis = 0; axis < d; axis++)
        squares += (points.data[i * d + axis]! - centres.data[j * d + axis]!) ** 2;
      if (squares < least) [nearest, least] = [j, squares];
    }
    if (Math.sqrt(least) <= radius) counts[nearest]!++;
  }
  const inside = counts.reduce((total, count) => total + count, 0);
  return { covered: counts.filter((count) => count > 0).length, counts, share: inside / n };
}
