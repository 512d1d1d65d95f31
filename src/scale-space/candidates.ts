// Which extrema of a scale space are worth a look.
import type { ExtremaSearch } from './octaves.js';
import { refineLikeOpencv } from './opencv.js';
import type { SiftSettings } from './settings.js';

/**
 * What `buildOctaves` looks for.
 *
 * @param settings - thresholds
 * @returns the least difference, and the levels that directions and descriptors are read from
 */
export function extremaSearch(settings: SiftSettings): ExtremaSearch {
  const { earlyThreshold, scalesPerOctave, domainSizePooling, opencv } = settings;
  // A keypoint lies at level s + 1 at most, and is described there unless the descriptor is larger than itself.
  const levels = scalesPerOctave + (domainSizePooling ? 3 : 2);
  return { threshold: earlyThreshold, levels, ...(opencv ? { refine: refineLikeOpencv } : {}) };
}
