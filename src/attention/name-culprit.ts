// Where queries or keys are no finite numbers, the argument is named that they were made of.
import { checkFinite, isNdArray, readArray } from '../core/create.js';
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { asArray } from '../gradient/moves.js';
import { stopGradient } from '../gradient/stop-gradient.js';
import { isTraced, type Traced } from '../gradient/traced.js';

/**
 * Runs something with attention in it. Numbers are looked through only where it refuses queries or keys; where all of
 * them are finite, products of them were not, and the error stays as it is.
 *
 * @param fn - name of the public function, for errors
 * @param given - what queries and keys are made of, by name: arrays, and lists and records of arrays
 * @param run - what to run
 * @returns what it returns
 */
export function namingCulprit<T>(
  fn: string,
  given: Readonly<Record<string, unknown>>,
  run: () => T,
): T {
  try {
    return run();
  } catch (error) {
    const refused = error instanceof DomainError ? error.argument : '';
    if (refused === 'query' || refused === 'key') {
      for (const [name, part] of Object.entries(given)) checkAll(fn, name, part);
    }
    throw error;
  }
}

function checkAll(fn: string, argument: string, part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  if (isArray(part)) {
    checkFinite(fn, argument, readArray(fn, argument, asArray(stopGradient(part)) as ArrayInput));
  } else if (Array.isArray(part)) {
    part.forEach((each, i) => {
      checkAll(fn, `${argument}[${i}]`, each);
    });
  } else {
    for (const [name, each] of Object.entries(part)) checkAll(fn, `${argument}.${name}`, each);
  }
}

/** An array of numbers, not a list of arrays or of layers. */
function isArray(part: object): part is ArrayInput | Traced {
  let first: unknown = part;
  while (Array.isArray(first)) first = first[0];
  const own = first === part || typeof first === 'number';
  return (
    own &&
    (typeof first === 'number' || isNdArray(first) || isTraced(first) || ArrayBuffer.isView(first))
  );
}
