// The words for how hard an exercise is.
import type { Difficulty } from './types.js';

/** From easy to hard. */
export const DIFFICULTIES: readonly Difficulty[] = ['easy', 'medium', 'hard'];
