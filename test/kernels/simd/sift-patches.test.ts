import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DescriptorFinish } from '../../../src/kernels/patch-kernels.js';
import { siftDescriptors as descriptorsScalar } from '../../../src/kernels/scalar/sift-descriptor.js';
import {
  dominantAngles,
  siftOrientations as orientationsScalar,
} from '../../../src/kernels/scalar/sift-orientation.js';
import { descriptor } from '../../../src/kernels/simd/generated/descriptor.js';
import { imageLevels } from '../../../src/kernels/simd/generated/image-levels.js';
import { holding } from '../../../src/kernels/simd/hold.js';
import { siftDescriptors, siftOrientations } from '../../../src/kernels/simd/sift-patches.js';
import { inArena } from '../../../src/kernels/simd/wasm-module.js';
import { simd } from '../../laws/simd.js';
import { withCanaries } from './canaries.js';
import { randomFloats } from './numbers.js';
import { descriptorTwin, finishTwin, orientationTwin, type Place } from './twins/sift-patches.js';

const REACH = 3;

type Stack = Pick<Place, 'height' | 'width'> & {
  readonly levels: Float32Array | Float64Array;
};
type Spot = Pick<Place, 'level' | 'x' | 'y'> & {
  readonly size: number;
  readonly angle: number;
};

function orientations(
  kernel: typeof siftOrientations,
  { levels, height, width }: Stack,
  spots: readonly Spot[],
): number[][] {
  const places = Float64Array.from(spots.flatMap(({ level, x, y, size }) => [level, x, y, size]));
  const counts = new Int32Array(spots.length);
  const angles: number[] = [];
  kernel(levels, height, width, places, REACH, counts, angles);
  return Array.from(counts, (count) => angles.splice(0, count));
}

function descriptors(
  kernel: typeof siftDescriptors,
  { levels, height, width }: Stack,
  spots: readonly Spot[],
  finish: DescriptorFinish = 'votes',
): Float32Array {
  const target = new Float32Array(128 * spots.length);
  const numbers = spots.flatMap(({ level, x, y, size, angle }) => [level, x, y, size, angle]);
  kernel(levels, height, width, Float64Array.from(numbers), finish, target);
  return target;
}

/** The same in the memory of the kernels. */
function inside<T>(stack: Stack, run: (stack: Stack) => T): T {
  return holding(imageLevels, (hold) => {
    const held = hold('float32', stack.levels.length, 2 ** 18);
    held.numbers.set(stack.levels);
    return run({
      ...stack,
      get levels() {
        return held.numbers;
      },
    });
  });
}

const spots = fc.record({
  level: fc.nat({ max: 1 }),
  across: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
  down: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
  size: fc.double({ min: 0.2, max: 12, noNaN: true }),
  angle: fc.oneof(
    fc.double({ min: -20, max: 20, noNaN: true }),
    fc.constantFrom(0, Math.PI / 4, Math.PI / 2, Math.PI, 2 * Math.PI, -1e-20),
  ),
});
/** A stack of two images, and places on them or beside them. */
const stacks = fc
  .record({
    height: fc.integer({ min: 1, max: 40 }),
    width: fc.integer({ min: 1, max: 40 }),
    places: fc.array(spots, { minLength: 1, maxLength: 3 }),
  })
  .map(({ height, width, places }) => ({
    levels: randomFloats(2 * height * width, 41 * height + width),
    height,
    width,
    spots: places.map((spot) => ({ ...spot, x: spot.across * width, y: spot.down * height })),
  }));

/** The largest difference, by the length of what is wanted. */
function deviation(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  const length = Math.hypot(...Array.from(wanted));
  const differences = Array.from(wanted, (value, i) => Math.abs(value - got[i]!));
  const largest = Math.max(...differences);
  return length === 0 ? largest : largest / length;
}

/** A large image, with room for windows of any size. */
const wide = { levels: randomFloats(400 * 500, 1), height: 400, width: 500 };
const middle = (size: number, angle = 1): Spot => ({ level: 0, x: 251.3, y: 198.6, size, angle });

describe.runIf(simd)('the SIMD kernels of patches around keypoints', () => {
  it('are their twins, exactly, and leave alone what is not their own', () => {
    fc.assert(
      fc.property(stacks, ({ spots, ...stack }) => {
        const twins = spots.map((spot) => orientationTwin({ ...stack, ...spot }, spot.size, REACH));
        const votes = spots.map((s) => descriptorTwin({ ...stack, ...s }, s.size, s.angle));
        const check = (here: Stack): void => {
          expect(orientations(siftOrientations, here, spots)).toEqual(twins);
          const found = descriptors(siftDescriptors, here, spots);
          expect(found).toEqual(Float32Array.from(votes.flatMap((each) => [...each])));
          for (const finish of ['unit', 'root'] as const) {
            const finished = votes.flatMap((each) => [...finishTwin(each, finish)]);
            expect(descriptors(siftDescriptors, here, spots, finish)).toEqual(
              Float32Array.from(finished),
            );
          }
        };
        const count = withCanaries(() => {
          check(stack);
          inside(stack, check);
        });
        expect(count).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  it('are their twins for large windows, and for more places than go through at a time', () => {
    const large = middle(60);
    const place = { ...wide, ...large };
    expect(orientations(siftOrientations, wide, [large])).toEqual([
      orientationTwin(place, 60, REACH),
    ]);
    expect(descriptors(siftDescriptors, wide, [middle(45)])).toEqual(descriptorTwin(place, 45, 1));
    const many = Array.from({ length: 600 }, (_, i) => ({
      ...middle(1 + (i % 7) / 5, i / 100),
      x: 20 + ((i * 7) % 460),
    }));
    inside(wide, (here) => {
      const found = descriptors(siftDescriptors, here, many);
      const turns = orientations(siftOrientations, here, many);
      for (const i of [0, 255, 256, 511, 512, 599]) {
        const at = { ...wide, ...many[i]! };
        expect(found.slice(128 * i, 128 * (i + 1))).toEqual(descriptorTwin(at, at.size, at.angle));
        expect(turns[i]).toEqual(orientationTwin(at, at.size, REACH));
      }
    });
  });

  it('stay near the truth for windows of any size', () => {
    const truth = { ...wide, levels: Float64Array.from(wide.levels) };
    for (const size of [0.3, 1, 3.7, 20, 70]) {
      const spot = [middle(size, 2.5)];
      const [found] = orientations(siftOrientations, wide, spot);
      const [wanted] = orientations(orientationsScalar, truth, spot);
      expect(found).toHaveLength(wanted!.length);
      found!.forEach((angle, i) => {
        expect(Math.abs(angle - wanted![i]!)).toBeLessThan(1e-5);
      });
      for (const finish of ['votes', 'unit', 'root'] as const) {
        const numbers = descriptors(siftDescriptors, wide, spot, finish);
        const exact = descriptors(descriptorsScalar, truth, spot, finish);
        expect(deviation(numbers, exact)).toBeLessThan(finish === 'root' ? 1e-5 : 3e-6);
      }
    }
  });

  it('write over what was there', () => {
    const target = new Float32Array(128).fill(7);
    const places = Float64Array.from([0, 251.3, 198.6, 4, 1]);
    siftDescriptors(wide.levels, wide.height, wide.width, places, 'votes', target);
    expect(target).toEqual(descriptors(siftDescriptors, wide, [middle(4)]));
    const doubles = new Float64Array(128).fill(7);
    siftDescriptors(wide.levels, wide.height, wide.width, places, 'votes', doubles);
    expect(doubles).toEqual(Float64Array.from(target));
  });

  it('give the same for an image of any brightness, also where squares leave the range of float32', () => {
    const spot = [middle(4)];
    const once = descriptors(siftDescriptors, wide, spot, 'unit');
    const [turns] = orientations(siftOrientations, wide, spot);
    for (const scale of [2 ** -110, 2 ** -60, 2 ** 100, 2 ** 125]) {
      const scaled = { ...wide, levels: wide.levels.map((level) => level * scale) };
      expect(deviation(descriptors(siftDescriptors, scaled, spot, 'unit'), once)).toBeLessThan(
        1e-6,
      );
      expect(deviation(orientations(siftOrientations, scaled, spot)[0]!, turns!)).toBeLessThan(
        1e-6,
      );
    }
    const flat = { ...wide, levels: new Float32Array(wide.levels.length) };
    expect(descriptors(siftDescriptors, flat, spot, 'unit')).toEqual(new Float32Array(128));
    expect(orientations(siftOrientations, flat, spot)).toEqual([[]]);
  });

  it('take no harm from cells smaller than numbers are apart', () => {
    for (const size of [1e-13, 1e-20, 1e-200]) {
      const spot = [
        { ...middle(size), x: 100, y: 100 },
        { ...middle(size), x: 100 + 1.5e-14 },
      ];
      withCanaries(() => {
        inside(wide, (here) => {
          descriptors(siftDescriptors, here, spot, 'unit');
          orientations(siftOrientations, here, spot);
        });
      });
    }
  });

  it('leave float64 to the scalar kernels', () => {
    const doubles = { ...wide, levels: Float64Array.from(wide.levels) };
    const count = withCanaries(() => {
      const spot = [middle(4)];
      expect(orientations(siftOrientations, doubles, spot)).toEqual(
        orientations(orientationsScalar, doubles, spot),
      );
      expect(descriptors(siftDescriptors, doubles, spot)).toEqual(
        descriptors(descriptorsScalar, doubles, spot),
      );
    });
    expect(count).toBe(0);
  });
});

describe.runIf(simd)('the SIMD kernel for the peaks of directions', () => {
  it('finds those of the scalar kernel, to the last bit, plateaus and steps of slopes among them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 36, maxLength: 36 }),
        fc.integer({ min: 0, max: 35 }),
        (counts, flat) => {
          // Equal over ten bins, which stay equal over six when they are smoothed, and often higher behind them.
          const histogram = Float64Array.from(counts);
          for (let i = 0; i < 14; i++)
            histogram[(flat + i) % 36] = i < 10 || counts[0]! < 2 ? 12 : 14;
          const wanted = dominantAngles(histogram);
          expect(wanted).toHaveLength(1);
          inArena(descriptor, (wasm, arena) => {
            const at = arena.allocate(8 * 40);
            const angles = arena.allocate(8 * 36);
            const work = arena.allocate(8 * 40 * 8);
            arena
              .float64(at, 40)
              .set(Array.from({ length: 40 }, (_, i) => histogram[(i + 34) % 36]!));
            const count = wasm.dominantAngles(at, work, angles);
            expect([...arena.float64(angles, count)]).toEqual(wanted);
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});
