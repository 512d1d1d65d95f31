// What a user gets: the packed tarball, installed in a folder of its own. Needs `npm run build` first.
import { copyFileSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entries } from '../../tools/entries.mjs';
import { subjects } from '../../tools/subjects.mjs';
import { type Installed, install, root } from './tarball.js';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const names = ['fovea', ...subjects.map((subject) => `fovea/${subject}`)];
let user: Installed;

beforeAll(() => {
  user = install();
  // The decoder of the examples, which a user installs beside.
  const decoder = 'node_modules/fast-png';
  symlinkSync(join(root, decoder), join(user.folder, decoder), 'junction');
});
afterAll(() => user.remove());

describe('package.json', () => {
  it('has an entry for every subject and no other (npm run entries writes them)', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(manifest.exports).toEqual(entries.exports);
    expect(manifest.typesVersions).toEqual(entries.typesVersions);
  });
});

describe('the tarball', () => {
  it('holds the build, the licence and the papers, and nothing else', () => {
    const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    expect(user.files.filter((file) => !file.startsWith('dist/')).sort()).toEqual(papers);
    const built = user.files.filter((file) => file.startsWith('dist/'));
    expect(built.filter((file) => !/\.(js|cjs|d\.ts|d\.cts)$/.test(file))).toEqual([]);
    for (const name of ['index', ...subjects]) {
      for (const end of ['js', 'cjs', 'd.ts', 'd.cts'])
        expect(built).toContain(`dist/${name}.${end}`);
    }
  });

  it('is small', () => {
    expect(user.packed).toBeLessThan(2_100_000);
    expect(user.unpacked).toBeLessThan(8_080_000);
  });

  it('has ES modules that import nothing but each other, for pages without a bundler', () => {
    const modules = user.files.filter((name) => /^dist\/.*\.js$/.test(name));
    const statement =
      /^(?:(?:import|export)\b.*\bfrom ?|import ?)['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)/gm;
    for (const file of modules) {
      const text = readFileSync(join(user.folder, 'node_modules/fovea', file), 'utf8');
      const imported = [...text.matchAll(statement)].map(([, name, later]) => name ?? later!);
      const elsewhere = imported.filter((name) => !modules.includes(name.replace('./', 'dist/')));
      expect(elsewhere, file).toEqual([]);
    }
  });

  it('is ASCII, so that engines keep a file in one byte a character', () => {
    for (const file of user.files.filter((name) => /^dist\/.*\.c?js$/.test(name))) {
      const text = readFileSync(join(user.folder, 'node_modules/fovea', file), 'utf8');
      expect(/[\u0080-\uffff]/.test(text), file).toBe(false);
    }
  });

  it('says nothing of the machine that built it', () => {
    for (const file of user.files) {
      const text = readFileSync(join(user.folder, 'node_modules/fovea', file), 'utf8');
      expect(text.includes(root), file).toBe(false);
    }
  });
});

describe('every entry', () => {
  it('is one and the same code, as ES modules', () => {
    user.write(
      'same.mjs',
      `import * as root from 'fovea';
       for (const name of ${JSON.stringify(names)}) {
         const entry = await import(name);
         if (Object.keys(entry).length === 0) throw new Error(name + ' is empty');
         for (const key of Object.keys(entry)) {
           if (key in root && root[key] !== entry[key]) throw new Error(name + ' copies ' + key);
         }
       }
       const { gaussianKernel } = await import('fovea/filter');
       console.log(gaussianKernel(1).shape.join(), gaussianKernel === root.gaussianKernel);`,
    );
    expect(user.node('same.mjs').trim()).toBe('9 true');
  });

  it('is one and the same code, as CommonJS', () => {
    user.write(
      'same.cjs',
      `const root = require('fovea');
       for (const name of ${JSON.stringify(names)}) {
         const entry = require(name);
         if (Object.keys(entry).length === 0) throw new Error(name + ' is empty');
         for (const key of Object.keys(entry)) {
           if (key in root && root[key] !== entry[key]) throw new Error(name + ' copies ' + key);
         }
       }
       const { gaussianKernel } = require('fovea/filter');
       console.log(gaussianKernel(1).shape.join(), gaussianKernel === root.gaussianKernel);`,
    );
    expect(user.node('same.cjs').trim()).toBe('9 true');
  });

  it("takes the user's own ndarrays, and gives arrays that packages of ndarray take", () => {
    const program = `
      const view = ndarray(new Float32Array(12), [3, 4]).transpose(1, 0).step(-1, 1);
      view.set(1, 1, 8);
      const blurred = gaussianBlur(view, 1);
      console.log(blurred.shape.join(), blurred.dtype, ndarray(blurred.data, blurred.shape).get(1, 1) > 1);`;
    user.write(
      'own.mjs',
      `import ndarray from 'ndarray'; import { gaussianBlur } from 'fovea'; ${program}`,
    );
    user.write(
      'own.cjs',
      `const ndarray = require('ndarray'); const { gaussianBlur } = require('fovea'); ${program}`,
    );
    for (const file of ['own.mjs', 'own.cjs'])
      expect(user.node(file).trim()).toBe('4,3 float32 true');
  });

  it('hands out the same names to ES modules and to CommonJS', () => {
    user.write(
      'names.mjs',
      `import { createRequire } from 'node:module';
       const require = createRequire(import.meta.url);
       for (const name of ${JSON.stringify(names)}) {
         const [a, b] = [await import(name), require(name)].map((m) => Object.keys(m).sort().join());
         if (a !== b) throw new Error(name + ': ' + a + ' / ' + b);
       }`,
    );
    user.node('names.mjs');
  });

  it.each(['esm', 'cjs'])('does no work when it is loaded, as %s', (format) => {
    // Whatever the library might reach for while it loads is made to throw.
    const trap = `
      const forbid = (owner, key) => {
        owner[key] = new Proxy(owner[key], {
          apply() { throw new Error(key + ' called'); },
          construct() { throw new Error(key + ' constructed'); },
        });
      };
      forbid(Math, 'random');
      forbid(globalThis, 'Function');
      forbid(globalThis, 'fetch');
      forbid(globalThis, 'setTimeout');
      for (const key of ['Module', 'Memory', 'Instance', 'compile', 'instantiate', 'validate']) {
        forbid(WebAssembly, key);
      }
      const before = Reflect.ownKeys(globalThis).length;
      globalThis.load = (all) => {
        if (Reflect.ownKeys(globalThis).length !== before + 1) throw new Error('a new global');
        console.log(all.length);
      };`;
    const list = JSON.stringify(names);
    if (format === 'esm') {
      user.write('trap.mjs', trap);
      user.write(
        'load.mjs',
        `import './trap.mjs';
         const all = [];
         for (const name of ${list}) all.push(await import(name));
         load(all);`,
      );
    } else user.write('load.cjs', `${trap}\nload(${list}.map((name) => require(name)));`);
    const file = format === 'esm' ? 'load.mjs' : 'load.cjs';
    expect(user.node(file).trim()).toBe(String(names.length));
    // Where code may not be generated, it loads as well.
    expect(user.node('--disallow-code-generation-from-strings', file).trim()).toBe(
      String(names.length),
    );
  });
});

describe('the examples for Node', () => {
  it.each(['node-esm/main.mjs', 'node-cjs/main.cjs'])('%s runs on what was installed', (file) => {
    const [, name] = file.split('/') as [string, string];
    copyFileSync(join(root, 'examples', file), join(user.folder, name));
    const photo = join(root, 'examples/photos/coins.png');
    const printed = user.node(name, photo);
    expect(printed).toMatch(/^384 × 303 pixels\n(\d{3}) keypoints, descriptors \1 × 128;/);
    // The strongest, of keypoints and of corners.
    expect(printed.match(/^ {2}\([\d.]+, [\d.]+\)/gm)).toHaveLength(6);
  });
});

describe('the types', () => {
  // The same text is checked as .mts and as .cts.
  const program = `
    import type { NdArray } from 'ndarray';
    import { gaussianBlur, gaussianKernel, type FloatNdArray } from 'fovea';
    import { gaussianKernel as again } from 'fovea/filter';
    ${subjects.map((name, i) => `import * as subject${i} from 'fovea/${name}';`).join('\n')}
    const kernel: FloatNdArray = gaussianKernel(2, { truncate: 3 });
    const blurred: NdArray<Float64Array | Float32Array> = gaussianBlur([[1, 2], [3, 4]], 1);
    const same: typeof gaussianKernel = again;
    // @ts-expect-error a word is no sigma
    gaussianKernel('2');
    // @ts-expect-error no such option
    gaussianKernel(2, { truncated: 3 });
    export const all = [kernel, blurred, same, ${subjects.map((_, i) => `subject${i}`).join()}];
  `;

  it.each([
    ['node16', {}],
    ['nodenext', {}],
    ['preserve', { moduleResolution: 'bundler' }],
  ])('check under module %s, library files included', (module, more) => {
    user.write('program.mts', program);
    user.write('program.cts', program);
    const compilerOptions = {
      ...{ module, target: 'es2022', lib: ['es2022'], types: [], strict: true, noEmit: true },
      ...{ skipLibCheck: false, esModuleInterop: false, exactOptionalPropertyTypes: true },
      ...more,
    };
    user.write(
      'tsconfig.json',
      JSON.stringify({ compilerOptions, files: ['program.mts', 'program.cts'] }),
    );
    user.node(tsc, '-p', '.');
  });
});
