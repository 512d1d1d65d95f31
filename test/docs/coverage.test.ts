// The list of what the course computes points at what exists.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as array from '../../src/array/index.js';
import * as fovea from '../../src/index.js';
import { coverageDocument, rows } from '../../tools/coverage.mjs';
import { root } from './sources.js';

const names = new Map(Object.entries({ ...array, ...fovea }));
const exercises: readonly string[] = fovea.exercises().map(({ id }) => id);

describe('the coverage of the course', () => {
  it('has a row for each of the 227 items', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 227 }, (_, i) => i + 1));
  });

  it('names functions for each, or says why there is none', () => {
    for (const { number, functions, note } of rows) {
      if (functions.length === 0) expect(note, `a reason for item ${number}`).toBeTruthy();
      for (const name of functions)
        expect(names.get(name), `${number}: ${name}`).toBeTypeOf('function');
    }
  });

  it('names tests that use them', () => {
    for (const { number, functions, tests } of rows) {
      const texts = tests.map((test) => {
        const file = join(root, 'test', `${test}.test.ts`);
        expect(existsSync(file), `${number}: ${file}`).toBe(true);
        return readFileSync(file, 'utf8');
      });
      for (const name of functions) {
        const used = texts.some((text) => new RegExp(`\\b${name}\\b`).test(text));
        expect(used, `${number}: ${name} in ${tests.join(', ')}`).toBe(true);
      }
    }
  });

  it('names derivations and exercises that exist', () => {
    for (const { number, derivations = [], exercises: topics = [] } of rows) {
      for (const name of derivations)
        expect(names.get(name), `${number}: ${name}`).toBeTypeOf('function');
      for (const topic of topics) expect(exercises, `${number}`).toContain(topic);
    }
  });

  it('is what docs/coverage.md shows; else run npm run coverage', () => {
    expect(readFileSync(join(root, 'docs/coverage.md'), 'utf8')).toBe(coverageDocument());
  });
});
