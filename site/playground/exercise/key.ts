// Which exercise: what the page and its worker call it by.
import type { Difficulty } from 'fovea/exercise';

/** Which exercise. */
export interface ExerciseKey {
  readonly topic: string;
  readonly level: Difficulty;
  readonly seed: number;
}

/** An exercise in a word. */
export function keyOf({ topic, level, seed }: ExerciseKey): string {
  return `${topic}/${level}/${seed}`;
}
