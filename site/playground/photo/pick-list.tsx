// What was found, as a list from which one is picked: by mouse, arrow keys or touch.
import { useId } from 'preact/hooks';

/** What the list is told. */
export interface PickListProps<T> {
  readonly label: string;
  /** All of them; the first ones are listed. */
  readonly items: readonly T[];
  /** How one is called. */
  readonly name: (item: T, index: number) => string;
  /** Which one is picked, if any. */
  readonly picked: number | undefined;
  readonly onPick: (index: number) => void;
}

/** More than these no one reads; those that are picked in the picture are listed too. */
const MOST = 100;

/** The list. */
export function PickList<T>({ label, items, name, picked, onPick }: PickListProps<T>) {
  const id = useId();
  const listed = items.slice(0, MOST).map((item, index) => [index, item] as const);
  if (picked !== undefined && picked >= MOST) listed.push([picked, items[picked]!]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="pick-list"
        size={8}
        value={picked ?? ''}
        onChange={({ currentTarget }) => onPick(Number(currentTarget.value))}
      >
        {listed.map(([index, item]) => (
          <option key={index} value={index}>
            {name(item, index)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Which one is nearest to a place. */
export function nearestTo<T>(
  items: readonly T[],
  place: { readonly x: number; readonly y: number } | undefined,
  placeOf: (item: T) => { readonly x: number; readonly y: number },
): number | undefined {
  if (!place || items.length === 0) return undefined;
  let best = 0;
  let least = Infinity;
  items.forEach((item, i) => {
    const { x, y } = placeOf(item);
    const distance = (x - place.x) ** 2 + (y - place.y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}
