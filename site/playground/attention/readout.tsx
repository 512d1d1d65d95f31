// How the weight of a cell came about, in a line.
import { placesOf } from './steps.js';
import type { ShownAttention } from './work.js';

/** What the line is told. */
export interface ReadoutProps {
  readonly shown: ShownAttention;
  readonly cell: string;
}

/** The line. Its room is always there. */
export function Readout({ shown, cell }: ReadoutProps) {
  const { heads, queries, keys, scaling } = shown;
  const sizes = { heads: heads.length, rows: queries.length, columns: keys.length };
  const places = placesOf(cell, sizes);
  if (!places) {
    return (
      <p class="readout hint">
        Point at a cell, or move through them by arrow keys, to see how it came about; Enter leads
        to the step.
      </p>
    );
  }
  const { head, row, column } = places;
  const { products, scaled, weights, mistaken } = heads[head]!;
  const score = scaled[row]![column]!;
  const sum = scaled[row]!.reduce<number>(
    (all, one) => all + (one === null ? 0 : Math.exp(one)),
    0,
  );
  const wrong = mistaken?.[row]?.[column];
  return (
    <p class="readout">
      {heads.length > 1 && <>Head {head + 1}: </>}“{queries[row]}” takes{' '}
      <strong>{short(weights[row]![column]!)}</strong> of “{keys[column]}”.{' '}
      {score === null ? (
        <>Their product is {short(products[row]![column]!)}, but the key is hidden.</>
      ) : (
        <>
          Product {short(products[row]![column]!)}, {scaling} = {short(score)}; e to that is{' '}
          {short(Math.exp(score))}, of {short(sum)} in the row.
        </>
      )}
      {wrong !== undefined && <> With the mistake it would be {short(wrong)}.</>}
    </p>
  );
}

/** A number in a sentence. */
export function short(value: number): string {
  const shown =
    Math.abs(value) >= 1e5 ? value.toPrecision(4) : String(Number(value.toPrecision(4)));
  return shown.replace('-', '−');
}
