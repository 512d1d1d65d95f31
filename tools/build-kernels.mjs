// Compiles each src/kernels/simd/assembly/<module>.ts to WebAssembly and writes it, as text and with the types of
// what it exports, to src/kernels/simd/generated/<module>.ts. Does nothing where that is up to date. Whatever reads
// the sources asks for it first: tsup.config.ts, vitest.config.ts, and scripts of package.json.
// @ts-check
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './subjects.mjs';

const script = join(root, 'tools/build-kernels.mjs');
const sources = 'src/kernels/simd/assembly';
const from = join(root, sources);
const to = join(root, 'src/kernels/simd/generated');

/** All modules share a memory, whose first page holds what the compiler has to store: so much for each of them. */
const STATIC_BYTES = 2912;
const FIRST_STATIC_BYTE = 1024;

/** Where the memory for other things begins; see src/kernels/simd/arena.ts. */
const PAGE = 65536;

/**
 * Sees to it that the generated files belong to the sources.
 *
 * @param {string} [folder] - where they lie
 * @param {string} [only] - the one module that is wanted; all, if left out
 * @returns {Promise<void>}
 */
export async function buildKernels(folder = to, only) {
  const modules = namesIn(from).map((file) => basename(file, '.ts'));
  if (FIRST_STATIC_BYTE + modules.length * STATIC_BYTES > PAGE) {
    throw new Error(`${modules.length} modules of kernels do not fit the first page of the memory`);
  }
  const shared = createHash('sha256').update(readFileSync(script));
  shared.update(readFileSync(join(root, 'node_modules/assemblyscript/package.json')));
  for (const file of namesIn(join(from, 'lib'))) {
    shared.update(file).update(text(join(from, 'lib', file)));
  }
  mkdirSync(folder, { recursive: true });
  for (const file of namesIn(folder)) {
    if (!modules.includes(basename(file, '.ts'))) rmSync(join(folder, file));
  }
  for (const [i, name] of modules.entries()) {
    if (only !== undefined && name !== only) continue;
    const base = FIRST_STATIC_BYTE + i * STATIC_BYTES;
    const hash = shared
      .copy()
      .update(String(base))
      .update(text(join(from, `${name}.ts`)));
    const mark = hash.digest('hex').slice(0, 32);
    const target = join(folder, `${name}.ts`);
    if (existsSync(target) && text(target).startsWith(firstLine(mark))) continue;
    // Moved into place whole: somebody else may be reading or building at the same time.
    const draft = `${target}.${process.pid}`;
    writeFileSync(draft, `${firstLine(mark)}\n${await compile(name, base)}`);
    renameSync(draft, target);
  }
}

/** @param {string} mark */
const firstLine = (mark) => `// Made by tools/build-kernels.mjs of ${mark}. Not to be edited.`;

/** @param {string} file */
const text = (file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n');

/** @param {string} directory */
const namesIn = (directory) =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.ts'))
    .sort();

/**
 * @param {string} name
 * @param {number} base - where the module may store what is constant
 */
async function compile(name, base) {
  const { default: asc } = await import('assemblyscript/asc');
  const complaints = asc.createMemoryStream();
  /** @type {Uint8Array | undefined} */
  let wasm;
  let declarations = '';
  const { error } = await asc.main(
    [
      `${sources}/${name}.ts`,
      ...['--outFile', 'out.wasm', '--bindings', 'raw', '--runtime', 'stub', '-O3', '--noAssert'],
      ...['--enable', 'simd', '--importMemory', '--noExportMemory'],
      ...['--memoryBase', String(base)],
    ],
    {
      stderr: complaints,
      readFile: (file, directory) => {
        const path = join(root, directory === '.' ? '' : directory, file);
        return existsSync(path) ? text(path) : null;
      },
      writeFile: (file, contents) => {
        if (file.endsWith('.wasm') && typeof contents !== 'string') wasm = contents;
        if (file.endsWith('.d.ts')) declarations = String(contents);
      },
    },
  );
  if (error || !wasm) throw new Error(`${sources}/${name}.ts\n${complaints.toString()}`);
  const end = lastStaticByte(wasm);
  if (end > base + STATIC_BYTES) {
    throw new Error(`${sources}/${name}.ts stores ${end - base} bytes, more than ${STATIC_BYTES}`);
  }
  const functions = [
    ...declarations.matchAll(/export (?:declare )?function (\w+)\((.*?)\): (\w+);/g),
  ];
  const kind = `${name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase())}Exports`;
  return [
    `import { type WasmModule, wasmModule } from '../wasm-module.js';`,
    ``,
    `/** What the module exports; pointers count bytes. */`,
    `export interface ${kind} {`,
    ...functions.map(([, fn, parameters, result]) => `  ${fn}(${parameters}): ${result};`),
    `}`,
    ``,
    `/** Compiled at first use. */`,
    `export const ${name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())}: WasmModule<${kind}> = /* @__PURE__ */ wasmModule(`,
    `  '${Buffer.from(wasm).toString('base64')}',`,
    `);`,
    ``,
  ].join('\n');
}

/**
 * The end of the data that a module writes to memory when it starts; 0 where there is none.
 *
 * @param {Uint8Array} wasm
 */
function lastStaticByte(wasm) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  let last = 0;
  while (at < wasm.length) {
    const section = wasm[at++];
    const next = number() + at;
    if (section === 11) {
      for (let left = number(); left > 0; left--) {
        // An active segment: its kind, i32.const, where, end, how much.
        at += 2;
        const start = number();
        at += 1;
        const size = number();
        at += size;
        last = Math.max(last, start + size);
      }
    }
    at = next;
  }
  return last;
}

if (process.argv[1] === script) await buildKernels();
