// Turns whatever a function returns into words and numbers that two engines can be compared by. Runs in the engines.

/** What one call gave. */
export interface Entry {
  readonly name: string;
  /** Kinds, shapes, names of fields and texts, in the order in which they were met. */
  readonly words: readonly string[];
  /** Its numbers, or of many an even selection, as the bytes of float64 in base64. */
  readonly numbers: string;
  readonly count: number;
  /** Of every bit of all numbers and every letter. */
  readonly hash: string;
}

/** Numbers and letters of a text that are kept to be looked at where hashes differ; of more numbers, every so many'th. */
const MOST_NUMBERS = 8192;
const MOST_LETTERS = 30_000;
/** Ids in pictures are made of all that is in them, to the last bit. */
const ID = /\bfovea-[0-9a-z]+-/g;
const DEEPEST = 40;
const FNV = 0x01000193;

interface Indexed {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
  readonly dtype: string;
  readonly get: (...place: number[]) => number;
}

/**
 * Puts down a value.
 *
 * @param name - of the call
 * @param value - what it returned
 */
export function record(name: string, value: unknown): Entry {
  const words: string[] = [];
  let kept: number[] = [];
  let every = 1;
  const bits = new DataView(new ArrayBuffer(8));
  let [count, low, high] = [0, 0x811c9dc5, 0x9747b28c];
  const mix = (word: number): void => {
    low = Math.imul(low ^ word, FNV);
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x85ebca6b);
  };
  const number = (x: number): void => {
    // One pattern of bits for all that are no number.
    bits.setFloat64(0, Number.isNaN(x) ? Number.NaN : x);
    mix(bits.getInt32(0));
    mix(bits.getInt32(4));
    if (count++ % every === 0) kept.push(x);
    if (kept.length < MOST_NUMBERS) return;
    kept = kept.filter((_, i) => i % 2 === 0);
    every *= 2;
  };
  const word = (written: string): void => {
    const text = written.replace(ID, 'fovea-');
    for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i));
    mix(-1);
    words.push(text.slice(0, MOST_LETTERS));
  };
  const numbers = (list: ArrayLike<number>): void => {
    for (let i = 0; i < list.length; i++) number(list[i]!);
  };
  const meet = (met: unknown, depth: number): void => {
    if (depth > DEEPEST) word('…');
    else if (typeof met === 'number') number(met);
    else if (typeof met === 'string') word(met);
    else if (typeof met === 'function') word('(function)');
    else if (typeof met !== 'object' || met === null) word(String(met));
    else if (isArray(met)) {
      word(`${met.dtype} ${met.shape.join('×')}`);
      each(met, number);
    } else if (ArrayBuffer.isView(met)) {
      word(`${met.constructor.name} ${met.byteLength}`);
      numbers(met as Uint8Array);
    } else if (Array.isArray(met)) {
      word(`[${met.length}`);
      for (const item of met) meet(item, depth + 1);
    } else if (met instanceof Error) word(`${met.name}: ${met.message}`);
    else if (![Object.prototype, null].includes(Object.getPrototypeOf(met))) word('(object)');
    else {
      for (const [key, part] of Object.entries(met)) {
        word(`.${key}`);
        meet(part, depth + 1);
      }
    }
  };
  meet(value, 0);
  const hash = [low, high].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  return { name, words, numbers: toBase64(Float64Array.from(kept)), count, hash };
}

function isArray(value: object): value is Indexed {
  return 'shape' in value && 'data' in value && 'get' in value && 'dtype' in value;
}

function each(array: Indexed, take: (x: number) => void): void {
  const place = array.shape.map(() => 0);
  const total = array.shape.reduce((a, b) => a * b, 1);
  for (let i = 0; i < total; i++) {
    take(array.get(...place));
    for (let axis = place.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      if (place[axis]! < array.shape[axis]!) break;
      place[axis] = 0;
    }
  }
}

function toBase64({ buffer }: Float64Array): string {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) {
    text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  }
  return btoa(text);
}
