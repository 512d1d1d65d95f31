import type { DataType, NdArray, Value } from 'ndarray';
import type { NumericTypedArray } from './types.js';

/**
 * A view that behaves as `ndarray`'s own, without generated code: `ndarray` compiles a class for each
 * storage and rank, which a page with a strict Content-Security-Policy forbids.
 */
export class View<D extends NumericTypedArray | number[]> implements NdArray<D> {
  readonly dtype: DataType<D>;

  constructor(
    public data: D,
    public shape: number[],
    public stride: number[],
    public offset: number,
  ) {
    this.dtype = storageName(data) as DataType<D>;
  }

  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  get dimension(): number {
    return this.shape.length;
  }

  get order(): number[] {
    const step = (axis: number): number => Math.abs(this.stride[axis]!);
    return this.stride.map((_, axis) => axis).sort((a, b) => step(a) - step(b));
  }

  index(...at: number[]): Value<D> {
    let position = this.offset;
    for (let axis = 0; axis < this.stride.length; axis++) {
      position += this.stride[axis]! * at[axis]!;
    }
    return position as Value<D>;
  }

  get(...at: number[]): Value<D> {
    return this.data[this.index(...at) as number] as Value<D>;
  }

  set(...args: number[]): Value<D> {
    const value = args[this.stride.length]!;
    this.data[this.index(...args) as number] = value;
    return value as Value<D>;
  }

  lo(...at: number[]): NdArray<D> {
    const shape = this.shape.slice();
    let offset = this.offset;
    for (let axis = 0; axis < shape.length; axis++) {
      const start = at[axis];
      if (typeof start !== 'number' || start < 0) continue;
      offset += this.stride[axis]! * (start | 0);
      shape[axis]! -= start | 0;
    }
    return new View(this.data, shape, this.stride.slice(), offset);
  }

  hi(...at: number[]): NdArray<D> {
    const shape = this.shape.map((length, axis) => {
      const end = at[axis];
      return typeof end !== 'number' || end < 0 ? length : end | 0;
    });
    return new View(this.data, shape, this.stride.slice(), this.offset);
  }

  step(...by: number[]): NdArray<D> {
    const shape = this.shape.slice();
    const stride = this.stride.slice();
    let offset = this.offset;
    for (let axis = 0; axis < shape.length; axis++) {
      const step = by[axis];
      if (typeof step !== 'number') continue;
      const whole = step | 0;
      if (whole < 0) offset += stride[axis]! * (shape[axis]! - 1);
      shape[axis] = Math.ceil(shape[axis]! / Math.abs(whole));
      stride[axis]! *= whole;
    }
    return new View(this.data, shape, stride, offset);
  }

  transpose(...axes: number[]): NdArray<D> {
    const order = this.shape.map((_, axis) => (axes[axis] === undefined ? axis : axes[axis] | 0));
    const shape = order.map((axis) => this.shape[axis]!);
    const stride = order.map((axis) => this.stride[axis]!);
    return new View(this.data, shape, stride, this.offset);
  }

  pick(...at: (number | null)[]): NdArray<D> {
    const shape: number[] = [];
    const stride: number[] = [];
    let offset = this.offset;
    for (let axis = 0; axis < this.shape.length; axis++) {
      const position = at[axis];
      if (typeof position === 'number' && position >= 0) {
        offset = (offset + this.stride[axis]! * position) | 0;
      } else {
        shape.push(this.shape[axis]!);
        stride.push(this.stride[axis]!);
      }
    }
    return new View(this.data, shape, stride, offset);
  }

  get T(): NdArray<D> {
    const last = this.shape.length - 1;
    return this.transpose(...this.shape.map((_, axis) => last - axis));
  }

  /** A scalar stands for its number, as `ndarray`'s does; other views for themselves. */
  valueOf(): unknown {
    return this.shape.length === 0 ? this.get() : this;
  }
}

/**
 * The name that `ndarray` gives a storage.
 *
 * @param data - a typed array or a plain array
 * @returns "float64", …, "array" for plain arrays
 */
export function storageName(data: NumericTypedArray | number[]): string {
  if (Array.isArray(data)) return 'array';
  if (data instanceof Uint8ClampedArray) return 'uint8_clamped';
  return data.constructor.name.replace(/Array$/, '').toLowerCase();
}
