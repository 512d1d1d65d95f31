// What staff would send back: problems that say too little, look odd, or have one answer for everybody.
import { describe, expect, it } from 'vitest';
import {
  type Difficulty,
  type Exercise,
  type ExerciseGiven,
  exercises,
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
    expect(
      new Set(answersTo(drawn('positional-encoding', 'medium', 24), 'b')).size,
    ).toBeGreaterThan(5);
    for (const difficulty of ['easy', 'medium', 'hard'] as const) {
      // One mask for everybody, and one number of frames, could be copied.
      const masks = new Set(answersTo(drawn('masked-attention', difficulty, 24), 'a'));
      expect(masks.size, difficulty).toBeGreaterThan(2);
      expect(new Set(answersTo(drawn('spectrogram', difficulty, 24), 'a')).size).toBe(2);
    }
    expect(new Set(answersTo(drawn('positional-encoding', 'hard', 24), 'a')).size).toBe(4);
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
    expect(drawn('spectrogram', 'easy', 1)[0]!.statement).toMatch(/These are its 1[02] samples/);
  });

  it('show all of their numbers', () => {
    for (const { id } of exercises()) {
      for (const difficulty of ['easy', 'medium', 'hard'] as const) {
        for (const { statement } of drawn(id, difficulty, 6)) {
          // Long tuples are printed with dots in the middle, behind which a number would be missing.
          expect(statement, `${id} ${difficulty}`).not.toContain('\\, \\dots,\\, ');
        }
      }
    }
  });

  it('have no token, state, prompt or sample twice, and no column of values that is the same throughout', () => {
    const rowsOf = (given: ExerciseGiven, name: string): number[][] =>
      given[name] as unknown as number[][];
    const distinct: readonly (readonly [topic: string, ...names: string[]])[] = [
      ['scaled-dot-product', 'q', 'k', 'v'],
      ['masked-attention', 'q', 'k', 'v'],
      ['multi-head-attention', 'x'],
      ['transformer-step', 'x'],
      ['additive-attention', 'h'],
      ['clip-loss', 'images', 'texts'],
      ['zero-shot', 'prompts'],
      ['gan-losses', 'codes', 'real'],
    ];
    for (const [topic, ...names] of distinct) {
      for (const difficulty of ['easy', 'medium', 'hard'] as const) {
        for (const { given, seed } of drawn(topic, difficulty, 40)) {
          for (const name of names) {
            const rows = rowsOf(given, name).map(String);
            expect(new Set(rows).size, `${topic} ${difficulty} ${seed} ${name}`).toBe(rows.length);
          }
        }
      }
    }
    for (const topic of ['scaled-dot-product', 'masked-attention']) {
      for (const { given } of drawn(topic, 'medium', 40)) {
        const v = rowsOf(given, 'v');
        for (const column of [0, 1]) expect(new Set(v.map((row) => row[column])).size).not.toBe(1);
        for (const name of ['q', 'k']) {
          for (const row of rowsOf(given, name)) expect(row.some((x) => x !== 0)).toBe(true);
        }
      }
    }
  });

  it('have noise, and errors that show when they come back to each hidden unit', () => {
    for (const { given } of drawn('diffusion-posterior', 'easy', 150)) {
      expect(given['x0']).not.toBe(0);
      expect(given['noise']).not.toBe(0);
    }
    for (const topic of ['backprop-squared-error', 'backprop-cross-entropy']) {
      for (const { parts } of drawn(topic, 'hard', 60)) {
        const deltas = parts.find(({ id }) => id === 'f')!.answer as readonly number[];
        for (const delta of deltas) expect(Math.abs(delta)).toBeGreaterThan(0.001);
      }
    }
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
