// Which places of an image lie near a given one, without a look at all of them.

/** A place with its scale. */
export interface ScaledPlace {
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
}

/** Asks whether a place for which `test` holds is near. */
export type NearPlaces = (place: ScaledPlace, test: (other: ScaledPlace) => boolean) => boolean;

/**
 * Sorts places from top to bottom, so that those near a row are found by halves.
 *
 * @param places - all of them
 * @param reach - how far each of them counts as near, in its sigmas
 * @returns whether among the places near a given one, and perhaps a few others, a test holds for one
 */
export function nearPlaces(places: readonly ScaledPlace[], reach: number): NearPlaces {
  const sorted = [...places].sort((a, b) => a.y - b.y);
  const farthest = places.reduce((most, { sigma }) => Math.max(most, reach * sigma), 0);
  return (place, test) => {
    let [first, end] = [0, sorted.length];
    while (first < end) {
      const middle = (first + end) >> 1;
      if (sorted[middle]!.y < place.y - farthest) first = middle + 1;
      else end = middle;
    }
    for (; first < sorted.length && sorted[first]!.y <= place.y + farthest; first++) {
      if (test(sorted[first]!)) return true;
    }
    return false;
  };
}
