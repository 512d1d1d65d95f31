// What holds for every optimizer.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';
import { adadelta } from '../../src/optimizer/adadelta.js';
import { adagrad } from '../../src/optimizer/adagrad.js';
import { adam, adamw } from '../../src/optimizer/adam.js';
import { adamax } from '../../src/optimizer/adamax.js';
import { nadam } from '../../src/optimizer/nadam.js';
import { rmsprop } from '../../src/optimizer/rmsprop.js';
import { momentum, nesterov, sgd } from '../../src/optimizer/sgd.js';
import type { LearningRate, Optimizer } from '../../src/optimizer/types.js';

const MAKERS: Readonly<Record<string, (learningRate: LearningRate) => Optimizer>> = {
  sgd: (learningRate) => sgd({ learningRate }),
  'sgd with momentum': (learningRate) => sgd({ learningRate, momentum: 0.5, dampening: 0.25 }),
  momentum: (learningRate) => momentum({ learningRate }),
  nesterov: (learningRate) => nesterov({ learningRate }),
  adagrad: (learningRate) => adagrad({ learningRate, learningRateDecay: 0.1 }),
  rmsprop: (learningRate) => rmsprop({ learningRate }),
  'rmsprop, centered and with momentum': (learningRate) =>
    rmsprop({ learningRate, centered: true, momentum: 0.5 }),
  adadelta: (learningRate) => adadelta({ learningRate }),
  adam: (learningRate) => adam({ learningRate }),
  amsgrad: (learningRate) => adam({ learningRate, amsgrad: true }),
  adamw: (learningRate) => adamw({ learningRate, weightDecay: 0 }),
  adamax: (learningRate) => adamax({ learningRate }),
  nadam: (learningRate) => nadam({ learningRate }),
};

const vector = (values: readonly number[]): FloatNdArray =>
  createNdArray<Float64Array | Float32Array>(Float64Array.from(values), [values.length]);
const single = (values: readonly number[]): FloatNdArray =>
  createNdArray<Float64Array | Float32Array>(Float32Array.from(values), [values.length]);

/** Numbers whose squares neither overflow nor vanish. */
const size = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const signed = fc.tuple(size, fc.boolean()).map(([value, negative]) => (negative ? -value : value));

function walk<P>(
  optimizer: Optimizer,
  start: P,
  gradients: readonly unknown[],
): { parameters: unknown; state: unknown } {
  let parameters: unknown = start;
  let state: unknown = optimizer.init(start);
  for (const gradient of gradients) {
    ({ parameters, state } = optimizer.step(state as never, parameters, gradient as never));
  }
  return { parameters, state };
}

describe.each(Object.entries(MAKERS))('%s', (_, make) => {
  const optimizer = make(0.1);

  it('moves each parameter by its own gradients alone, whatever stands beside it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(signed, signed, signed), { minLength: 2, maxLength: 5 }),
        (rows) => {
          const alone = rows.map(([p, g, h]) => walk(optimizer, p, [g, h]).parameters);
          const column = (k: 0 | 1 | 2): number[] => rows.map((row) => row[k]);
          const together = walk(optimizer, vector(column(0)), [
            vector(column(1)),
            vector(column(2)),
          ]);
          expect(toNested(together.parameters as FloatNdArray)).toEqual(alone);
          const turned = walk(
            optimizer,
            {
              list: column(0)
                .reverse()
                .map((p) => ({ p })),
            },
            [1, 2].map((k) => ({
              list: column(k as 1 | 2)
                .reverse()
                .map((p) => ({ p })),
            })),
          );
          expect(turned.parameters).toEqual({ list: [...alone].reverse().map((p) => ({ p })) });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('reads gradients and state by name, whatever the order of the keys', () => {
    const { parameters, state } = walk(optimizer, { a: 1, b: vector([2, 3]) }, [
      { b: [5, 6], a: 4 },
    ]);
    const same = walk(optimizer, { b: vector([2, 3]), a: 1 }, [{ a: 4, b: [5, 6] }]);
    expect(same.parameters).toEqual(parameters);
    const turned = optimizer.step(
      same.state as never,
      parameters as { a: number; b: FloatNdArray },
      { a: 1, b: [2, 3] },
    );
    const straight = optimizer.step(state as never, parameters as { a: number; b: FloatNdArray }, {
      a: 1,
      b: [2, 3],
    });
    expect(turned.parameters).toEqual(straight.parameters);
  });

  it('leaves parameters where gradients were always 0', () => {
    const zeros = [0, 0];
    const { parameters } = walk(optimizer, [1, -2], [zeros, zeros, zeros]);
    expect(parameters).toEqual(vector([1, -2]));
  });

  it('goes against the gradient in the first step', () => {
    fc.assert(
      fc.property(signed, signed, (p, g) => {
        const moved = walk(optimizer, p, [g]).parameters as number;
        expect(Math.sign(moved - p)).toBe(-Math.sign(g));
      }),
    );
  });

  it('keeps float32 in float32, near what float64 gives', () => {
    const start = [1, -2, 3];
    const gradients = Array.from({ length: 20 }, (__, t) => [Math.sin(t + 1), Math.cos(t), 0.5]);
    const full = walk(optimizer, vector(start), gradients.map(vector));
    const half = walk(optimizer, single(start), gradients.map(single));
    const found = half.parameters as FloatNdArray;
    expect(found.dtype).toBe('float32');
    const slots = Object.values((half.state as { slots: Record<string, FloatNdArray> }).slots);
    for (const slot of slots) expect(slot.dtype).toBe('float32');
    const expected = (full.parameters as FloatNdArray).data;
    // Centering subtracts nearly equal numbers where a gradient is constant, as the third is.
    const compared = optimizer.settings['centered'] === true ? 2 : 3;
    for (let i = 0; i < compared; i++) expect(found.data[i]).toBeCloseTo(expected[i]!, 5);
  });

  it('reads views as their elements, and changes nothing that it is given', () => {
    const data = Float64Array.of(9, 1, 2, 3, 4);
    const transposed = createNdArray(data, [2, 2], [1, 2], 1);
    const gradient = createNdArray(Float64Array.of(1, 2, 3, 4), [2, 2], [-1, 2], 1);
    const state = optimizer.init({ w: transposed });
    const before = structuredClone(state);
    const next = optimizer.step(state, { w: transposed }, { w: gradient });
    const plain = walk(
      optimizer,
      {
        w: [
          [1, 3],
          [2, 4],
        ],
      },
      [
        {
          w: [
            [2, 4],
            [1, 3],
          ],
        },
      ],
    );
    expect(toNested((next.parameters as { w: FloatNdArray }).w)).toEqual(
      toNested((plain.parameters as { w: FloatNdArray }).w),
    );
    expect([...data]).toEqual([9, 1, 2, 3, 4]);
    expect([...gradient.data]).toEqual([1, 2, 3, 4]);
    expect(structuredClone(state)).toEqual(before);
    const snapshot = structuredClone(next.state);
    optimizer.step(next.state, { w: transposed }, { w: gradient });
    expect(structuredClone(next.state)).toEqual(snapshot);
  });

  it('goes on from a state that was cloned, or written as JSON with nested numbers', () => {
    const gradients = { w: vector([1, -2]), b: 3 };
    const first = optimizer.step(
      optimizer.init({ w: single([1, 2]), b: 4 }),
      { w: single([1, 2]), b: 4 },
      gradients,
    );
    const expected = optimizer.step(first.state, first.parameters, gradients);
    const cloned = structuredClone(first.state);
    expect(optimizer.step(cloned, first.parameters, gradients)).toEqual(expected);
    const text = JSON.stringify(first.state, (__, value: unknown) =>
      value !== null && typeof value === 'object' && 'shape' in value
        ? toNested(value as FloatNdArray)
        : value,
    );
    expect(optimizer.step(JSON.parse(text), first.parameters, gradients)).toEqual(expected);
  });

  it('asks a schedule for the rate of each step, counted from 0', () => {
    const asked: number[] = [];
    const rate = (step: number): number => 0.5 / (step + 1);
    const scheduled = make((step) => {
      asked.push(step);
      return rate(step);
    });
    const gradients = [1, -2, 3];
    const { parameters } = walk(scheduled, 1, gradients);
    expect(asked).toEqual([0, 1, 2]);
    // The same by hand: an optimizer of its own for each step, on the state of the one before.
    let p = 1;
    let state = make(0).init(p);
    gradients.forEach((g, step) => {
      ({ state, parameters: p } = make(rate(step)).step(state, p, g));
    });
    expect(parameters).toBe(p);
  });
});

describe('single rules', () => {
  it('sgd moves by η(g + λp): linear in both', () => {
    fc.assert(
      fc.property(signed, signed, (p, g) => {
        const moved = walk(sgd({ learningRate: 0.25, weightDecay: 0.5 }), p, [g]).parameters;
        expect(moved).toBeCloseTo(p - 0.25 * (g + 0.5 * p), 9);
      }),
    );
  });

  it('momentum gathers velocity: the course’s three steps on x² from 1', () => {
    const optimizer = momentum({ learningRate: 0.1, momentum: 0.9 });
    let x = 1;
    let state = optimizer.init(x);
    const seen: number[][] = [];
    for (let t = 0; t < 3; t++) {
      ({ state, parameters: x } = optimizer.step(state, x, 2 * x));
      seen.push([state.slots.velocity, x]);
    }
    const expected = [
      [2, 0.8],
      [3.4, 0.46],
      [3.98, 0.062],
    ];
    seen.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(expected.flat()[i]!, 12);
    });
  });

  it('dampening spares the first step', () => {
    const optimizer = momentum({ learningRate: 1, momentum: 0.5, dampening: 0.25 });
    const { state } = walk(optimizer, 0, [8, 4]);
    expect((state as { slots: { velocity: number } }).slots.velocity).toBe(0.5 * 8 + 0.75 * 4);
  });

  it('the first step of adam and adamax has the length η, up to epsilon', () => {
    fc.assert(
      fc.property(signed, signed, (p, g) => {
        for (const optimizer of [adam({ learningRate: 0.5 }), adamax({ learningRate: 0.5 })]) {
          const moved = walk(optimizer, p, [g]).parameters as number;
          expect(moved).toBeCloseTo(p - 0.5 * Math.sign(g), 4);
        }
        const exact = walk(adam({ learningRate: 0.5, epsilon: 0 }), 0, [g]).parameters as number;
        expect(exact).toBeCloseTo(-0.5 * Math.sign(g), 12);
      }),
    );
  });

  it('adam does not notice when all gradients are scaled, sgd scales its steps', () => {
    const gradients = [1, -3, 2];
    const scaled = gradients.map((g) => 64 * g);
    const options = { learningRate: 0.1, epsilon: 0 };
    const [a, b] = [gradients, scaled].map((all) => walk(adam(options), 0, all).parameters);
    expect(a).toBeCloseTo(b as number, 12);
    const plain = sgd({ learningRate: 0.1 });
    const [c, d] = [gradients, scaled].map((all) => walk(plain, 0, all).parameters as number);
    expect(d).toBeCloseTo(64 * c!, 12);
  });

  it('amsgrad never divides by less than before', () => {
    const { state } = walk(adam({ amsgrad: true, beta2: 0.5 }), 0, [4, 0, 0]);
    const { slots } = state as { slots: Record<string, number> };
    expect(slots['largestSecondMoment']).toBe(8);
    expect(slots['secondMoment']).toBe(2);
  });

  it('adamw decays straight, adam through the gradient', () => {
    const options = { learningRate: 0.1, weightDecay: 0.5 };
    expect(walk(adamw(options), 2, [0]).parameters).toBeCloseTo(1.9, 12);
    // Adam’s first step has the length η however small the decay is.
    expect(walk(adam(options), 2, [0]).parameters).toBeCloseTo(1.9, 6);
    expect(walk(adam({ ...options, weightDecay: 0.01 }), 2, [0]).parameters).toBeCloseTo(1.9, 6);
    expect(walk(adamw({ ...options, weightDecay: 0.01 }), 2, [0]).parameters).toBeCloseTo(
      1.998,
      12,
    );
  });

  it('adagrad starts its sums where it is told, and slows by its decay', () => {
    const optimizer = adagrad({
      learningRate: 1,
      initialAccumulator: 9,
      learningRateDecay: 1,
      epsilon: 0,
    });
    expect(walk(optimizer, 0, [4]).parameters).toBeCloseTo(-4 / 5, 12);
    const second = walk(optimizer, 0, [4, 12]).parameters;
    expect(second).toBeCloseTo(-4 / 5 - (0.5 * 12) / 13, 12);
  });

  it('centered rmsprop survives constant gradients, whose variance vanishes', () => {
    const optimizer = rmsprop({ centered: true, alpha: 0.5 });
    for (const start of [vector([1]), single([1])]) {
      const found = walk(optimizer, start, Array(200).fill([0.1])).parameters as FloatNdArray;
      expect(Number.isFinite(found.data[0])).toBe(true);
    }
  });

  it('no rule divides 0 by 0 without an epsilon', () => {
    const options = { epsilon: 0 };
    for (const make of [adagrad, rmsprop, adadelta, adam, adamw, adamax, nadam]) {
      const still = make === adamw ? adamw({ epsilon: 0, weightDecay: 0 }) : make(options);
      expect(walk(still, 3, [0, 0]).parameters).toBe(3);
    }
  });
});
