// Random distributions for the laws.
import fc from 'fast-check';

const weight = fc.double({ min: 1e-6, max: 1, noNaN: true });

/** Numbers divided by their sum. */
export function scaled(x: readonly number[]): number[] {
  const all = x.reduce((a, b) => a + b, 0);
  return x.map((value) => value / all);
}

/** So many distributions of one length, from 2 to 8. */
export function distributions(count: number): fc.Arbitrary<number[][]> {
  return fc
    .integer({ min: 2, max: 8 })
    .chain((n) =>
      fc.array(fc.array(weight, { minLength: n, maxLength: n }), {
        minLength: count,
        maxLength: count,
      }),
    )
    .map((rows) => rows.map(scaled));
}

/** Two distributions. */
export const distributionPairs: fc.Arbitrary<readonly [number[], number[]]> = distributions(2).map(
  ([p, q]) => [p!, q!] as const,
);

/** Joint distributions of two variables. */
export const joints: fc.Arbitrary<number[][]> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([n, m]) =>
    fc.array(fc.array(weight, { minLength: m, maxLength: m }), { minLength: n, maxLength: n }),
  )
  .map((rows) => {
    const all = rows.flat().reduce((a, b) => a + b, 0);
    return rows.map((row) => row.map((value) => value / all));
  });
