// The list of all functions is whole.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as array from '../../src/array/index.js';
import * as fovea from '../../src/index.js';
import { functionsDocument } from '../../tools/functions.mjs';
import { root } from './sources.js';

const page = readFileSync(join(root, 'docs/functions.md'), 'utf8');

describe('the list of all functions', () => {
  it('has every function that a program can import', () => {
    const names = Object.entries({ ...array, ...fovea })
      .filter(([, value]) => typeof value === 'function' && !/^class\b/.test(String(value)))
      .map(([name]) => name);
    expect(names.length).toBeGreaterThan(500);
    expect(names.filter((name) => !page.includes(`[\`${name}\`](../src/`))).toEqual([]);
    expect(page).toContain(`The ${names.length} public functions`);
  });

  it('says of each what it is', () => {
    expect(page).not.toMatch(/^\| .*\| \.? ?\|$/m);
  });

  it('is what docs/functions.md shows; else run npm run coverage', () => {
    expect(page).toBe(functionsDocument());
  });
});
