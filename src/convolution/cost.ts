// How many multiplications a convolution takes, and what a third axis adds.
import { checkOptions } from '../core/check.js';
import { ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { readChannels } from './parameter-count.js';
import { nameAxis } from './sizes.js';
import { type ConvSteps, countWindows, type PerAxis, readPerAxis, readWindows } from './windows.js';

/** The convolution of which `convCost` counts the multiplications. */
export interface ConvCostOptions extends ConvSteps {
  /** Elements of the input along each axis, without channels. */
  readonly input: readonly number[];
  /** Channels that come in. */
  readonly inputChannels: number;
  /** Channels that go out. */
  readonly outputChannels: number;
  /** Elements of the kernel: one number for every axis, or one for each. */
  readonly kernel: PerAxis;
  /** Into how many groups channels are split; 1 where left out. */
  readonly groups?: number | undefined;
}

/** What `convCost` gives. */
export interface ConvCost {
  /** Elements of the result along each axis. */
  readonly outputSize: number[];
  /** Elements of the result, all channels together. */
  readonly outputs: number;
  /** Multiplications for one of them. */
  readonly perOutput: number;
  /** Multiplications in all; as many additions come with them. */
  readonly multiplications: number;
}

/**
 * The number of multiplications of a convolution over any number of axes.
 *
 * $$\underbrace{c_{out} \prod_a m_a}_{\text{outputs}} \cdot \underbrace{\frac{c_{in}}{g} \prod_a k_a}_{\text{for each}}$$
 *
 * m is the size of the result. Products with padding count, as they do where the kernel is moved over a padded image.
 *
 * @param options - `input`: a list with one size for each axis; `inputChannels`, `outputChannels`, `kernel`; `stride`
 * (1), `padding` (0), `dilation` (1), `groups` (1)
 * @returns `outputSize`, `outputs`, `perOutput` and `multiplications`
 * @throws as `convOutputSize` and `convParameterCount` do
 *
 * @example
 * A 3×3 layer over a feature map of 56×56.
 * ```ts
 * import { convCost } from 'fovea/convolution';
 * convCost({ input: [56, 56], inputChannels: 64, outputChannels: 64, kernel: 3, padding: 1 }).multiplications // => 115605504
 * ```
 */
export function convCost(options: ConvCostOptions): ConvCost {
  return costOf('convCost', options);
}

/** What `conv3dCost` gives. */
export interface Conv3dCost {
  /** A three-dimensional convolution over the clip. */
  readonly conv3d: ConvCost;
  /** A two-dimensional one over each of its frames. */
  readonly conv2d: ConvCost;
  /** How many times as many multiplications the three-dimensional one takes. */
  readonly ratio: number;
}

/**
 * The cost of a 3-D convolution over a clip, beside that of the same kernel without its time axis over every frame.
 *
 * $$\frac{m_t}{n_t} \cdot k_t$$
 *
 * is their ratio, where the clip has n and the result m frames: where padding keeps the frames, a kernel over k frames
 * costs k times as much. Its weights are k times as many too.
 *
 * @param options - as for `convCost`, with three axes: time, height, width
 * @returns `conv3d`, `conv2d` and the `ratio` of their multiplications
 * @throws as `convCost`; ShapeError where there are not three axes
 * @see D. Tran et al., "Learning spatiotemporal features with 3D convolutional networks", ICCV 2015, section 3.1
 *
 * @example
 * Sixteen frames of 112×112 with kernels over three frames: three times the work.
 * ```ts
 * import { conv3dCost } from 'fovea/convolution';
 * const { ratio, conv2d } = conv3dCost({ input: [16, 112, 112], inputChannels: 3, outputChannels: 64, kernel: 3, padding: 1 });
 * ratio // => 3
 * conv2d.outputSize // => [16, 112, 112]
 * ```
 */
export function conv3dCost(options: ConvCostOptions): Conv3dCost {
  return conv3dCostFor('conv3dCost', options);
}

/** `conv3dCost` for functions that it is a part of, whose name errors tell. */
export function conv3dCostFor(fn: string, options: ConvCostOptions): Conv3dCost {
  const conv3d = costOf(fn, options, 3);
  const { kernel, stride = 1, padding = 0, dilation = 1 } = options;
  const without = (value: PerAxis, inTime: number): number[] => [
    inTime,
    ...readPerAxis(fn, 'kernel', value, 3, 0).slice(1),
  ];
  const conv2d = costOf(
    fn,
    {
      ...options,
      kernel: without(kernel, 1),
      stride: without(stride, 1),
      padding: typeof padding === 'string' ? padding : without(padding, 0),
      dilation: without(dilation, 1),
    },
    3,
  );
  return { conv3d, conv2d, ratio: conv3d.multiplications / conv2d.multiplications };
}

function costOf(fn: string, options: ConvCostOptions, axes?: number): ConvCost {
  const given = checkOptions(fn, options, [
    'input',
    'inputChannels',
    'outputChannels',
    'kernel',
    'stride',
    'padding',
    'dilation',
    'groups',
  ]);
  const { inputChannels, outputChannels, groups } = readChannels(fn, given);
  const rank = Array.isArray(given.input) ? given.input.length : 0;
  if (rank === 0 || (axes !== undefined && rank !== axes)) {
    throw new ShapeError({
      function: fn,
      argument: 'input',
      expected: axes === undefined ? 'a list of sizes' : `${axes} sizes: time, height, width`,
      got: rank === 0 ? 'none' : `${rank}`,
    });
  }
  const input = readPerAxis(fn, 'input', given.input, rank, 1);
  const kernel = readPerAxis(fn, 'kernel', given.kernel, rank, 1);
  const windows = readWindows(fn, rank, kernel, given);
  const outputSize = input.map((length, axis) =>
    countWindows(fn, 'kernel', length, windows[axis]!, nameAxis(input, axis)),
  );
  const outputs = outputChannels * elementCount(outputSize);
  const perOutput = (inputChannels / groups) * elementCount(kernel);
  return { outputSize, outputs, perOutput, multiplications: outputs * perOutput };
}
