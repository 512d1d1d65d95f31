import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPieces } from '../../tools/chunks.mjs';

type Pieces = Record<string, { bytes: number; imports: string[] }>;

/** The files that an entry loads. */
function loaded(pieces: Pieces, files: readonly (readonly string[])[], entry: string) {
  const found = new Set<readonly string[]>();
  const visit = (name: string): void => {
    const file = files.find((names) => names.includes(name))!;
    if (found.has(file)) return;
    found.add(file);
    for (const each of file) pieces[each]!.imports.forEach(visit);
  };
  visit(entry);
  return [...found];
}

/** What imports take, each beside what it has to take. */
function cost(
  pieces: Pieces,
  files: readonly (readonly string[])[],
  entries: string[],
  file: number,
) {
  const apart = Object.keys(pieces).map((name) => [name]);
  const sizeOf = (names: readonly string[]) =>
    names.reduce((bytes, name) => bytes + pieces[name]!.bytes, 0);
  let sum = 0;
  for (const entry of entries) {
    const least = sizeOf(loaded(pieces, apart, entry).flat()) + file;
    for (const names of loaded(pieces, files, entry)) sum += (file + sizeOf(names)) / least;
  }
  return sum;
}

/** Pieces that import only those before them, the last of them entries. */
const graphs = fc
  .array(
    fc.record({
      bytes: fc.integer({ min: 0, max: 1000 }),
      picks: fc.array(fc.nat(), { maxLength: 4 }),
    }),
    { minLength: 2, maxLength: 14 },
  )
  .map(
    (drawn): Pieces =>
      Object.fromEntries(
        drawn.map(({ bytes, picks }, i) => [
          `p${i}`,
          { bytes, imports: i === 0 ? [] : [...new Set(picks.map((pick) => `p${pick % i}`))] },
        ]),
      ),
  );
const entriesOf = (pieces: Pieces) => Object.keys(pieces).slice(-3);

describe('joinPieces', () => {
  it('joins what is always loaded together, and leaves large pieces that one entry does not need', () => {
    const pieces = {
      core: { bytes: 10, imports: [] },
      base: { bytes: 10, imports: ['core'] },
      large: { bytes: 5000, imports: ['core'] },
      one: { bytes: 10, imports: ['base'] },
      two: { bytes: 10, imports: ['base', 'large'] },
    };
    const files = joinPieces(pieces, ['one', 'two'], 100).map((names) => names.sort().join());
    expect(files.some((names) => names.includes('base,core'))).toBe(true);
    expect(files.find((names) => names.includes('large'))).not.toContain('core');
  });

  it('keeps every piece once', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 2000 }), (pieces, file) => {
        const files = joinPieces(pieces, entriesOf(pieces), file);
        expect(files.flat().sort()).toEqual(Object.keys(pieces).sort());
      }),
    );
  });

  it('makes importing no dearer, whatever a file costs', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 2000 }), (pieces, file) => {
        const entries = entriesOf(pieces);
        const apart = Object.keys(pieces).map((name) => [name]);
        const files = joinPieces(pieces, entries, file);
        expect(cost(pieces, files, entries, file)).toBeLessThanOrEqual(
          cost(pieces, apart, entries, file) * (1 + 1e-12),
        );
      }),
    );
  });

  it('makes no circle of files', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 2000 }), (pieces, file) => {
        const files = joinPieces(pieces, entriesOf(pieces), file);
        const at = (name: string) => files.findIndex((names) => names.includes(name));
        const imports = files.map(
          (names, i) =>
            new Set(names.flatMap((name) => pieces[name]!.imports.map(at)).filter((j) => j !== i)),
        );
        // Files that import nothing that is left can be taken away until none is left.
        const left = new Set(files.keys());
        for (let before = -1; before !== left.size; ) {
          before = left.size;
          for (const i of [...left]) if (![...imports[i]!].some((j) => left.has(j))) left.delete(i);
        }
        expect(left.size).toBe(0);
      }),
    );
  });
});
