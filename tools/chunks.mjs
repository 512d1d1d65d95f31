// Puts the pieces of a split bundle together into fewer files: whoever imports an entry waits for each file that it
// needs, and for each byte. Knows nothing of the disk, so that it can be tested on made-up pieces.
// @ts-check

/**
 * A piece of code that is loaded whole.
 * @typedef {{ bytes: number, imports: readonly string[] }} Piece
 */

/**
 * Which pieces go into one file: two at a time those whose union makes importing cheapest, until nothing is gained.
 * No file comes to import itself through another.
 *
 * @param {Readonly<Record<string, Piece>>} pieces - by name; imports are names of others
 * @param {readonly string[]} entries - names of the pieces that programs import
 * @param {number} file - how many bytes take as long to read as it takes to find, open and link one file more
 * @returns {string[][]} the names of the pieces in each file
 */
export function joinPieces(pieces, entries, file) {
  const names = Object.keys(pieces);
  const places = new Map(names.map((name, i) => [name, i]));
  const files = names.map((name) => [name]);
  const bytes = names.map((name) => pieces[name]?.bytes ?? 0);
  /** What each file imports, and what it loads in all, itself included; gone files load nothing. */
  const imports = names.map(
    (name) => new Set(pieces[name]?.imports.map((other) => places.get(other) ?? -1)),
  );
  /** @type {Set<number>[]} */
  let loads = [];
  /** @type {Set<number>[]} */
  let needs = [];
  /** What each entry's gains count: those of small ones more, for which bytes of others are the larger part. */
  /** @type {number[]} */
  let weights = [];
  const load = () => {
    loads = imports.map(() => new Set());
    /** @param {number} i */
    const fill = (i) => {
      const loaded = loads[i];
      if (loaded === undefined || loaded.size > 0) return loaded ?? new Set();
      loaded.add(i);
      for (const other of imports[i] ?? []) for (const each of fill(other)) loaded.add(each);
      return loaded;
    };
    for (const [i, joined] of files.entries()) if (joined.length > 0) fill(i);
    needs = entries.map((entry) => {
      const at = files.findIndex((names) => names.includes(entry));
      return loads[at] ?? new Set();
    });
    if (weights.length === 0) {
      weights = needs.map((need) => 1 / [...need].reduce((sum, i) => sum + (bytes[i] ?? 0), file));
    }
  };
  /** What all entries together gain where two files become one, as shares of what they take; less than 0 where that loses. */
  const gain = (/** @type {number} */ a, /** @type {number} */ b) => {
    const both = new Set([...(loads[a] ?? []), ...(loads[b] ?? [])]);
    let sum = 0;
    for (const [entry, need] of needs.entries()) {
      const [hasA, hasB] = [need.has(a), need.has(b)];
      let gained = 0;
      if (hasA && hasB) gained = file;
      else if (hasA || hasB) {
        // The union counts as one file, which is loaded already.
        for (const i of both) if (!need.has(i)) gained -= (bytes[i] ?? 0) + file;
        gained += file;
      }
      sum += gained * (weights[entry] ?? 0);
    }
    return sum;
  };
  /** Whether one imports the other through a third. */
  const isRound = (/** @type {number} */ a, /** @type {number} */ b) =>
    [...(imports[a] ?? [])].some((i) => i !== b && loads[i]?.has(b)) ||
    [...(imports[b] ?? [])].some((i) => i !== a && loads[i]?.has(a));
  for (;;) {
    load();
    let best = { gain: 0, a: -1, b: -1 };
    for (const a of files.keys()) {
      for (let b = 0; b < a; b++) {
        if (files[a]?.length === 0 || files[b]?.length === 0) continue;
        const gained = gain(a, b);
        if (gained > best.gain && !isRound(a, b)) best = { gain: gained, a, b };
      }
    }
    const { a, b } = best;
    if (a < 0) return files.filter((joined) => joined.length > 0);
    files[b]?.push(...(files[a] ?? []));
    files[a] = [];
    bytes[b] = (bytes[b] ?? 0) + (bytes[a] ?? 0);
    for (const i of imports[a] ?? []) imports[b]?.add(i);
    imports[a] = new Set();
    for (const others of imports) if (others.delete(a)) others.add(b);
    imports[b]?.delete(a);
    imports[b]?.delete(b);
  }
}
