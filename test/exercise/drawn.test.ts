// What staff would send back: problems that say too little, look odd, or have one answer for everybody.
import { describe, expect, it } from 'vitest';
import {
  type Difficulty,
  type Exercise,
  generateExercise,
  gradeAnswer,
} from '../../src/exercise/index.js';

const drawn = (topic: string, difficulty: Difficulty, count: number): Exercise[] =>
  Array.from({ length: count }, (_, seed) => generateExercise(topic, { seed, difficulty }));

const answersTo = (exercises: readonly Exercise[], part: string): string[] =>
  exercises.map(({ parts }) => JSON.stringify(parts.find(({ id }) => id === part)!.answer));

describe('exercises that are drawn', () => {
  it('have answers that differ from student to student', () => {
    expect(new Set(answersTo(drawn('scale-space-extremum', 'easy', 12), 'a')).size).toBeGreaterThan(
      2,
    );
    expect(new Set(answersTo(drawn('positional-encoding', 'easy', 24), 'b')).size).toBeGreaterThan(
      5,
    );
    expect(new Set(answersTo(drawn('positional-encoding', 'medium', 24), 'b')).size).toBe(3);
  });

  it('cannot be guessed by the first choice', () => {
    const first = answersTo(drawn('histograms', 'easy', 100), 'c').filter((id) => id === '"A"');
    expect(first.length).toBeGreaterThan(35);
    expect(first.length).toBeLessThan(65);
  });

  it('move a window by two displacements that are not each other with another sign', () => {
    for (const { given } of drawn('intensity-change', 'medium', 150)) {
      const [u, v] = given['first'] as readonly number[];
      const [s, t] = given['second'] as readonly number[];
      expect([u, v]).not.toEqual([s, t]);
      expect([u! + s!, v! + t!]).not.toEqual([0, 0]);
    }
  });

  it('say how long a recording is', () => {
    expect(drawn('spectrogram', 'easy', 1)[0]!.statement).toContain('These are its 12 samples');
  });

  it('write factors as one does', () => {
    const statements = drawn('update-rules', 'hard', 12).map(({ statement }) => statement);
    for (const statement of statements) expect(statement).not.toMatch(/\\frac\{\d*[02468]\}\{2\}/);
    expect(statements.some((statement) => statement.includes('L(\\theta) = (\\theta'))).toBe(true);
  });

  it('ask for no zeros, and for two digits at least where answers are rounded', () => {
    // Their keys or gradients were nothing, or nothing but for the last digit.
    for (const [topic, part, difficulty, seeds] of [
      ['multi-head-attention', 'b', 'easy', 40],
      ['backprop-cross-entropy', 'f', 'easy', 25],
    ] as const) {
      for (const { parts } of drawn(topic, difficulty, seeds)) {
        const { answer, decimals } = parts.find(({ id }) => id === part)!;
        const largest = Math.max(...(answer as readonly number[]).flat().map(Math.abs));
        expect(largest).toBeGreaterThan(decimals === undefined ? 0 : 10 ** (1 - decimals) * 0.999);
      }
    }
  });

  it('do not punish a turned sign twice', () => {
    const exercise = generateExercise('scale-space-extremum', { difficulty: 'easy' });
    const [place, value, kind] = exercise.parts.map(({ answer }) => answer);
    const other = kind === 'maximum' ? 'minimum' : 'maximum';
    const turned = gradeAnswer(exercise, { a: place, b: -(value as number), c: other });
    expect(turned.parts[1]!.misconception?.id).toBe('dog-sign-convention');
    expect(turned.parts[2]).toMatchObject({ followsFromEarlier: true, marks: 1 });
    const mixed = gradeAnswer(exercise, { a: place, b: value, c: other });
    expect(mixed.parts[2]!.misconception?.id).toBe('dog-extremum-direction');
    // Who knows what it is, though the sign is wrong, knows it.
    expect(
      gradeAnswer(exercise, { a: place, b: -(value as number), c: kind }).parts[2]!.correct,
    ).toBe(true);
  });
});
