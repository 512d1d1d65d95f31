// Histograms as arguments: counts and edges that fit each other.
import { bindShapes, checkOptions } from '../core/check.js';
import {
  allocate,
  checkFinite,
  isNdArray,
  isNumericTypedArray,
  readArray,
} from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';

/** A histogram as `histogram` returns it, or of one's own making. */
export interface HistogramInput {
  /** Number of values in each bin [bins], not negative. */
  readonly counts: ArrayInput;
  /** Edges of the bins, strictly rising [bins + 1], in the image's unit. */
  readonly edges: ArrayInput;
}

/** A histogram, or its counts alone [bins]: those of the levels 0, 1, 2, …, each in a bin around its level. */
export type CountsInput = HistogramInput | ArrayInput;

/** A histogram inside this subject. */
export interface ReadHistogram {
  readonly counts: Float64Array;
  readonly edges: Float64Array;
  /** Where a bin's values are taken to stand. */
  readonly centres: Float64Array;
  /** Sum of the counts, above 0. */
  readonly total: number;
}

/**
 * Reads a histogram that holds at least one value.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param input - what the caller gave: a histogram, or counts alone
 * @param whole - whether counts must be whole numbers
 * @returns counts, edges, centres and the sum of the counts
 * @throws KindError for other fields, ShapeError where edges are not one more than counts, DomainError for counts
 * that are negative, not finite or all 0, and for edges that do not rise
 */
export function readHistogram(
  fn: string,
  argument: string,
  input: CountsInput,
  whole: boolean,
): ReadHistogram {
  const alone = isArrayInput(input);
  const given = alone ? { counts: input } : checkOptions(fn, input, ['counts', 'edges'], argument);
  const nameOf = (field: string): string => (alone ? argument : `${argument}.${field}`);
  const read = (field: 'counts' | 'edges'): Float64Array => {
    const name = nameOf(field);
    const dense = checkFinite(
      fn,
      name,
      readArray(fn, name, (given as HistogramInput)[field], 'float64'),
    );
    bindShapes(fn, { [name]: [dense, field === 'counts' ? 'bins' : `${bins + 1}`] });
    return Float64Array.from(dense.data);
  };
  let bins = 0;
  const counts = read('counts');
  bins = counts.length;
  const edges = alone ? Float64Array.from({ length: bins + 1 }, (_, i) => i - 0.5) : read('edges');
  const refuse = (field: string, expected: string, got: string): never => {
    throw new DomainError({ function: fn, argument: nameOf(field), expected, got });
  };
  const wrong = counts.find((count) => count < 0 || (whole && !Number.isInteger(count)));
  if (wrong !== undefined) {
    refuse('counts', `${whole ? 'whole numbers' : 'numbers'} that are not negative`, String(wrong));
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!(total > 0)) refuse('counts', 'at least one value counted', 'none');
  if (total === Infinity) refuse('counts', 'numbers whose sum float64 holds', 'larger ones');
  const fall = edges.findIndex((edge, i) => i > 0 && !(edge > edges[i - 1]!));
  if (fall > 0) refuse('edges', 'rising edges', `${edges[fall - 1]} before ${edges[fall]}`);
  const centres = allocate('float64', bins);
  for (let i = 0; i < bins; i++) centres[i] = middleOf(edges[i]!, edges[i + 1]!);
  return { counts, edges, centres, total };
}

function isArrayInput(input: CountsInput): input is ArrayInput {
  return Array.isArray(input) || isNumericTypedArray(input) || isNdArray(input);
}

/**
 * Two histograms over the same bins.
 *
 * @param fn - name of the public function, for errors
 * @param a - the first
 * @param b - the second
 * @param whole - whether counts must be whole numbers
 * @returns both
 * @throws whatever `readHistogram` throws; DomainError where the edges differ
 */
export function readPair(
  fn: string,
  a: CountsInput,
  b: CountsInput,
  whole: boolean,
): { readonly a: ReadHistogram; readonly b: ReadHistogram } {
  const first = readHistogram(fn, 'a', a, whole);
  const second = readHistogram(fn, 'b', b, whole);
  const same =
    first.edges.length === second.edges.length &&
    first.edges.every((edge, i) => edge === second.edges[i]!);
  if (same) return { a: first, b: second };
  const words = ({ counts, edges }: ReadHistogram): string =>
    `${counts.length} bins from ${edges[0]} to ${edges[counts.length]}`;
  throw new DomainError({
    function: fn,
    argument: 'b',
    expected: `the edges of a (${words(first)})`,
    got: words(second),
  });
}

/**
 * The number halfway between two.
 *
 * @param a - a finite number
 * @param b - another
 * @returns the middle, where the sum is larger than any number too
 */
export function middleOf(a: number, b: number): number {
  return Math.abs(a + b) < Infinity ? (a + b) / 2 : a / 2 + b / 2;
}
