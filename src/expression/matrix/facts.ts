// What is known of names while expressions of matrices are simplified.
import type { Factor } from './forms.js';
import type { ReferenceNode } from './nodes.js';

/** What is known of the names while simplifying. */
export interface Facts {
  readonly symmetric: Set<string>;
  readonly unitRows: Set<string>;
  readonly zeroRows: Set<string>;
  /** Parts that have a name, by their key. */
  readonly named: Map<string, ReferenceNode>;
  /** Elementwise products that have a name. */
  readonly products: { readonly factors: readonly Factor[]; readonly name: ReferenceNode }[];
}

/** Nothing is known yet. */
export function createFacts(): Facts {
  return {
    symmetric: new Set(),
    unitRows: new Set(),
    zeroRows: new Set(),
    named: new Map(),
    products: [],
  };
}
