// The example of the language model, with few steps: threads, report, text and pictures. Needs `npm run build` first.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, expect, it } from 'vitest';
import { root } from './tarball.js';

const folder = mkdtempSync(join(tmpdir(), 'language-model-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('examples/language-model trains in two threads, writes on, and draws loss and attention', () => {
  const main = join(root, 'examples/language-model/main.mjs');
  const run = (steps: string): string =>
    execFileSync(process.execPath, [main, folder, steps], { encoding: 'utf8' });
  const text = run('3');
  expect(text).toContain('104320 parameters, 3 steps in two threads');
  // Before training every letter is about as likely as any other of 66.
  const [before, after] = /Loss: ([\d.]+) nats a letter before, ([\d.]+) after/
    .exec(text)!
    .slice(1);
  expect(Math.abs(Number(before) - Math.log(66))).toBeLessThan(0.2);
  expect(Number(after)).toBeLessThan(Number(before));
  const written = /\n(Alice [\s\S]*)\n\nThe loss curve/.exec(text)![1]!;
  expect(written).toHaveLength('Alice '.length + 400);
  expect(readdirSync(folder).sort()).toEqual(
    ['attention', 'loss'].flatMap((name) =>
      ['png', 'svg'].map((end) => `language-model-${name}.${end}`),
    ),
  );
  expect(decode(readFileSync(join(folder, 'language-model-loss.png'))).width).toBe(1440);
  expect(() => run('many')).toThrow('many is no number of steps');
});
