// Tables that are made when they are first asked for, so that importing makes none.

/**
 * A function that makes something at its first call, and gives the same at later ones.
 *
 * @param make - makes it; throws as often as it is asked where it cannot
 * @returns gives what was made
 */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
