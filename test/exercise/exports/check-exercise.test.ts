// Exercises made by hand, or damaged on their way: refused by the name of the field, never by the engine.
import { describe, expect, it } from 'vitest';
import { DomainError, KindError, ShapeError } from '../../../src/core/errors.js';
import {
  type Exercise,
  exportLatexSheet,
  exportMoodleXml,
  exportNotebook,
  exportPrairieLearn,
  generateExercise,
  gradeAnswer,
} from '../../../src/exercise/index.js';

const EXPORTS = { exportMoodleXml, exportLatexSheet, exportNotebook, exportPrairieLearn };

/** With one field, however deep, replaced. */
function damaged(exercise: Exercise, path: string, value: unknown): Exercise {
  const put = (whole: unknown, [name, ...rest]: readonly string[]): unknown => {
    const copy = (Array.isArray(whole) ? [...whole] : { ...(whole as object) }) as {
      [name: string]: unknown;
    };
    copy[name!] = rest.length > 0 ? put(copy[name!], rest) : value;
    return copy;
  };
  return put(exercise, path.split('.')) as Exercise;
}

const RUBBISH: readonly unknown[] = [
  ...[undefined, null, NaN, -1.5, '', '__proto__', [], [[1], [1, 2]], [null], {}, new Map()],
  ...[Symbol('s'), 3n, () => 0, [Object.create(null)], new Float64Array(2)],
];

/** Each field that an export reads, with something that it may not be. */
const DAMAGE: readonly (readonly [string, unknown])[] = [
  ['topic', 'alchemy'],
  ['title', 3],
  ['seed', undefined],
  ['seed', '7'],
  ['seed', 0.5],
  ['seed', 2 ** 32],
  ['difficulty', 'brutal'],
  ['statement', null],
  ['given.image', 'a picture'],
  ['parts', []],
  ['parts.0.id', 'a"><script>'],
  ['parts.1.id', 'a'],
  ['parts.0.prompt', undefined],
  ['parts.0.marks', 0.1],
  ['parts.0.kind', 'essay'],
  ['parts.0.tolerance', -1],
  ['parts.0.answer', [[1, 2], [3]]],
  ['parts.0.shape', [Object.create(null), 2]],
  ['parts.0.period', 0],
  ['parts.0.unit', 1],
  ['parts.0.decimals', 0.5],
  ['parts.2.choices', undefined],
  ['parts.2.choices.1.id', 'corner'],
  ['parts.2.choices.0.label', 1],
  ['parts.2.answer', 'a sphere'],
  ['solution', {}],
  ['solution.steps', [null]],
];

describe('an export', () => {
  const harris = generateExercise('harris', { seed: 1, difficulty: 'easy' });
  const first = Object.keys(harris.given)[0]!;
  const choice = harris.parts.findIndex(({ kind }) => kind === 'choice');
  const rows = harris.parts.findIndex(({ kind }) => kind === 'matrix');
  const place = (path: string): string =>
    path
      .replace('given.image', `given.${first}`)
      .replace('parts.2', `parts.${choice}`)
      .replace(/parts\.0\.(?=answer|shape)/, `parts.${rows}.`);

  it('names the field of an exercise that is wrong', () => {
    expect([choice, rows]).not.toContain(-1);
    for (const [name, write] of Object.entries(EXPORTS)) {
      for (const [path, value] of DAMAGE) {
        const at = place(path);
        const field = at.replace(/\.(\d+)/g, '[$1]');
        let thrown: unknown;
        try {
          write([generateExercise('harris'), damaged(harris, at, value)]);
        } catch (error) {
          thrown = error;
        }
        expect(thrown, `${name} ${at}`).toMatchObject({ function: name });
        expect((thrown as KindError).argument).toContain(`exercises[1].${field}`);
      }
    }
  });

  it('never ends in an error of the engine', () => {
    const fields = [...new Set(DAMAGE.map(([path]) => place(path)))];
    for (const path of [...fields, 'parts.0', `parts.${choice}.choices.0`, 'given']) {
      for (const value of RUBBISH) {
        for (const [name, write] of Object.entries(EXPORTS)) {
          try {
            write(damaged(harris, path, value));
          } catch (error) {
            const ours = [KindError, ShapeError, DomainError].some((kind) => error instanceof kind);
            expect(ours, `${name} ${path}: ${String(error)}`).toBe(true);
            // What a solution computes is refused where it is computed.
            if (!path.startsWith('solution')) expect(error).toMatchObject({ function: name });
          }
        }
      }
    }
  });

  it('takes exercises that were stored as JSON, and words of their own', () => {
    const stored = JSON.parse(JSON.stringify(generateExercise('kl-divergence'))) as Exercise;
    const own = damaged(damaged(stored, 'parts.0.id', 'z'), 'parts.1.marks', 0);
    for (const write of Object.values(EXPORTS)) expect(() => write(own)).not.toThrow();
    const { parts } = JSON.parse(exportPrairieLearn(own)['kl-divergence-medium-0/data.json']!) as {
      parts: { wrong: unknown[] }[];
    };
    // Nothing is known of a part that the topic does not have.
    expect(parts[0]!.wrong).toEqual([]);
    expect(parts[1]!.wrong.length).toBeGreaterThan(0);
  });
});

it('gradeAnswer refuses answers in a Map: none of them would be read', () => {
  const exercise = generateExercise('kl-divergence');
  expect(() => gradeAnswer(exercise, new Map([['a', 1]]) as never)).toThrow(
    /gradeAnswer: "answers" expected an object with answers to a, b, c, got an object \(Map\)/,
  );
});
