// Reads the reference cases: see README.md beside this file for where they come from.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { decode } from 'fast-png';
import type { NdArray } from 'ndarray';
import { createNdArray } from '../../src/core/create.js';

type Floats = Float64Array | Float32Array;

/** An array of a case, as it was given to the reference system. */
export interface ReferenceArray {
  readonly shape: number[];
  readonly data: Float64Array | Float32Array | Int32Array | Uint8Array;
}

/** One case; arrays inside inputs and expected are `ReferenceArray`s. */
export interface ReferenceCase {
  readonly name: string;
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: the cases differ in what they hold.
  readonly inputs: any;
  // biome-ignore lint/suspicious/noExplicitAny: the cases differ in what they hold.
  readonly parameters: any;
  // biome-ignore lint/suspicious/noExplicitAny: the cases differ in what they hold.
  readonly expected: any;
  /** Parameters of network layers, by PyTorch's names; {} where there are none. */
  readonly weights: Readonly<Record<string, ReferenceArray>>;
  // biome-ignore lint/suspicious/noExplicitAny: most cases hold { float64, float32 }, some other rules.
  readonly tolerance: any;
}

const here = import.meta.dirname;
const photos = join(here, '../../examples/photos');
const STORAGE = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;
const SPECIAL: Record<string, number> = { NaN, Infinity, '-Infinity': -Infinity };
const files = new Map<string, Uint8Array>();

/** Grey bytes of a reference image or a shipped photo, by its name. */
export function readImage(name: string): NdArray<Uint8Array> {
  const own = join(here, 'images', `${name}.png`);
  const { data, width, height } = decode(
    readFileSync(existsSync(own) ? own : join(photos, `${name}.png`)),
  );
  return createNdArray(new Uint8Array(data.buffer, data.byteOffset, data.length), [height, width]);
}

function bytesOf(family: string, file: string): Uint8Array {
  const key = `${family}/${file}`;
  const known = files.get(key);
  if (known) return known;
  const bytes = file.startsWith('../images/')
    ? readImage(basename(file, '.bin')).data
    : brotliDecompressSync(readFileSync(join(here, family, `${file}.br`)));
  files.set(key, bytes);
  return bytes;
}

// biome-ignore lint/suspicious/noExplicitAny: JSON.
function decodeTree(node: any, family: string): unknown {
  if (typeof node === 'string') return node in SPECIAL ? SPECIAL[node] : node;
  if (Array.isArray(node)) return node.map((entry) => decodeTree(entry, family));
  if (node === null || typeof node !== 'object') return node;
  if (Array.isArray(node.shape) && typeof node.dtype === 'string') {
    const Storage = STORAGE[node.dtype as keyof typeof STORAGE];
    const count = node.shape.reduce((a: number, b: number) => a * b, 1);
    let data: ReferenceArray['data'];
    if (node.data) {
      const numbers = (node.data as (number | string)[]).map((v) =>
        typeof v === 'string' ? SPECIAL[v]! : v,
      );
      data = new Storage(numbers);
    } else {
      const bytes = bytesOf(family, node.file);
      const start = bytes.byteOffset + node.byte_offset;
      data = new Storage(
        bytes.buffer.slice(start, start + count * Storage.BYTES_PER_ELEMENT) as ArrayBuffer,
      );
    }
    if (node.divide_by && node.divide_by !== 1) {
      data = Float64Array.from(data, (v) => v / node.divide_by);
    }
    return { shape: node.shape, data };
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, decodeTree(value, family)]),
  );
}

/** The cases of a family, such as `01-gaussian`; of one operation where it is named. */
export function readCases(family: string, operation?: string): ReferenceCase[] {
  const { cases } = JSON.parse(readFileSync(join(here, family, 'cases.json'), 'utf8'));
  return cases
    .filter((c: ReferenceCase) => operation === undefined || c.operation === operation)
    .map((c: ReferenceCase) => ({
      ...c,
      inputs: decodeTree(c.inputs, family),
      expected: decodeTree(c.expected, family),
      weights: decodeTree(c.weights ?? {}, family),
    }));
}

/** A reference array as an ndarray of float64 or float32. */
export function toFloats(array: ReferenceArray, dtype: 'float64' | 'float32'): NdArray<Floats> {
  const data = dtype === 'float64' ? Float64Array.from(array.data) : Float32Array.from(array.data);
  return createNdArray<Floats>(data, [...array.shape]);
}

/**
 * How far `actual` is from `expected`, as a multiple of the allowance abs + rel·|expected|: at most 1
 * where they agree. NaN agrees with NaN, an infinity with itself.
 */
export function worstRatio(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: { readonly abs: number; readonly rel: number },
): number {
  if (actual.length !== expected.length) return Infinity;
  let [worst, error, largest] = [0, 0, 0];
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    if (Number.isFinite(e)) largest = Math.max(largest, Math.abs(e));
    if (Object.is(a, e) || a === e) continue;
    const allowed = tolerance.abs + tolerance.rel * Math.abs(e);
    const ratio = Math.abs(a - e) / allowed;
    worst = Number.isNaN(ratio) ? Infinity : Math.max(worst, ratio);
    error = Math.max(error, Math.abs(a - e));
  }
  // Where bench/accuracy asks what the tests compare, and how far off it is. Some tests want a difference, or allow any.
  const notes = process.env['FOVEA_ERRORS'];
  if (notes !== undefined && worst <= 1 && tolerance.rel < 1) {
    const float32 = actual instanceof Float32Array || tolerance.rel > 1e-7;
    // What is smaller is compared absolutely.
    const scale = Math.max(largest, tolerance.rel > 0 ? tolerance.abs / tolerance.rel : 0) || 1;
    const note = { values: expected.length, float32, error: error / scale };
    appendFileSync(notes, `${JSON.stringify(note)}\n`);
  }
  return worst;
}
