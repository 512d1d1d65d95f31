import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError, KindError } from '../../src/core/errors.js';
import {
  checkRng,
  drawInteger,
  normal,
  permutation,
  randomGenerator,
  uniform,
} from '../../src/core/random.js';
import { toNested } from '../../src/core/to-nested.js';
import type { Rng } from '../../src/core/types.js';

const draws = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.nextFloat64());
const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

// Bounds are five standard errors wide: a right generator passes with all but certainty, and the seeds are fixed.
function expectUniform(values: readonly number[]): void {
  const n = values.length;
  expect(Math.abs(meanOf(values) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
  const square = meanOf(values.map((v) => (v - 0.5) ** 2));
  expect(Math.abs(square - 1 / 12)).toBeLessThan(5 / Math.sqrt(180 * n));
}

describe('randomGenerator', () => {
  it('repeats itself for one seed and differs for others', () => {
    expect(draws(randomGenerator(42), 5)).toEqual(draws(randomGenerator(42), 5));
    expect(draws(randomGenerator(42), 5)).not.toEqual(draws(randomGenerator(43), 5));
  });

  it('draws from [0, 1) evenly', () => {
    const values = draws(randomGenerator(1), 20000);
    expectUniform(values);
    for (const v of values) expect(v >= 0 && v < 1).toBe(true);
    const cells = new Array<number>(20).fill(0);
    for (const v of values) cells[Math.floor(v * 20)]!++;
    const chiSquare = cells.reduce((sum, c) => sum + (c - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(60);
  });

  it('starts anywhere, whatever the seed: first draws of neighbouring seeds are even and unrelated', () => {
    for (const k of [0, 1, 2]) {
      const nth = Array.from({ length: 4000 }, (_, seed) => draws(randomGenerator(seed), 3)[k]!);
      expectUniform(nth);
      const products = nth.slice(1).map((v, i) => (v - 0.5) * (nth[i]! - 0.5));
      expect(Math.abs(meanOf(products))).toBeLessThan(5 / 12 / Math.sqrt(4000));
    }
  });

  it('splits off streams that are unrelated to their parent and to each other', () => {
    const parent = randomGenerator(5);
    const children = Array.from({ length: 2000 }, () => parent.split());
    const first = children.map((child) => child.nextFloat64());
    expectUniform(first);
    const rest = draws(parent, 2000);
    const products = first.map((v, i) => (v - 0.5) * (rest[i]! - 0.5));
    expect(Math.abs(meanOf(products))).toBeLessThan(5 / 12 / Math.sqrt(2000));
    expect(new Set(first).size).toBe(2000);
  });

  it('goes on after a split as it would have without drawing from the child', () => {
    const [a, b] = [randomGenerator(9), randomGenerator(9)];
    draws(a.split(), 7);
    b.split();
    expect(draws(a, 3)).toEqual(draws(b, 3));
  });

  it('takes seeds of 32 bits, signed or not, and refuses others', () => {
    for (const seed of [0, -1, -2147483648, 4294967295]) randomGenerator(seed);
    for (const seed of [1.5, Number.NaN, 4294967296, -2147483649]) {
      expect(() => randomGenerator(seed)).toThrow(DomainError);
    }
    for (const seed of ['1', undefined, 1n]) {
      expect(() => randomGenerator(seed as never)).toThrow(KindError);
    }
  });
});

describe('drawInteger', () => {
  it('draws each number below its bound, equally often', () => {
    const rng = randomGenerator(3);
    for (const bound of [1, 2, 3, 7, 64]) {
      const counts = new Array<number>(bound).fill(0);
      for (let i = 0; i < 700 * bound; i++) counts[drawInteger(rng, bound)]!++;
      const chiSquare = counts.reduce((sum, c) => sum + (c - 700) ** 2 / 700, 0);
      expect(chiSquare).toBeLessThan(bound + 5 * Math.sqrt(2 * bound));
    }
  });

  it('rejects the remainder instead of folding it over, up to the largest bound', () => {
    const script = [4294967295, 2863311531, 2863311530, 17];
    const rng = { nextUint32: () => script.shift()! } as Rng;
    // 3·2³⁰ numbers: one draw in four lies beyond them.
    expect(drawInteger(rng, 3221225472)).toBe(2863311531);
    expect(drawInteger(rng, 4294967296)).toBe(2863311530);
    expect(drawInteger(rng, 1)).toBe(0);
  });
});

describe('uniform and normal', () => {
  it('fill their shape in float64', () => {
    expect(uniform(randomGenerator(1), [2, 3]).shape).toEqual([2, 3]);
    expect(uniform(randomGenerator(1), []).dtype).toBe('float64');
    expect(normal(randomGenerator(1), [5]).size).toBe(5);
    expect(normal(randomGenerator(1), [0]).size).toBe(0);
  });

  it('are in float32 the same draws, and below 1', () => {
    const [single, double] = (['float32', 'float64'] as const).map((dtype) =>
      [normal, uniform].map((draw) => draw(randomGenerator(5), [101], dtype)),
    );
    expect(single!.map(({ dtype }) => dtype)).toEqual(['float32', 'float32']);
    expect(single![0]!.data).toEqual(Float32Array.from(double![0]!.data));
    double![1]!.data.forEach((u, i) => {
      const own = single![1]!.data[i]!;
      expect(own <= u && u - own < 2 ** -24).toBe(true);
    });
    // The largest draw of float64 rounds to 1.
    const nextFloat64 = () => 1 - 2 ** -53;
    const top = { nextUint32: () => 0xffffffff, nextFloat64, split: () => randomGenerator(1) };
    expect(uniform(top, [1], 'float32').get(0)).toBe(1 - 2 ** -24);
    expect(uniform(top, [1]).get(0)).toBe(1 - 2 ** -53);
  });

  it('refuse a storage that is none of floats', () => {
    expect(() => normal(randomGenerator(1), [2], 'int8' as never)).toThrow(
      'normal: "dtype" expected one of "float64", "float32", got "int8"',
    );
    expect(() => uniform(randomGenerator(1), [2], 'f32' as never)).toThrow('uniform: "dtype"');
  });

  it('give the normal distribution its moments and its tails', () => {
    const z = toNested(normal(randomGenerator(11), [20001])) as number[];
    const n = z.length;
    expect(Math.abs(meanOf(z))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(meanOf(z.map((v) => v ** 2)) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(meanOf(z.map((v) => v ** 3)))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(meanOf(z.map((v) => v ** 4)) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
    // P(|z| > 2) = 0.0455
    const beyond = z.filter((v) => Math.abs(v) > 2).length / n;
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(5 * Math.sqrt((0.0455 * 0.9545) / n));
    expect(z.every(Number.isFinite)).toBe(true);
  });

  it('refuse bad shapes and what is no stream', () => {
    expect(() => uniform(randomGenerator(1), [-1])).toThrow(DomainError);
    expect(() => normal(randomGenerator(1), 3 as never)).toThrow(KindError);
    expect(() => uniform(Math.random as never, [2])).toThrow(KindError);
    expect(() => checkRng('f', 'rng', 5)).toThrow('expected a stream from randomGenerator(seed)');
  });
});

describe('permutation', () => {
  it('holds each index once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.integer(), (n, seed) => {
        const order = permutation(randomGenerator(seed), n).sort((a, b) => a - b);
        expect(order).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  it('gives every order equally often', () => {
    const rng = randomGenerator(8);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const key = permutation(rng, 3).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquare = [...counts.values()].reduce((sum, c) => sum + (c - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(25);
  });

  it('refuses counts that are none', () => {
    expect(() => permutation(randomGenerator(1), -1)).toThrow(DomainError);
    expect(() => permutation(randomGenerator(1), 2.5)).toThrow(DomainError);
  });
});
