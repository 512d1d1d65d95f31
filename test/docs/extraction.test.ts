import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { commentBlocks, markdownBlocks, prepare, readExpected } from './examples.js';
import { allowance, difference, errorDifference } from './expected.js';
import { type Body, run } from './run.js';

const block = (code: string) => ({ file: 'a.ts', line: 10, name: 'a', code });

async function broken(code: string, modules: Record<string, object> = {}): Promise<string[]> {
  const example = prepare(block(code));
  const { runInThisContext } = await import('node:vm');
  const body: Body = runInThisContext(`(async (require, exports, check) => {${example.body}\n})`);
  return run(example, body, new Map(Object.entries(modules)));
}

function differs(actual: unknown, text: string): string | undefined {
  return difference(actual, readExpected(text)!);
}

describe('finding examples', () => {
  it('takes ts blocks of Markdown, with the line of their code and the heading above', () => {
    const text = '# One\n\n```sh\nnpm ci\n```\n\n## Two\n```ts\na();\n\nb();\n```\n';
    expect(markdownBlocks('x.md', text)).toEqual([
      { file: 'x.md', line: 9, name: 'Two', code: 'a();\n\nb();' },
    ]);
  });

  it('takes blocks under @example alone, of functions, constants and members', () => {
    const text = [
      '/**',
      ' * Says a thing.',
      ' * ```ts',
      ' * notAnExample();',
      ' * ```',
      ' * @example',
      ' * It runs.',
      ' * ```ts',
      ' * say() // => 1',
      ' * ```',
      ' * @see elsewhere',
      ' */',
      'export function say(): number { return 1; }',
      '',
      '/** @example',
      ' * ```ts',
      ' * six',
      ' * ```',
      ' */',
      'export const six = 6;',
    ].join('\n');
    expect(commentBlocks('x.ts', text)).toEqual([
      { file: 'x.ts', line: 9, name: 'say', code: 'say() // => 1' },
      { file: 'x.ts', line: 17, name: 'six', code: 'six' },
    ]);
  });

  it('finds promises after expressions, declarations, prints and on the line below', () => {
    const { promises } = prepare(
      block('1 + 1 // => 2\nconst a = 3; // => 3\nconsole.log(a); // => 3\na\n// => 3'),
    );
    expect(promises.map(({ line, expression }) => [line, expression])).toEqual([
      [10, '1 + 1'],
      [11, '3'],
      [12, 'a'],
      [13, 'a'],
    ]);
  });

  it('reads a value that goes on in the comments below', () => {
    const { promises } = prepare(
      block('[[1, 2], [3, 4]] // => [[1, 2],\n//     [3, 4]]\n7 // => 7'),
    );
    expect(promises[0]!.expected).toEqual(readExpected('[[1, 2], [3, 4]]'));
    expect(promises).toHaveLength(2);
  });

  it.each([
    ['if (true) {\n  1 // => 1\n}', '1 promises are written, 0 stand after a statement'],
    ['const [a, b] = [1, 2]; // => 1', 'a promise follows an expression or one declaration'],
    ['console.log(1, 2) // => 1', 'a promise follows an expression or one declaration'],
    ['1 // => about one', 'cannot read the promised value about one'],
    ['1 // => Math.PI', 'cannot read the promised value Math.PI'],
  ])('refuses a promise that nothing would hold: %s', (code, message) => {
    expect(() => prepare(block(code))).toThrow(message);
  });
});

describe('running examples', () => {
  it('keeps quiet when promises are kept', async () => {
    expect(await broken('const a = 1;\n[a, 2] // => [1, 2]\n"x" // => "x"')).toEqual([]);
  });

  it('names the file, the line, the expression and the difference', async () => {
    expect(await broken('1 // => 1\n1 + 1 // => 3')).toEqual(['a.ts:11: 1 + 1: expected 3, got 2']);
  });

  it('says when an example throws, and which promises were never reached', async () => {
    expect(await broken('throw new RangeError("no");\n1 // => 1')).toEqual([
      'a.ts:10: RangeError: no',
      'a.ts:11: 1: never reached',
    ]);
  });

  it('holds errors to their words', async () => {
    const code = '(() => { throw new RangeError("too small"); })() // => throws RangeError: too';
    expect(await broken(code)).toEqual([]);
    expect(await broken(code.replace('too$', 'big'))).toEqual([]);
    expect(await broken('1 // => throws RangeError')).toEqual([
      'a.ts:10: 1: expected an error, got 1',
    ]);
    expect(errorDifference(new RangeError('x'), { kind: 'throws', message: 'y' })).toBe(
      'expected y, threw RangeError: x',
    );
  });

  it('waits, and imports by name, by default and as a whole', async () => {
    const module = { default: 1, two: 2 };
    const code = [
      "import one, { two } from 'm';",
      "import * as m from 'm';",
      '[one, two, m.two] // => [1, 2, 2]',
      'await Promise.resolve(4) // => 4',
      'await Promise.resolve(4) // => 5',
    ].join('\n');
    expect(await broken(code, { m: module })).toEqual([
      'a.ts:14: await Promise.resolve(4): expected 5, got 4',
    ]);
  });
});

describe('comparing with what is promised', () => {
  it('takes three or more significant digits as rounded, fewer as they stand', () => {
    expect(allowance('0.693147')).toBeCloseTo(0.5e-6, 9);
    expect(allowance('1.25e-3')).toBeCloseTo(0.5e-5, 9);
    expect(allowance('0.5')).toBeLessThan(1e-6);
    expect(allowance('0.05')).toBeLessThan(1e-6);
    expect(allowance('1000')).toBeLessThan(2e-3);
    expect(differs(Math.LN2, '0.693')).toBeUndefined();
    expect(differs(Math.LN2, '0.694')).toBeDefined();
    expect(differs(0.54, '0.5')).toBeDefined();
    expect(differs(-Math.LN2, '-0.693')).toBeUndefined();
  });

  it('knows the numbers that are none', () => {
    expect(differs(Number.NaN, 'NaN')).toBeUndefined();
    expect(differs(-Infinity, '-Infinity')).toBeUndefined();
    expect(differs(Infinity, '-Infinity')).toBeDefined();
    expect(differs(Number.NaN, '0')).toBeDefined();
    expect(differs(undefined, 'undefined')).toBeUndefined();
    expect(differs('1', '1')).toBeDefined();
  });

  it('compares arrays by length and element, typed arrays and ndarrays too', () => {
    expect(differs([1, [2]], '[1, [2]]')).toBeUndefined();
    expect(differs([1, [2]], '[1, [3]]')).toBe('expected 3 at [1][0], got 2');
    expect(differs([1], '[1, 2]')).toContain('expected 2 elements');
    expect(differs(new Uint8Array([1, 2]), '[1, 2]')).toBeUndefined();
    const view = createNdArray(new Float32Array([1, 2, 3, 4]), [2, 2]);
    expect(differs(view.transpose(1, 0), '[[1, 3], [2, 4]]')).toBeUndefined();
  });

  it('compares objects by all their keys', () => {
    expect(differs({ a: 1, b: 'x' }, "{ a: 1, b: 'x' }")).toBeUndefined();
    expect(differs({ a: 1, b: 2 }, '{ a: 1 }')).toContain('unexpected b');
    expect(differs({ a: 1 }, '{ a: 1, b: 2 }')).toBe('expected 2 at b, got undefined');
  });
});
