import { afterEach, describe, expect, it, vi } from 'vitest';
import { fillNormal } from '../../src/core/normal-draws.js';
import { randomGenerator } from '../../src/core/random.js';
import type { Rng } from '../../src/core/types.js';

/** A stream that gives these numbers. */
function streamOf(...numbers: number[]): Rng {
  const rng: Rng = {
    nextFloat64: () => numbers.shift()!,
    nextUint32: () => 0,
    split: () => rng,
  };
  return rng;
}

function drawn(u: number, v: number): number[] {
  const pair = new Float64Array(2);
  fillNormal(streamOf(u, v), pair);
  return [...pair];
}

describe('normal draws', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are those of Box and Muller', () => {
    const [own, rng] = [new Float64Array(20_000), randomGenerator(8)];
    fillNormal(randomGenerator(8), own);
    let largest = 0;
    for (let i = 0; i < own.length; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(1 - rng.nextFloat64()));
      const angle = 2 * Math.PI * rng.nextFloat64();
      const pair = [radius * Math.cos(angle), radius * Math.sin(angle)];
      for (const [j, x] of pair.entries()) largest = Math.max(largest, Math.abs(own[i + j]! - x));
    }
    // Angles up to 2π are rounded to 4.4e-16 there, and radii are up to 8.6.
    expect(largest).toBeLessThan(5e-15);
  });

  it('lie exactly on the axes after whole quarter turns, and on the diagonals between', () => {
    // Of u = ½ the radius is √(2 ln 2).
    const radius = Math.sqrt(2 * Math.LN2);
    const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(4e-16);
    for (const [quarters, x, y] of [
      [0, 1, 0],
      [1, 0, 1],
      [2, -1, 0],
      [3, 0, -1],
    ] as const) {
      const [c, s] = drawn(0.5, quarters / 4) as [number, number];
      near(c, radius * x);
      near(s, radius * y);
      if (x === 0) expect(Math.abs(c)).toBe(0);
      else expect(Math.abs(s)).toBe(0);
      const [a, b] = drawn(0.5, quarters / 4 + 1 / 8) as [number, number];
      near(a, radius * Math.SQRT1_2 * (x - y));
      near(b, radius * Math.SQRT1_2 * (x + y));
    }
  });

  it('reach from 0 to the radius of the least 1 − u, 2⁻⁵³', () => {
    expect(Math.abs(drawn(0, 0)[0]!)).toBe(0);
    const [far] = drawn(1 - 2 ** -53, 0);
    expect(Math.abs(far! - Math.sqrt(2 * 53 * Math.LN2))).toBeLessThan(2e-15);
    // Next to 1 a logarithm taken of a sum would have lost all digits: ln(1 − u) ≈ −u.
    const [close] = drawn(2 ** -50, 0);
    expect(Math.abs(close! / Math.sqrt(2 * 2 ** -50) - 1)).toBeLessThan(4e-16);
  });

  it('take no function of Math whose last digit engines may choose', () => {
    const mathematical = ['log', 'sin', 'cos', 'exp', 'pow', 'log1p', 'hypot'] as const;
    const spies = mathematical.map((name) => vi.spyOn(Math, name));
    fillNormal(randomGenerator(3), new Float64Array(7));
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it('fill arrays of odd length and float32', () => {
    const [odd, even, single] = [
      new Float64Array(5),
      new Float64Array(6),
      new Float32Array(6),
    ] as const;
    for (const data of [odd, even, single]) fillNormal(randomGenerator(2), data);
    expect([...odd]).toEqual([...even.subarray(0, 5)]);
    expect([...single]).toEqual([...Float32Array.from(even)]);
  });
});
