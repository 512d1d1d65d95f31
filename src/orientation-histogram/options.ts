// What votes may be told, and its checks.
import { checkBoolean, checkNumber, checkOneOf } from '../core/check.js';

/** Where in itself a bin stands when a vote is split: at its centre or at its lower edge. */
export type BinAnchors = 'centers' | 'edges';

/** What the functions about votes may be told. */
export interface OrientationVotesOptions {
  /** Number of bins in a period; 9 by default. */
  bins?: number | undefined;
  /** After it angles repeat, in their own unit: π (the default), 2π, or 180 and 360 for degrees. */
  period?: number | undefined;
  /** "centers" (the default): bin i stands at (i + ½)·period/bins; "edges": at i·period/bins. */
  anchors?: BinAnchors | undefined;
  /** Whether a vote is split between the two bins beside it (the default) or goes whole to the bin that holds it. */
  interpolate?: boolean | undefined;
}

/** Checked options about votes. */
export interface VoteSettings {
  /** Number of bins. */
  readonly bins: number;
  /** After it angles repeat. */
  readonly period: number;
  /** Where a bin stands. */
  readonly anchors: BinAnchors;
  /** Whether votes are split. */
  readonly interpolate: boolean;
}

/** More bins are refused before memory is. */
const MOST_BINS = 2 ** 24;

/** Names of the options about votes. */
export const VOTE_OPTIONS = ['bins', 'period', 'anchors', 'interpolate'] as const;

/** Names of the anchors. */
export const BIN_ANCHORS: readonly BinAnchors[] = ['centers', 'edges'];

/**
 * Options about votes with their defaults.
 *
 * @param fn - name of the public function, for errors
 * @param options - checked for unknown names already
 * @returns settings
 * @throws KindError or DomainError where an option is no such thing
 */
export function checkVotes(fn: string, options: OrientationVotesOptions): VoteSettings {
  const { bins = 9, period = Math.PI, anchors = 'centers', interpolate = true } = options;
  return {
    bins: checkNumber(fn, 'bins', bins, { integer: true, min: 1, max: MOST_BINS }),
    period: checkNumber(fn, 'period', period, { above: 0 }),
    anchors: checkOneOf(fn, 'anchors', anchors, BIN_ANCHORS),
    interpolate: checkBoolean(fn, 'interpolate', interpolate),
  };
}

/** Where in itself a bin stands, in bins. */
export function anchorOffset(anchors: BinAnchors): number {
  return anchors === 'centers' ? 0.5 : 0;
}
