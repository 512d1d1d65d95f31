import { describe, expect, it } from 'vitest';
import { div, sum } from '../../src/array/index.js';
import { chiSquareDivergence } from '../../src/divergence/index.js';
import { checkGradient, grad } from '../../src/gradient/index.js';

describe('the gradient of the chi-square divergence of what is divided by its sum', () => {
  const divided = { normalize: true };

  it('is that of the quotients, along each axis and to the second order', () => {
    const p = [
      [1, 2, 0.5],
      [3, 0.25, 1],
    ];
    const q = [
      [0.75, 1, 2],
      [1, 4, 0.5],
    ];
    for (const axis of [0, 1, -1]) {
      const of = ({ p, q }: { p: never; q: never }) =>
        chiSquareDivergence(p, q, { normalize: true, axis });
      expect(checkGradient(of as never, { p, q }, { order: 2 }).ok).toBe(true);
      const share = (x: never) => div(x, sum(x, { axis, keepDims: true }) as never);
      const inSteps = (x: never) =>
        sum(chiSquareDivergence(share(p as never), share(x) as never, { axis }) as never);
      const atOnce = (x: never) =>
        sum(chiSquareDivergence(p, x, { normalize: true, axis }) as never);
      const [got, wanted] = [atOnce, inSteps].map(
        (f) => grad(f as never)(q as never) as unknown as { data: Float64Array },
      );
      for (const [i, value] of got!.data.entries()) expect(value).toBeCloseTo(wanted!.data[i]!, 12);
    }
  });

  // With p = (½, ½), q = (t, 1) and a small t: by t −1/(4 t²), by the other 1/(4 t).
  it.each([1e-100, 1e-160, 1e-200, 1e-300])('is no NaN beyond 1e308: %d', (t) => {
    const byQ = grad((q) => chiSquareDivergence([0.5, 0.5], q, divided))([t, 1]);
    const [got, wanted] = [byQ.get(0), -0.25 / t / t];
    expect(got === wanted ? 1 : got / wanted).toBeCloseTo(1, 14);
    expect(byQ.get(1) / (0.25 / t)).toBeCloseTo(1, 14);
  });

  it('is infinite where it is beyond the range, or an outcome has no probability', () => {
    for (const t of [1e-310, 0]) {
      const byQ = grad((q) => chiSquareDivergence([0.5, 0.5], q, divided))([t, 1]);
      expect([byQ.get(0), byQ.get(1)]).toEqual([-Infinity, Infinity]);
      const byP = grad((p) => chiSquareDivergence(p, [t, 1], divided))([0.5, 0.5]);
      expect([byP.get(0), byP.get(1)]).toEqual([Infinity, -Infinity]);
    }
  });
});
