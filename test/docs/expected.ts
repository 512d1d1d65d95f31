// The values that examples promise after `// =>`, and how an actual value is compared with them. Runs in
// browsers too, so it knows no compiler and no disk.

/** A promised value as plain data: numbers as they were written, so that their digits are known. */
export type Expected =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'plain'; readonly value: string | boolean | null | undefined }
  | { readonly kind: 'array'; readonly items: readonly Expected[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Expected])[] }
  | { readonly kind: 'throws'; readonly message: string };

/** Significant digits from which on a number is taken as rounded; a shorter one stands for itself. */
const ROUNDED_FROM = 3;
const EXACT = 1e-6;
const TINY = 1e-12;

/** How far a number may lie from the one that was written. */
export function allowance(text: string): number {
  const value = Math.abs(Number(text));
  if (!Number.isFinite(value)) return 0;
  const [, whole = '', decimals = '', exponent = '0'] =
    /^-?(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text.replaceAll('_', '')) ?? [];
  const digits = (whole + decimals).replace(/^0+/, '').length;
  const exact = EXACT * value + TINY;
  if (decimals === '' || digits < ROUNDED_FROM) return exact;
  // Half a unit of the last digit; the factor forgives the rounding of the bound itself.
  return 0.5 * 10 ** (Number(exponent) - decimals.length) * (1 + EXACT);
}

/**
 * Compares an actual value with a promised one.
 *
 * @returns what differs and where, or undefined where nothing does
 */
export function difference(actual: unknown, expected: Expected, path = ''): string | undefined {
  const at = path && ` at ${path}`;
  switch (expected.kind) {
    case 'throws':
      return `expected an error, got ${show(actual)}`;
    case 'plain':
      if (Object.is(actual, expected.value)) return undefined;
      return `expected ${show(expected.value)}${at}, got ${show(actual)}`;
    case 'number': {
      const value = Number(expected.text);
      const near =
        typeof actual === 'number' &&
        (Object.is(actual, value) || Math.abs(actual - value) <= allowance(expected.text));
      return near ? undefined : `expected ${expected.text}${at}, got ${show(actual)}`;
    }
    case 'array': {
      const items = listOf(actual);
      const length = expected.items.length;
      if (!items) return `expected an array${at}, got ${show(actual)}`;
      if (items.length !== length) {
        return `expected ${length} elements${at}, got ${items.length}: ${show(actual)}`;
      }
      return first(expected.items, (item, i) => difference(items[i], item, `${path}[${i}]`));
    }
    case 'object': {
      if (typeof actual !== 'object' || actual === null) {
        return `expected an object${at}, got ${show(actual)}`;
      }
      const keys = expected.entries.map(([key]) => key);
      const extra = Object.keys(actual).filter((key) => !keys.includes(key));
      if (extra.length > 0) return `unexpected ${extra.join(', ')}${at}: ${show(actual)}`;
      const values = actual as Readonly<Record<string, unknown>>;
      return first(expected.entries, ([key, value]) =>
        difference(values[key], value, path ? `${path}.${key}` : key),
      );
    }
  }
}

/** Compares a thrown error with a promised one: its name and message must hold the promised words. */
export function errorDifference(error: unknown, expected: Expected): string | undefined {
  const got = error instanceof Error ? `${error.name}: ${error.message}` : show(error);
  if (expected.kind !== 'throws') return `threw ${got}`;
  return got.includes(expected.message) ? undefined : `expected ${expected.message}, threw ${got}`;
}

function first<T>(
  list: readonly T[],
  check: (item: T, i: number) => string | undefined,
): string | undefined {
  for (const [i, item] of list.entries()) {
    const found = check(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The elements of an array, a typed array, or the outermost axis of an ndarray. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  if (typeof value === 'object' && value !== null && 'shape' in value && 'pick' in value) {
    const { shape, pick, get } = value as {
      shape: number[];
      pick: (i: number) => unknown;
      get: (i: number) => number;
    };
    return Array.from({ length: shape[0]! }, (_, i) =>
      shape.length === 1 ? get.call(value, i) : pick.call(value, i),
    );
  }
  return undefined;
}

function show(value: unknown): string {
  const seen = JSON.stringify(value, (_, part) => {
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
    return ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<number>) : part;
  });
  if (seen === undefined) return String(value);
  return seen.length > 300 ? `${seen.slice(0, 300)} …` : seen;
}
