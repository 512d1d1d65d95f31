import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.test.ts'),
);
/** What changes a process for the files that come after: most tests share one. */
const LASTING = /\bvi\s*\.(mock|doMock|hoisted|resetModules|stubGlobal|stubEnv|useFakeTimers)\(/;

describe('tests', () => {
  it('that replace modules or globals have a process of their own', () => {
    const lasting = files.filter((file) => LASTING.test(readFileSync(join(folder, file), 'utf8')));
    expect(lasting.length).toBeGreaterThan(1);
    expect(lasting.filter((file) => !/\.(alone|site|page)\.test\.ts$/.test(file))).toEqual([]);
  });
});
