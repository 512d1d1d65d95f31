// The root of a divergence, with a gradient where it is 0.
import type { FloatNdArray } from '../core/types.js';
import { mul } from '../gradient/arithmetic.js';
import { ofEach } from '../gradient/choices.js';
import { sqrt } from '../gradient/functions.js';
import { isTraced, type Traced } from '../gradient/traced.js';
import { where } from '../gradient/where.js';

/** √x, with gradient 0 where x is 0. */
export function rootOf(x: number | FloatNdArray | Traced): number | FloatNdArray | Traced {
  if (!isTraced(x)) return sqrt(x);
  const above = ofEach(x, (value) => (value > 0 ? 1 : 0));
  return mul(above, sqrt(where(above, x, 1)));
}
