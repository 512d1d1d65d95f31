// What a page of errata is made of.
import type { Derivation } from '../../src/derivation/index.js';

// biome-ignore lint/suspicious/noExplicitAny: the results of derivations differ.
type Any = any;

/** One error of the sheet. */
export interface Erratum {
  /** What the sheet says, in our words. */
  readonly stated: string;
  /** What is right. */
  readonly right: string;
  /** Why, where that is not plain. */
  readonly why?: string;
  /** The wrong answer, as data. */
  readonly wrong?: unknown;
  /** The right answer, out of the derivation. */
  readonly answer?: (result: Any, derivation: Derivation<Any>) => unknown;
}

/** A problem of the sheet with its errors. */
export interface Problem {
  /** What it is about. */
  readonly title: string;
  /** The call whose derivation shows what is right: a line of code with the names of fovea. */
  readonly call: string;
  /** Levels of steps that are shown. */
  readonly depth?: number;
  /** Errors of the matter: a wrong formula, notion or number. */
  readonly errors: readonly Erratum[];
  /** Slips of the printing: digits, signs and labels that were lost or moved. */
  readonly slips?: readonly Erratum[];
}

/** The value of a step or of a given quantity, anywhere in a derivation. */
export function valueIn(derivation: Derivation<Any>, id: string): Any {
  const steps = (list: readonly Any[]): Any[] => list.flatMap((s) => [s, ...steps(s.steps ?? [])]);
  const found = [...derivation.given, ...steps(derivation.steps)].find((part) => part.id === id);
  if (found === undefined) throw new Error(`no step ${id} in ${derivation.title}`);
  return found.value;
}
