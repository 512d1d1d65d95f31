// What a program waits for when it imports: files, bytes, and calls. Counted, not timed. Needs `npm run build` first.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { subjects } from '../../tools/subjects.mjs';
import { root } from './tarball.js';

const dist = join(root, 'dist');

/** The files that an entry loads, itself included, with their texts. */
function loadedBy(entry: string, end: 'js' | 'cjs'): ReadonlyMap<string, string> {
  const statement =
    end === 'js'
      ? /^(?:(?:import|export)\b.*\bfrom ?|import ?)['"]\.\/([^'"]+)['"]/gm
      : /\brequire\(['"]\.\/([^'"]+)['"]\)/g;
  const found = new Map<string, string>();
  const waiting = [`${entry}.${end}`];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    const text = readFileSync(join(dist, file), 'utf8');
    found.set(file, text);
    for (const [, other] of text.matchAll(statement)) waiting.push(other!);
  }
  return found;
}

/** How often functions are called while a module loads, by their names, the most frequent first. */
function callsOfImport(file: string): (readonly [name: string, calls: number])[] {
  const url = pathToFileURL(join(dist, file)).href;
  const program = `
    import { Session } from 'node:inspector/promises';
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await import(${JSON.stringify(url)});
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const calls = result
      .filter(({ url }) => url.startsWith(${JSON.stringify(pathToFileURL(dist).href)}))
      // The first function of a file is its top level.
      .flatMap(({ functions }) => functions.slice(1))
      .map(({ functionName, ranges: [{ count }] }) => [functionName, count])
      .filter(([, count]) => count > 0);
    console.log(JSON.stringify(calls.sort(([, a], [, b]) => b - a)));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    }),
  );
}

describe('an import', () => {
  it('calls next to nothing, of all that the library has', () => {
    const calls = callsOfImport('index.js');
    expect(calls.length).toBeGreaterThan(5);
    const total = calls.reduce((sum, [, count]) => sum + count, 0);
    expect(total, JSON.stringify(calls.slice(0, 20))).toBeLessThan(300);
  });

  // Ten files and little more than half a megabyte, which read as they were written, take Node some ten milliseconds.
  it.each(subjects.filter((subject) => subject !== 'exercise'))(
    'of fovea/%s loads few files and no more than it needs',
    (subject) => {
      for (const end of ['js', 'cjs'] as const) {
        const files = loadedBy(subject, end);
        const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
        const list = [...files.keys()].join(' ');
        expect(files.size, list).toBeLessThanOrEqual(10);
        expect(bytes, list).toBeLessThan(550_000);
      }
    },
  );

  it.each([
    ['image', 90_000],
    ['array', 226_000],
    ['filter', 199_000],
    ['matching', 379_000],
    ['scale-space', 404_000],
    ['structure-tensor', 277_000],
    ['divergence', 369_000],
    ['attention', 454_000],
  ])('of fovea/%s loads less than %d bytes', (subject, most) => {
    const files = loadedBy(subject, 'js');
    const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(bytes, [...files.keys()].join(' ')).toBeLessThan(most);
  });

  it('of everything loads each file of the package that holds code, and less than 60', () => {
    for (const end of ['js', 'cjs'] as const) {
      expect(loadedBy('index', end).size).toBeLessThan(60);
    }
  });

  it('takes something from each file: of one for nothing, bundlers would warn whoever builds with them', () => {
    for (const end of ['js', 'cjs'] as const) {
      for (const [file, text] of loadedBy('index', end)) {
        expect(text, file).not.toMatch(/^(import ?['"]|require\(['"][^'"]*['"]\);)/m);
      }
    }
  });

  it('keeps no package in a function of its own, which would run at every import', () => {
    const texts = [...loadedBy('index', 'js').values()].join('\n');
    expect(texts).not.toMatch(/__commonJS|__require/);
    expect(texts).toContain('function wrappedNDArrayCtor(');
    expect(texts).toContain('function FFT(');
  });

  // Bundlers keep what may do something: calls that nothing says to be pure, spread objects, powers. A file is shared by
  // many functions, so that what is kept of it is kept in most bundles.
  it('leaves next to nothing of a file in a bundle that uses nothing of it', async () => {
    const names = readdirSync(dist).filter((file) => file.endsWith('.js') && file !== 'index.js');
    expect(names.length).toBeGreaterThan(30);
    const kept = await Promise.all(
      names.map(async (file) => {
        const { outputFiles } = await build({
          stdin: { contents: `import './${file}';`, resolveDir: dist },
          bundle: true,
          minifyWhitespace: true,
          legalComments: 'none',
          // What the package says of itself is of whole files.
          write: false,
          format: 'esm',
          plugins: [
            {
              name: 'this file alone',
              setup({ onResolve }) {
                // What the package says of its side effects is of whole files.
                onResolve({ filter: /^\.\// }, ({ path, importer }) =>
                  importer === '<stdin>'
                    ? { path: join(dist, path), sideEffects: true }
                    : { path, external: true },
                );
              },
            },
          ],
        });
        return [file, outputFiles[0]!.text.replaceAll(/\bimport\b[^;]*;/g, '').length] as const;
      }),
    );
    // fft.js fills a prototype.
    const most = (file: string) => (file === 'audio.js' ? 8000 : 1000);
    expect(kept.filter(([file, bytes]) => bytes > most(file))).toEqual([]);
  });

  it('of few things brings no printers along', () => {
    // Blurs and divergences explain themselves, but in data; texts and pages are for fovea/derivation.
    for (const [subject, word] of [
      ['image', 'createDerivation'],
      ['array', 'createDerivation'],
      ['filter', 'renderHtml'],
      ['divergence', 'renderHtml'],
      ['divergence', 'class Tape'],
      ['attention', 'class Tape'],
    ] as const) {
      const texts = [...loadedBy(subject, 'js').values()].join('\n');
      expect(texts.includes(word), `${subject}: ${word}`).toBe(false);
    }
  });

  it('as CommonJS of everything loads what is asked for, once it is', () => {
    const program = `
      const loaded = () => Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(dist)})).length;
      const fovea = require(${JSON.stringify(join(dist, 'index.cjs'))});
      const counts = [loaded()];
      const { gaussianKernel } = fovea;
      counts.push(loaded());
      const same = gaussianKernel === fovea.gaussianKernel && gaussianKernel(1).shape[0] === 9;
      const before = Object.keys(fovea).length;
      // Whoever replaces a function, as tests do, finds it replaced.
      fovea.sift = 'mine';
      counts.push(loaded());
      const copy = { ...fovea };
      counts.push(loaded());
      const kept = fovea.sift === 'mine' && Object.keys(fovea).length === before;
      const undefinedNames = Object.keys(copy).filter((name) => copy[name] === undefined);
      console.log(JSON.stringify({ counts, same, kept, undefinedNames, names: before }));`;
    const { counts, same, kept, undefinedNames, names } = JSON.parse(
      execFileSync(process.execPath, ['--eval', program], { encoding: 'utf8' }),
    );
    const [atOnce, forOne, afterSetting, forAll] = counts;
    expect(atOnce).toBe(1);
    expect(forOne).toBeGreaterThan(1);
    expect(forOne).toBeLessThan(8);
    expect(afterSetting).toBe(forOne);
    expect(forAll).toBeGreaterThan(30);
    expect({ same, kept, undefinedNames }).toEqual({ same: true, kept: true, undefinedNames: [] });
    expect(names).toBeGreaterThan(300);
  });
});
