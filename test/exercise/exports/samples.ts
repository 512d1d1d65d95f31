// Exercises of every topic.
import { type Exercise, exercises, generateExercise } from '../../../src/exercise/index.js';

/** One of each topic, easy, medium and hard ones by turns. */
export function samples(): Exercise[] {
  return exercises().map(({ id, difficulties }, i) =>
    generateExercise(id, { seed: i, difficulty: difficulties[i % difficulties.length]! }),
  );
}

/** An exercise whose words hold what means something to the formats. */
export function nastyExercise(): Exercise {
  const exercise = generateExercise('harris', { seed: 1, difficulty: 'easy' });
  const parts = exercise.parts.map((part) =>
    part.choices === undefined
      ? { ...part, prompt: 'Is $a < b$ & {{c}} ]]> 100 %?' }
      : {
          ...part,
          choices: part.choices.map(({ id }) => ({ id, label: `~${id}} #1 <b>{{"%50%'` })),
        },
  );
  return { ...exercise, title: 'A/B & "C" <]]> {{d}}', parts };
}
