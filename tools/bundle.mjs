// Builds the JavaScript of dist, as ES modules and as CommonJS: one copy of the code, whichever entries a program
// imports, in few files. Declarations are tsup's work. What is built reads as what was written, so maps would only
// triple the package.
// @ts-check
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import { buildKernels } from './build-kernels.mjs';
import { joinPieces } from './chunks.mjs';
import { flatPackages } from './flat-packages.mjs';
import { root, subjects } from './subjects.mjs';

const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// What the package needs when it runs; the rest of its dependencies are types.
const packages = Object.keys(manifest.dependencies).filter((name) => !name.startsWith('@types/'));

const entries = ['index', ...subjects];

/** How many bytes Node reads and compiles in the time that one file more takes it: about 20000 of ES modules, 6000 of CommonJS. */
const FILE = 14_000;

/** Engines hold a file in one byte a character where it has none of these, and in two where it has any. */
const NOT_ASCII = /[\u0080-\uffff]/g;
const ESCAPED = /\\[\u0080-\uffff]/;

const BARE_IMPORT = /^(?:import '\.\/[\w-]+\.js'|require\('\.\/[\w-]+\.cjs'\));\n/gm;

/** @param {string} character - a code unit */
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * @param {'es' | 'cjs'} format
 */
async function bundle(format) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      entries.map((name) => [name, name === 'index' ? 'src/index.ts' : `src/${name}/index.ts`]),
    ),
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    // The ES modules hold the packages they need, 5 kB gzipped, two of which are CommonJS: so a page without a
    // bundler, or an import by URL, can use the files as they are. CommonJS requires them as usual.
    external: format === 'cjs' ? packages.flatMap((name) => [name, `${name}/*`]) : [],
    plugins: [flatPackages(['ndarray', 'iota-array', 'is-buffer', 'fft.js'])],
    metafile: true,
    write: false,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const files = joinPieces(
    Object.fromEntries(
      Object.entries(metafile.outputs).map(([path, { bytes, imports }]) => [
        basename(path),
        {
          bytes,
          imports: imports.filter(({ external }) => !external).map((each) => basename(each.path)),
        },
      ]),
    ),
    entries.map((name) => `${name}.js`),
    FILE,
  );
  const fileOf = new Map(files.flatMap((names, i) => names.map((name) => [name, i])));
  const joined = await rollup({
    input: Object.fromEntries(entries.map((name) => [name, `${name}.js`])),
    external: (id) => packages.some((name) => id === name || id.startsWith(`${name}/`)),
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: 'pieces',
        resolveId: (id) => (texts.has(basename(id)) ? basename(id) : null),
        load: (id) => texts.get(id) ?? null,
      },
      {
        // A file that imports nothing from another needs it as little as any: bundlers would warn of such an import.
        // Texts are escaped by now: what is left stands in comments, and in regular expressions, where it means the same
        // escaped, unless it stands behind a backslash.
        name: 'no bare imports, and ASCII',
        generateBundle(_, outputs) {
          for (const output of Object.values(outputs)) {
            if (output.type !== 'chunk') continue;
            if (ESCAPED.test(output.code))
              throw new Error(`\\ before ${ESCAPED.exec(output.code)}`);
            output.code = output.code.replace(BARE_IMPORT, '').replace(NOT_ASCII, escaped);
          }
        },
      },
    ],
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const end = format === 'cjs' ? 'cjs' : 'js';
  await joined.write({
    dir: dist,
    format,
    exports: 'named',
    interop: 'auto',
    entryFileNames: `[name].${end}`,
    chunkFileNames: `chunk-[hash].${end}`,
    manualChunks: (id) => String(fileOf.get(id)),
    hoistTransitiveImports: false,
    minifyInternalExports: false,
  });
}

/**
 * The front door as CommonJS, which may load a file when something of it is first asked for. (ES modules may not.)
 *
 * @param {string} text - as it was built: files are required, and each name is handed out from one of them
 */
function lazyDoor(text) {
  const files = new Map(
    [...text.matchAll(/^var (\w+) = require\('(.+)'\);$/gm)].map(([, name, file]) => [name, file]),
  );
  /** What is handed out from each file: the name, or what it is called there too. @type {Map<string, string[]>} */
  const names = new Map();
  const handed = [...text.matchAll(/^exports\.(\w+) = (\w+)\.(\w+);$/gm)];
  for (const [line, name = '', holder, member] of handed) {
    const file = files.get(holder);
    if (file === undefined) throw new Error(`a door of another kind: ${line}`);
    const entry = name === member ? `'${name}'` : `['${name}', '${member}']`;
    names.set(file, [...(names.get(file) ?? []), entry]);
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length !== 1 + files.size + handed.length) throw new Error('a door with more in it');
  return `'use strict';

// A file is loaded when something of it is first asked for: who uses little waits for little.
function handOut(load, names) {
  for (const entry of names) {
    const [name, inside = entry] = typeof entry === 'string' ? [entry] : entry;
    const put = (value) =>
      Object.defineProperty(exports, name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    Object.defineProperty(exports, name, {
      get() {
        put(load()[inside]);
        return exports[name];
      },
      set: put,
      enumerable: true,
      configurable: true,
    });
  }
}

${[...names].map(([file, list]) => `handOut(() => require('${file}'), [${list.join(', ')}]);`).join('\n')}

// For what reads names without running.
0 && (module.exports = { ${handed.map(([, name]) => name).join(', ')} });
`;
}

await buildKernels();
rmSync(dist, { recursive: true, force: true });
for (const format of /** @type {const} */ (['es', 'cjs'])) await bundle(format);
const door = join(dist, 'index.cjs');
writeFileSync(door, lazyDoor(readFileSync(door, 'utf8')));
