import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mul, sum, toNested, transpose, zeros } from '../../src/array/index.js';
import { createNdArray } from '../../src/core/create.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import type { Traced } from '../../src/gradient/index.js';
import {
  embedPatches,
  gridPositions,
  modalityEmbeddings,
  patchCount,
  patchify,
  unpatchify,
} from '../../src/pretraining/index.js';
import { sinusoidalPositions } from '../../src/transformer/index.js';
import { numbersOf, views } from '../laws/views.js';
import { readCases, toFloats, worstRatio } from '../reference/read.js';

describe.each(['float64', 'float32'] as const)('patches in %s agree with PyTorch', (dtype) => {
  for (const c of readCases('12-audio-patches', 'patchify'))
    it(c.name, () => {
      const { image } = c.inputs;
      const size: number = c.parameters.patch;
      const batch = transpose(toFloats(image, dtype), [0, 2, 3, 1]);
      const [, h, w, channels] = batch.shape as [number, number, number, number];
      // As a video of unrelated frames, and image by image.
      for (const [order, name] of [
        ['last', 'order_p_p_c'],
        ['first', 'order_c_p_p'],
      ] as const) {
        // What moves is not computed with, so float32 has just the rounded numbers.
        const wanted = toFloats(c.expected[name], dtype);
        const all = patchify(batch, size, { channels: order });
        expect(all.shape).toEqual([wanted.shape[0]! * wanted.shape[1]!, wanted.shape[2]]);
        expect(all.dtype).toBe(dtype);
        expect(worstRatio(all.data, wanted.data, c.tolerance[dtype])).toBe(0);
        const one = patchify(batch.pick(0), size, { channels: order });
        expect([...one.data]).toEqual([...wanted.data.slice(0, one.data.length)]);
        const back = unpatchify(all, { shape: batch.shape, size, channels: order });
        expect([...back.data]).toEqual([...batch.data]);
        const { count, values } = patchCount([h, w, channels], size);
        expect([count, values]).toEqual(wanted.shape.slice(1));
      }
    });
});

/** A picture of 2 to 4 axes, with sizes that divide it. */
const pictures = fc
  .record({
    grid: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 3 }))),
    size: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 3 }))),
    channels: fc.integer({ min: 1, max: 3 }),
    rank: fc.constantFrom(2, 3, 4),
    order: fc.constantFrom('last' as const, 'first' as const),
  })
  .chain(({ grid, size, channels, rank, order }) => {
    const lengths = grid.map((n, axis) => n * size[axis]!);
    const shape = [...lengths.slice(rank === 4 ? 0 : 1), ...(rank === 2 ? [] : [channels])];
    return fc.record({
      view: views({ shape }),
      size: fc.constant(rank === 4 ? size : size.slice(1)),
      order: fc.constant(order),
      grid: fc.constant(grid.slice(rank === 4 ? 0 : 1)),
    });
  });

describe('patchify and unpatchify', () => {
  it('are each other’s inverse, for every storage, layout, rank, size and order', () => {
    fc.assert(
      fc.property(pictures, ({ view, size, order, grid }) => {
        const patches = patchify(view, size, { channels: order });
        expect(patches.dtype).toBe(view.dtype);
        const { count, values, grid: counted } = patchCount(view.shape, size);
        expect(counted).toEqual(grid);
        expect(patches.shape).toEqual([count, values]);
        const back = unpatchify(patches, { shape: view.shape, size, channels: order });
        expect(back.shape).toEqual(view.shape);
        expect([...back.data]).toEqual(numbersOf(view));
        const again = patchify(back, size, { channels: order });
        expect([...again.data]).toEqual([...patches.data]);
      }),
    );
  });

  it('read a video block by block: frames, then rows, then columns', () => {
    // Two frames of 2 × 4 grey pixels, numbered.
    const video = createNdArray(
      Float64Array.from({ length: 16 }, (_, i) => i),
      [2, 2, 4, 1],
    );
    expect(toNested(patchify(video, [2, 2, 2]))).toEqual([
      [0, 1, 4, 5, 8, 9, 12, 13],
      [2, 3, 6, 7, 10, 11, 14, 15],
    ]);
    // A number cuts each frame by itself.
    expect(toNested(patchify(video, 2))).toEqual([
      [0, 1, 4, 5],
      [2, 3, 6, 7],
      [8, 9, 12, 13],
      [10, 11, 14, 15],
    ]);
    expect(patchify(video, [2, 2]).shape).toEqual([4, 4]);
  });

  it('take the patches of a spectrogram, time steps first', () => {
    expect(patchify(zeros([64, 128]), 16).shape).toEqual([32, 256]);
    expect(patchify(zeros([64, 128]), [2, 128]).shape).toEqual([32, 256]);
  });

  it('are differentiated: what moves back is the gradient', () => {
    const image = [
      [0.1, 0.2, 0.3, 0.4],
      [1.1, 1.2, 1.3, 1.4],
    ];
    const weights = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    expect(
      checkGradient((x: Traced) => sum(mul(mul(patchify(x, 2), patchify(x, 2)), weights)), image, {
        order: 2,
      }).maxError,
    ).toBeLessThan(1e-8);
    const back = (x: Traced) => {
      const whole = unpatchify(x, { shape: [2, 4], size: 2, channels: 'first' });
      return sum(mul(mul(whole, whole), weights));
    };
    expect(checkGradient(back, image).maxError).toBeLessThan(1e-8);
  });

  it('refuse what does not divide, other shapes and sizes, and unknown options', () => {
    expect(() => patchify(zeros([5, 4, 3]), 2)).toThrow(
      'patchify: "image" expected rows and columns that divide into patches of 2 × 2, got (5, 4, 3)',
    );
    expect(() => patchify(zeros([3, 4, 4, 1]), [2, 4, 4])).toThrow(
      'frames, rows and columns that divide into patches of 2 × 4 × 4, got (3, 4, 4, 1)',
    );
    expect(() => patchify([1, 2], 1)).toThrow('patchify: "image" expected a grey image (h, w)');
    expect(() => patchify(zeros([0, 4]), 2)).toThrow('"image"');
    // @ts-expect-error: no array.
    expect(() => patchify('image', 2)).toThrow('patchify: "image"');
    for (const size of [0, 1.5, Number.NaN, [2, -1]])
      expect(() => patchify(zeros([4, 4]), size)).toThrow('patchify: "size"');
    expect(() => patchify(zeros([4, 4]), [1, 2, 2])).toThrow(
      'patchify: "size" expected a number or [rows, columns], got [1, 2, 2]',
    );
    // @ts-expect-error: no size.
    expect(() => patchify(zeros([4, 4]), '2')).toThrow('patchify: "size"');
    // @ts-expect-error: no order.
    expect(() => patchify(zeros([4, 4]), 2, { channels: 'middle' })).toThrow('"channels"');
    // @ts-expect-error: an unknown name.
    expect(() => patchify(zeros([4, 4]), 2, { stride: 1 })).toThrow('"stride"');
    expect(() => unpatchify(zeros([4, 4]), { shape: [4, 6], size: 2 })).toThrow(
      'unpatchify: "patches" expected shape (n=6, v=4), got (4, 4)',
    );
    expect(() => unpatchify(zeros([4, 4]), { shape: [4, 5], size: 2 })).toThrow(
      'unpatchify: "shape"',
    );
    expect(() => patchCount([4, 5], 2)).toThrow('patchCount: "shape"');
  });
});

describe('embedPatches and modalityEmbeddings', () => {
  const tables = {
    modality: [100, 1000],
    time: [
      [10, 0],
      [20, 0],
    ],
    space: [
      [1, 0],
      [2, 0],
      [3, 0],
    ],
  };

  it('add up what a token is, when and where, time running slowest', () => {
    expect(toNested(modalityEmbeddings(tables))).toEqual([
      [111, 1000],
      [112, 1000],
      [113, 1000],
      [121, 1000],
      [122, 1000],
      [123, 1000],
    ]);
    expect(toNested(modalityEmbeddings({ modality: [1, 2] }))).toEqual([[1, 2]]);
    expect(toNested(modalityEmbeddings({ frequency: [[1], [2]] }))).toEqual([[1], [2]]);
    const single = modalityEmbeddings({ time: createNdArray(Float32Array.of(1, 2), [2, 1]) });
    expect(single.data).toBeInstanceOf(Float32Array);
  });

  it('project patches and add that, to each sample of a batch', () => {
    const w = [
      [1, 0],
      [0, 1],
    ];
    const patches = Array.from({ length: 6 }, (_, i) => [i, -i]);
    const tokens = embedPatches([patches, patches], { w, b: [0.5, 0], ...tables });
    expect(tokens.shape).toEqual([2, 6, 2]);
    const added = toNested(modalityEmbeddings(tables)) as number[][];
    for (const sample of [0, 1])
      expect(toNested(tokens.pick(sample))).toEqual(
        patches.map(([x, y], i) => [x! + 0.5 + added[i]![0]!, y! + added[i]![1]!]),
      );
    expect(
      toNested(
        embedPatches(
          [
            [1, 2],
            [3, 4],
          ],
          { w, modality: [10, 20] },
        ),
      ),
    ).toEqual([
      [11, 22],
      [13, 24],
    ]);
    expect(toNested(embedPatches([[1, 2]], { w }))).toEqual([[1, 2]]);
  });

  it('have the gradients of their values', () => {
    type Leaves = Record<'x' | 'w' | 'b' | 'modality' | 'time' | 'frequency', Traced>;
    const at = {
      x: [
        [0.5, 1],
        [-1, 2],
        [0.3, 0.7],
        [1.5, -0.2],
      ],
      w: [
        [0.2, -0.4, 1],
        [0.6, 0.1, -1],
      ],
      b: [0.1, 0.2, 0.3],
      modality: [1, -1, 0.5],
      time: [
        [0.3, 0.1, -0.2],
        [0.4, 0.6, 0.9],
      ],
      frequency: [
        [-0.3, 0.8, 0.2],
        [0.7, -0.6, 0.1],
      ],
    };
    const f = ({ x, ...parameters }: Leaves): Traced => {
      const tokens = embedPatches(x, parameters);
      return sum(mul(mul(tokens, tokens), tokens));
    };
    expect(checkGradient(f, at).maxError).toBeLessThan(1e-7);
  });

  it('refuse tables that do not fit', () => {
    const w = [[1], [1]];
    expect(() =>
      embedPatches(
        [
          [1, 2],
          [3, 4],
        ],
        { w, space: [[1], [2], [3]] },
      ),
    ).toThrow(
      'embedPatches: "patches" expected n=3 patches, for the rows of the tables (3 of space), got 2',
    );
    expect(() => embedPatches([[1, 2, 3]], { w })).toThrow('embedPatches: "w"');
    expect(() => embedPatches([1, 2], { w })).toThrow('shape (..., n, v)');
    // @ts-expect-error: nothing to project with.
    expect(() => embedPatches([[1, 2]], {})).toThrow('embedPatches: "w" expected a matrix');
    expect(() => modalityEmbeddings({})).toThrow('at least one of modality, time');
    expect(() => modalityEmbeddings({ modality: [1], time: [[1, 2]] })).toThrow(
      'modalityEmbeddings: "time" expected shape (rows, d=1), got (1, 2)',
    );
    expect(() => modalityEmbeddings({ modality: [[1]] })).toThrow('"modality"');
    expect(() => modalityEmbeddings({ modality: 'x' as never })).toThrow(
      'modalityEmbeddings: "modality" expected',
    );
    expect(() => embedPatches([[1, 2]], { w, space: [] })).toThrow('"space"');
    // @ts-expect-error: an unknown table.
    expect(() => modalityEmbeddings({ colour: [1] })).toThrow('"colour"');
  });

  it('has positions of a grid, each axis its share', () => {
    const positions = gridPositions([3, 5], 8);
    expect(positions.shape).toEqual([15, 8]);
    const [rows, columns] = [sinusoidalPositions(3, 4), sinusoidalPositions(5, 4)];
    for (let y = 0; y < 3; y++)
      for (let x = 0; x < 5; x++)
        expect(toNested(positions.pick(y * 5 + x))).toEqual([
          ...(toNested(rows.pick(y)) as number[]),
          ...(toNested(columns.pick(x)) as number[]),
        ]);
    expect(gridPositions([2, 2, 2], 6, { dtype: 'float32' }).data).toBeInstanceOf(Float32Array);
    expect(() => gridPositions([2, 2], 6)).toThrow(
      'gridPositions: "d" expected a multiple of 4, for sines and cosines of 2 coordinates, got 6',
    );
    expect(() => gridPositions([], 4)).toThrow('"grid"');
    expect(() => gridPositions([0], 4)).toThrow('"grid"');
  });
});
