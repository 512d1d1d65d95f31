// Peers that are plain JavaScript, as far as they are used here.
import { type Peer, synchronous } from './compare-numbers.js';
import { importModule, loadModule } from './load.js';
import { IMAGE_JS, JSFEAT, ML_MATRIX } from './names.js';

interface JsfeatMatrix {
  readonly data: Float32Array;
}

interface Jsfeat {
  readonly F32_t: number;
  readonly C1_t: number;
  readonly matrix_t: new (columns: number, rows: number, type: number) => JsfeatMatrix;
  readonly imgproc: {
    gaussian_blur(source: JsfeatMatrix, target: JsfeatMatrix, size: number, sigma: number): void;
  };
  readonly matmath: { multiply(c: JsfeatMatrix, a: JsfeatMatrix, b: JsfeatMatrix): void };
}

interface ImageJs {
  readonly Image: new (
    width: number,
    height: number,
    options: { readonly data: Uint8Array; readonly colorModel: 'GREY' },
  ) => {
    gaussianBlur(options: { readonly sigma: number; readonly size: number }): {
      getRawImage(): { readonly data: Uint8Array };
    };
  };
}

interface MlMatrix {
  readonly Matrix: new (rows: number, columns: number) => Product;
}

interface Product {
  set(row: number, column: number, value: number): void;
  mmul(other: Product): Product;
  to1DArray(): number[];
}

/** jsfeat's blur of float32 images. */
export function jsfeatBlur(
  data: Float32Array,
  [height, width]: readonly [number, number],
  sigma: number,
  size: number,
): Peer {
  return {
    name: JSFEAT,
    prepare: () => {
      const jsfeat = loadModule<Jsfeat>('jsfeat');
      const make = () => new jsfeat.matrix_t(width, height, jsfeat.F32_t | jsfeat.C1_t);
      const [source, target] = [make(), make()];
      source.data.set(data);
      return synchronous(() => {
        jsfeat.imgproc.gaussian_blur(source, target, size, sigma);
        return target.data;
      });
    },
  };
}

/** image-js knows whole grey values: it blurs the image times 255, rounded, and what it gives is divided again. */
export function imageJsBlur(
  data: Float32Array,
  [height, width]: readonly [number, number],
  sigma: number,
  size: number,
): Peer {
  return {
    name: IMAGE_JS,
    // The input, the rows and the result are rounded.
    tolerance: 2.5 / 255,
    prepare: async () => {
      const { Image } = await importModule<ImageJs>('image-js');
      const bytes = Uint8Array.from(data, (v) => Math.round(v * 255));
      const image = new Image(width, height, { data: bytes, colorModel: 'GREY' });
      const blur = () => image.gaussianBlur({ sigma, size }).getRawImage().data;
      const { run } = synchronous(blur);
      return { run, compute: () => Float32Array.from(blur(), (v) => v / 255) };
    },
  };
}

/** jsfeat's product of matrices. */
export function jsfeatProduct(a: Float32Array, b: Float32Array, n: number): Peer {
  return {
    name: JSFEAT,
    prepare: () => {
      const jsfeat = loadModule<Jsfeat>('jsfeat');
      const make = () => new jsfeat.matrix_t(n, n, jsfeat.F32_t | jsfeat.C1_t);
      const [left, right, product] = [make(), make(), make()];
      left.data.set(a);
      right.data.set(b);
      return synchronous(() => {
        jsfeat.matmath.multiply(product, left, right);
        return product.data;
      });
    },
  };
}

/** ml-matrix computes in float64. */
export function mlMatrixProduct(a: Float32Array, b: Float32Array, n: number): Peer {
  return {
    name: ML_MATRIX,
    prepare: () => {
      const { Matrix } = loadModule<MlMatrix>('ml-matrix');
      const make = (data: Float32Array) => {
        const matrix = new Matrix(n, n);
        data.forEach((value, i) => {
          matrix.set(Math.floor(i / n), i % n, value);
        });
        return matrix;
      };
      const [left, right] = [make(a), make(b)];
      const { run } = synchronous(() => left.mmul(right) as unknown as ArrayLike<number>);
      return { run, compute: () => left.mmul(right).to1DArray() };
    },
  };
}
