// What an output of a stack of layers sees of the input.
import { checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import {
  type AxisWindows,
  type ConvSteps,
  type PerAxis,
  reachOf,
  readPerAxis,
  readWindows,
} from './windows.js';

/** A convolution or a pool of a stack. */
export interface ReceptiveLayer extends ConvSteps {
  /** Elements of the kernel. */
  readonly kernel: PerAxis;
}

/** A list where one of the layers has a list, else a number. */
export type FieldSize<L extends ReceptiveLayer> =
  Extract<L['kernel' | 'stride' | 'padding' | 'dilation'], readonly number[]> extends never
    ? number
    : number[];

/** What `receptiveField` gives, in elements of the input. */
export interface ReceptiveField<Size = number> {
  /** How many elements, from the first to the last, an output depends on. */
  readonly size: Size;
  /** How far the fields of neighbouring outputs are apart. */
  readonly jump: Size;
  /** Where the middle of the first output's field lies; 0 is the first element, and it may lie in the padding. */
  readonly start: Size;
}

/** The field along one axis. */
type AxisField = ReceptiveField<number>;

/** The field of the input itself. */
const INPUT_FIELD: AxisField = { size: 1, jump: 1, start: 0 };

/**
 * The receptive field of an output of a stack of convolutions and pools: its size, the jump from one output's field to
 * the next, and where the first one's middle lies, in elements of the input.
 *
 * $$r_l = r_{l-1} + (k_l - 1)\, d_l\, j_{l-1}, \qquad j_l = j_{l-1}\, s_l, \qquad
 * u_l = u_{l-1} + \left( \frac{d_l\,(k_l - 1)}{2} - p_l \right) j_{l-1}$$
 *
 * from r = 1, j = 1, u = 0 for the input itself. Places count from 0 at the middle of the first element, so a field
 * reaches from u − (r − 1)/2 to u + (r − 1)/2; elements beyond the input are padding. Layers without a kernel
 * (activations, normalisation by fixed numbers) change nothing and are left out.
 *
 * @param layers - from the input on: `kernel` k, `stride` s (1), `padding` p (0), `dilation` d (1), each a number, or a
 * list with one for each axis
 * @returns `size` r, `jump` j and `start` u: numbers, or lists where a layer has a list
 * @throws KindError where something is of the wrong kind or unknown; ShapeError for lists of different lengths;
 * DomainError for numbers that are fractional or too small
 * @see A. Araujo, W. Norris, J. Sim, "Computing receptive fields of convolutional neural networks", Distill 2019,
 * sections "Computing receptive field size" and "Computing receptive field region in input image"
 *
 * @example
 * Two layers of 3×3 see as much as one of 5×5; with a stride each layer adds more.
 * ```ts
 * import { receptiveField } from 'fovea/convolution';
 * receptiveField([{ kernel: 3 }, { kernel: 3 }]) // => { size: 5, jump: 1, start: 2 }
 * receptiveField([{ kernel: 7, stride: 2, padding: 3 }, { kernel: 3, stride: 2, padding: 1 }]) // => { size: 11, jump: 4, start: 0 }
 * ```
 */
export function receptiveField<const L extends ReceptiveLayer>(
  layers: readonly L[],
): ReceptiveField<FieldSize<L>>;
export function receptiveField(layers: readonly ReceptiveLayer[]): ReceptiveField<PerAxis> {
  const { axes, windows } = readStack('receptiveField', layers);
  const fields = Array.from({ length: axes ?? 1 }, (_, axis) =>
    windows.reduce((field, layer) => widen(field, layer[axis]!), INPUT_FIELD),
  );
  if (axes === undefined) return fields[0]!;
  return {
    size: fields.map(({ size }) => size),
    jump: fields.map(({ jump }) => jump),
    start: fields.map(({ start }) => start),
  };
}

/** The field after one more layer. */
function widen({ size, jump, start }: AxisField, windows: AxisWindows): AxisField {
  const reach = reachOf(windows) - 1;
  return {
    size: size + reach * jump,
    jump: jump * windows.stride,
    start: start + (reach / 2 - windows.before) * jump,
  };
}

/** A stack that was read. */
export interface ReadStack {
  /** How many axes there are, or undefined where all layers have single numbers. */
  readonly axes: number | undefined;
  /** For each layer its windows along each axis. */
  readonly windows: readonly (readonly AxisWindows[])[];
}

/**
 * Reads a stack of layers.
 *
 * @param fn - name of the public function, for errors
 * @param layers - as the caller gave them
 * @returns the windows of each layer
 */
export function readStack(fn: string, layers: readonly ReceptiveLayer[]): ReadStack {
  if (!Array.isArray(layers) || layers.length === 0) {
    throw new KindError({
      function: fn,
      argument: 'layers',
      expected: 'a list of at least one layer',
      got: describeValue(layers),
    });
  }
  const stack: readonly ReceptiveLayer[] = layers;
  const read = Array.from(stack, (layer, i) =>
    checkOptions(fn, layer, ['kernel', 'stride', 'padding', 'dilation'], `layers[${i}]`),
  );
  const lists = read
    .flatMap(({ kernel, stride, padding, dilation }): unknown[] => [
      kernel,
      stride,
      padding,
      dilation,
    ])
    .filter(Array.isArray);
  const axes = lists[0]?.length;
  return {
    axes,
    windows: read.map((layer) =>
      readWindows(fn, axes, readPerAxis(fn, 'kernel', layer.kernel, axes, 1), layer),
    ),
  };
}
