// How many numbers a convolution learns.
import { checkBoolean, checkOptions } from '../core/check.js';
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import { checkCount, type PerAxis, readPerAxis } from './windows.js';

/** The layer of which `convParameterCount` counts the parameters. */
export interface ConvLayerSize {
  /** Channels that come in. */
  readonly inputChannels: number;
  /** Channels that go out, one for each filter. */
  readonly outputChannels: number;
  /** Elements of the kernel: one for each axis, or one number for a square of that side. */
  readonly kernel: PerAxis;
  /** Whether each output channel has a bias; true where left out. */
  readonly bias?: boolean | undefined;
  /** Into how many groups channels are split, each seeing only its own; 1 where left out. */
  readonly groups?: number | undefined;
}

/** What `convParameterCount` gives. */
export interface ConvParameterCount {
  /** Numbers of all kernels. */
  readonly weights: number;
  /** One for each output channel, or 0. */
  readonly biases: number;
  /** Both together. */
  readonly total: number;
}

/** A layer that was read. */
export interface ReadLayer {
  /** Channels that come in. */
  readonly inputChannels: number;
  /** Channels that go out. */
  readonly outputChannels: number;
  /** Elements of the kernel along each axis. */
  readonly kernel: readonly number[];
  /** Whether there are biases. */
  readonly bias: boolean;
  /** Number of groups. */
  readonly groups: number;
}

/**
 * The number of trainable parameters of a convolution: weights, biases, and both.
 *
 * $$\underbrace{c_{out} \cdot \frac{c_{in}}{g} \cdot \prod_a k_a}_{\text{weights}} \;+\; \underbrace{c_{out}}_{\text{biases}}$$
 *
 * Each filter spans all input channels of its group and has one bias, not one for each of its kernels. The size of the
 * image does not matter.
 *
 * @param layer - `inputChannels`, `outputChannels`; `kernel`: a list with one length for each axis, or one number for a
 * square; `bias` (true), `groups` (1)
 * @returns `weights`, `biases` and `total`
 * @throws KindError where something is of the wrong kind or unknown; DomainError where a number is not whole or below
 * 1, or the groups do not divide the channels
 *
 * @example
 * Three filters of 2×2 over two channels: 3·2·2·2 weights and 3 biases.
 * ```ts
 * import { convParameterCount } from 'fovea/convolution';
 * convParameterCount({ inputChannels: 2, outputChannels: 3, kernel: [2, 2] }) // => { weights: 24, biases: 3, total: 27 }
 * ```
 */
export function convParameterCount(layer: ConvLayerSize): ConvParameterCount {
  const { inputChannels, outputChannels, kernel, bias, groups } = readLayer(
    'convParameterCount',
    layer,
  );
  const weights = outputChannels * (inputChannels / groups) * elementCount(kernel);
  const biases = bias ? outputChannels : 0;
  return { weights, biases, total: weights + biases };
}

/** The layer of which `denseParameterCount` counts the parameters. */
export interface DenseLayerSize {
  /** Numbers that come in. */
  readonly inputs: number;
  /** Numbers that go out. */
  readonly outputs: number;
  /** Whether each output has a bias; true where left out. */
  readonly bias?: boolean | undefined;
}

/**
 * The number of trainable parameters of a dense layer, also called fully connected or linear projection.
 *
 * $$\underbrace{n_{in} \cdot n_{out}}_{\text{weights}} \;+\; \underbrace{n_{out}}_{\text{biases}}$$
 *
 * It is a convolution whose kernel is as large as what comes in.
 *
 * @param layer - `inputs`, `outputs`; `bias` (true)
 * @returns `weights`, `biases` and `total`
 * @throws KindError where something is of the wrong kind or unknown; DomainError where a number is not whole or below 1
 *
 * @example
 * From 784 pixels to 10 classes.
 * ```ts
 * import { denseParameterCount } from 'fovea/convolution';
 * denseParameterCount({ inputs: 784, outputs: 10 }) // => { weights: 7840, biases: 10, total: 7850 }
 * ```
 */
export function denseParameterCount(layer: DenseLayerSize): ConvParameterCount {
  return denseParameterCountFor('denseParameterCount', layer);
}

/** `denseParameterCount` for functions that it is a part of, whose name errors tell. */
export function denseParameterCountFor(fn: string, layer: DenseLayerSize): ConvParameterCount {
  const given = checkOptions(fn, layer, ['inputs', 'outputs', 'bias'], 'layer');
  const inputs = checkCount(fn, 'inputs', given.inputs, 1);
  const outputs = checkCount(fn, 'outputs', given.outputs, 1);
  const biases = readBias(fn, given.bias) ? outputs : 0;
  return { weights: inputs * outputs, biases, total: inputs * outputs + biases };
}

/**
 * Reads a layer.
 *
 * @param fn - name of the public function, for errors
 * @param layer - as the caller gave it
 * @returns its sizes, with the defaults filled in
 */
export function readLayer(fn: string, layer: ConvLayerSize): ReadLayer {
  const given = checkOptions(
    fn,
    layer,
    ['inputChannels', 'outputChannels', 'kernel', 'bias', 'groups'],
    'layer',
  );
  return {
    ...readChannels(fn, given),
    kernel: readKernel(fn, given.kernel),
    bias: readBias(fn, given.bias),
  };
}

function readBias(fn: string, bias: unknown = true): boolean {
  return checkBoolean(fn, 'bias', bias);
}

/**
 * Reads the channels of a layer.
 *
 * @param fn - name of the public function, for errors
 * @param given - `inputChannels`, `outputChannels` and `groups`
 * @returns the same, checked
 * @throws DomainError where the groups do not divide both
 */
export function readChannels(
  fn: string,
  given: Pick<ConvLayerSize, 'inputChannels' | 'outputChannels' | 'groups'>,
): Pick<ReadLayer, 'inputChannels' | 'outputChannels' | 'groups'> {
  const inputChannels = checkCount(fn, 'inputChannels', given.inputChannels, 1);
  const outputChannels = checkCount(fn, 'outputChannels', given.outputChannels, 1);
  const groups = checkCount(fn, 'groups', given.groups ?? 1, 1);
  checkGroups(fn, groups, { input: inputChannels, output: outputChannels });
  return { inputChannels, outputChannels, groups };
}

/**
 * Refuses groups that do not divide the channels.
 *
 * @param fn - name of the public function, for errors
 * @param groups - their number
 * @param channels - for each kind of channels their number
 * @throws DomainError with both numbers
 */
export function checkGroups(
  fn: string,
  groups: number,
  channels: { readonly [kind: string]: number },
): void {
  for (const [kind, count] of Object.entries(channels)) {
    if (count % groups === 0) continue;
    throw new DomainError({
      function: fn,
      argument: 'groups',
      expected: `a divisor of the ${count} ${kind} channels`,
      got: String(groups),
    });
  }
}

/**
 * Reads a kernel.
 *
 * @param fn - name of the public function, for errors
 * @param kernel - a list with one length for each axis, or one number for a square
 * @returns the lengths
 */
function readKernel(fn: string, kernel: PerAxis): number[] {
  if (typeof kernel === 'number') return readPerAxis(fn, 'kernel', kernel, 2, 1);
  if (!Array.isArray(kernel) || kernel.length === 0) {
    throw new KindError({
      function: fn,
      argument: 'kernel',
      expected: 'a number, or a list with one for each axis',
      got: describeValue(kernel),
    });
  }
  return readPerAxis(fn, 'kernel', kernel, kernel.length, 1);
}
