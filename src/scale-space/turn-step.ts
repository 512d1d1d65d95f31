// The turn of a descriptor's grid, as a step of derivations.
import type { ComputedStepDraft } from '../derivation/create-derivation.js';
import type { StepReference } from '../derivation/expression-types.js';
import { cos, sin } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';

/** Cosine of the orientation, as the turn holds it. */
export const COS: StepReference = /* @__PURE__ */ refer('turn', [0], '\\cos\\theta');

/** Its sine. */
export const SIN: StepReference = /* @__PURE__ */ refer('turn', [1], '\\sin\\theta');

/** A cosine or sine below this is one of a right angle: no float64 is nearer to one. */
const RIGHT = 1e-15;

/**
 * The step that takes cosine and sine of the orientation `theta`; those of right angles as 0, not as what rounding leaves.
 *
 * @param title - of the step
 * @param orientation - in radians
 * @returns the step
 */
export function turnStep(title: string, orientation: number): ComputedStepDraft {
  const formula = '(\\cos\\theta,\\, \\sin\\theta)';
  const theta = refer('theta');
  const none = (of: (x: number) => number): boolean => Math.abs(of(orientation)) < RIGHT;
  const right = none(Math.cos) || none(Math.sin);
  return {
    id: 'turn',
    symbol: formula,
    title,
    formula,
    ...(right ? { substitution: formula } : {}),
    check: { list: [none(Math.cos) ? 0 : cos(theta), none(Math.sin) ? 0 : sin(theta)] },
  };
}
