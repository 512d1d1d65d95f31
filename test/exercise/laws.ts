// Laws that every topic keeps, at every difficulty, for many seeds: 200 in all. EXERCISE_SEEDS=1000 asks for as many at
// each difficulty, and for every law of every exercise.
import { env } from 'node:process';
import katex from 'katex';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/core/random.js';
import {
  derivationFromJson,
  derivationToJson,
  renderHtml,
  renderLatex,
  renderText,
  type Step,
  verifyDerivation,
} from '../../src/derivation/index.js';
import {
  diagnose,
  type Exercise,
  type ExerciseAnswer,
  type ExercisePart,
  type ExerciseTopic,
  exercises,
  generateExercise,
  gradeAnswer,
  misconceptions,
} from '../../src/exercise/index.js';

const SEEDS = Number(env['EXERCISE_SEEDS'] ?? 67);
/** Laws that take longer hold for every so many exercises, printed ones for fewer still. */
const [SOME, FEW] = SEEDS > 200 ? [1, 1] : [8, 40];

const strict = {
  renderToString: (latex: string, options?: object) =>
    katex.renderToString(latex, { ...options, throwOnError: true, strict: 'error' }),
};

const WIDTH = 100;

/** How many files share the topics, so that they run side by side. */
const SHARES = 4;

/** Holds every fourth topic to the laws, from this one on. */
export function keepLaws(from: number): void {
  describe.each(exercises().filter((_, i) => i % SHARES === from))('$id', lawsOf);
}

function lawsOf({ id: topic, difficulties }: ExerciseTopic): void {
  describe.each(difficulties)('%s', (difficulty) => {
    let all: readonly Exercise[] = [];
    let some: readonly Exercise[] = [];

    beforeAll(() => {
      all = Array.from({ length: SEEDS }, (_, seed) =>
        generateExercise(topic, { seed, difficulty }),
      );
      some = all.filter(({ seed }) => seed % SOME === 0);
    }, SEEDS * 1000);

    it('never repeats, and a seed gives one exercise', () => {
      expect(new Set(all.map(({ statement }) => statement)).size).toBe(SEEDS);
      expect(generateExercise(topic, { seed: 3, difficulty })).toEqual(all[3]);
    });

    it('has a solution that verifies and answers the questions', () => {
      for (const exercise of some) {
        const { solution } = exercise;
        expect(verifyDerivation(solution).ok, `seed ${exercise.seed}`).toBe(true);
        const shown = numbersIn([solution.result, valuesOf(solution.steps)]);
        for (const { id, answer, kind } of exercise.parts) {
          if (kind === 'choice') continue;
          const missing = flat(answer).filter((x) => !shown.some((y) => isClose(x, y)));
          expect(missing, `seed ${exercise.seed}, part ${id}`).toEqual([]);
        }
      }
    });

    it('gives full marks to the right answers, and to them rounded as asked, as text', () => {
      for (const exercise of some) {
        expect(gradeAnswer(exercise, answersOf(exercise)).score).toBe(1);
        const text = Object.fromEntries(
          exercise.parts.map((part) => [part.id, asText(part.answer, part.decimals)]),
        );
        const graded = gradeAnswer(exercise, text);
        expect(graded, JSON.stringify({ text, graded })).toMatchObject({ score: 1 });
      }
    });

    it('recognises each misconception as that and as no other', () => {
      const catalogue = misconceptions(topic);
      for (const exercise of some) {
        for (const { id, wrong } of catalogue) {
          for (const [part, answer] of Object.entries(wrong(exercise.given))) {
            const given = { ...answersOf(exercise), [part]: answer };
            const found = gradeAnswer(exercise, given).parts.find((each) => each.id === part);
            const where = `seed ${exercise.seed}, part ${part}`;
            expect(found?.misconception?.id, where).toBe(id);
            expect(found?.correct, where).toBe(false);
            expect(found?.followsFromEarlier, where).toBeUndefined();
            expect(diagnose(topic, exercise.given, answer, { part })?.id, where).toBe(id);
          }
        }
      }
    });

    it('takes no random wrong answer for a misconception', () => {
      const rng = randomGenerator(1);
      for (const exercise of some) {
        const turns = misconceptions(topic).map(({ wrong }) => wrong(exercise.given));
        for (const part of exercise.parts) {
          if (part.kind === 'choice') continue;
          // Every number a part of its size off, and more than any answer that means something is from the next.
          const answer = shake(
            part.answer,
            (x) => x + (1 + rng.nextFloat64()) * 0.137 * size(part),
          );
          if (turns.some((wrong) => isNear(wrong[part.id], answer, part))) {
            continue;
          }
          const found = gradeAnswer(exercise, { [part.id]: answer }).parts;
          const graded = found.find(({ id }) => id === part.id);
          expect(graded, `seed ${exercise.seed}, part ${part.id}`).toMatchObject({
            correct: false,
          });
          expect(graded?.misconception, `seed ${exercise.seed}, part ${part.id}`).toBeUndefined();
        }
      }
    });

    it('is plain data', () => {
      for (const exercise of some) {
        const { solution, ...rest } = exercise;
        expect(JSON.parse(JSON.stringify(rest))).toEqual(rest);
        const stored = derivationToJson(solution);
        expect(derivationToJson(derivationFromJson(JSON.parse(JSON.stringify(stored))))).toEqual(
          stored,
        );
      }
    });

    it('sets in KaTeX, and breaks lines that are too long', () => {
      for (const exercise of all.filter(({ seed }) => seed % FEW === 0)) {
        const words = [exercise.statement, ...exercise.parts.map(({ prompt }) => prompt)];
        for (const { choices = [] } of exercise.parts) words.push(...choices.map((c) => c.label));
        for (const latex of words.flatMap(formulasIn)) {
          expect(() => strict.renderToString(latex), latex).not.toThrow();
        }
        expect(renderHtml(exercise.solution, { katex: strict })).toContain('fovea-derivation');
        expect(renderLatex(exercise.solution)).toContain('\\end{document}');
        const lines = renderText(exercise.solution, { width: WIDTH }).split('\n');
        expect(lines.filter((line) => [...line.replace(/\p{M}/gu, '')].length > WIDTH)).toEqual([]);
      }
    });
  });

  it('says each misconception in one kind sentence, and shows it in some exercise', () => {
    const seen = new Set<string>();
    for (const difficulty of difficulties) {
      for (let seed = 0; seed < 10; seed++) {
        const { given } = generateExercise(topic, { seed, difficulty });
        for (const { id, wrong } of misconceptions(topic)) {
          if (Object.keys(wrong(given)).length > 0) seen.add(id);
        }
      }
    }
    const catalogue = misconceptions(topic);
    expect([...seen].sort()).toEqual(catalogue.map(({ id }) => id).sort());
    expect(catalogue.length).toBeGreaterThanOrEqual(3);
    for (const { explanation, name, parts } of catalogue) {
      expect(explanation).toMatch(/^[A-Z“].*\.$/);
      expect(name).toMatch(/^[A-Z]/);
      expect(parts.length).toBeGreaterThan(0);
    }
  });

  it('has no marks for nothing', () => {
    const exercise = generateExercise(topic);
    const { score, parts } = gradeAnswer(exercise, {});
    expect(score).toBe(0);
    for (const { message } of parts) expect(message).toBe('There is no answer yet.');
  });
}

function answersOf({ parts }: Exercise): { [part: string]: ExerciseAnswer } {
  return Object.fromEntries(parts.map(({ id, answer }) => [id, answer]));
}

function valuesOf(steps: readonly Step[]): unknown[] {
  return steps.flatMap((step) => [step.value, ...valuesOf(step.steps ?? [])]);
}

/** All numbers in a value. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(numbersIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('data' in value && 'shape' in value) return Array.from(value.data as Float64Array);
  return Object.values(value).flatMap(numbersIn);
}

function isClose(x: number, y: number): boolean {
  return Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
}

/** An answer as a student types it. */
function asText(answer: ExerciseAnswer, decimals: number | undefined): string {
  if (typeof answer === 'string') return answer;
  if (typeof answer === 'number') {
    return decimals === undefined ? String(answer) : answer.toFixed(decimals);
  }
  return `(${answer.map((entry) => asText(entry, decimals)).join('; ')})`;
}

function shake(answer: ExerciseAnswer, move: (x: number) => number): ExerciseAnswer {
  if (typeof answer === 'number') return move(answer);
  if (typeof answer === 'string') return answer;
  return answer.map((entry) => shake(entry, move)) as number[] | number[][];
}

function flat(answer: ExerciseAnswer | undefined): number[] {
  return [answer].flat(2).filter((x) => typeof x === 'number');
}

function size({ answer, tolerance, period }: ExercisePart): number {
  const most = Math.max(...flat(answer).map(Math.abs), 100 * tolerance);
  return period === undefined ? most : Math.min(most, period);
}

function isNear(
  wrong: ExerciseAnswer | undefined,
  answer: ExerciseAnswer,
  { tolerance, period }: ExercisePart,
): boolean {
  const [a, b] = [flat(wrong), flat(answer)];
  if (wrong === undefined || a.length !== b.length) return false;
  return a.every((x, i) => {
    const apart = Math.abs(x - b[i]!) % (period ?? Infinity);
    return Math.min(apart, (period ?? Infinity) - apart) <= 2 * tolerance;
  });
}

function formulasIn(markdown: string): string[] {
  return [...markdown.matchAll(/\$\$([^$]+)\$\$|\$([^$]+)\$/g)].map(([, a, b]) => (a ?? b)!.trim());
}
