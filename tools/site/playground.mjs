// Builds the playground (site/playground) as static files that run below any address, under a strict policy, and from a
// folder: `npm run playground`. It is made with the packed library, as a user would have it.
// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { root } from '../subjects.mjs';

const source = join(root, 'site/playground');

/** Photos of examples/photos that come along (site/playground/photo/shipped.ts). */
const PHOTOS = ['camera', 'astronaut-rgb', 'coins', 'brick', 'text'];

/**
 * Puts the library into the playground's node_modules as `npm install fovea` would; what it depends on is found
 * in those above. It is packed as it was built last.
 */
function installPacked() {
  const work = mkdtempSync(join(tmpdir(), 'fovea-pack-'));
  try {
    // The scripts that run before packing would build and test all again.
    run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', work]);
    const [archive = ''] = readdirSync(work);
    const modules = join(source, 'node_modules');
    const packed = createHash('sha256')
      .update(readFileSync(join(work, archive)))
      .digest('hex');
    const mark = join(modules, '.fovea-packed');
    if (existsSync(mark) && readFileSync(mark, 'utf8') === packed) return;
    run('tar', ['-xzf', join(work, archive), '-C', work]);
    // Copied beside it and renamed, so that no other build reads half of it.
    const fresh = join(modules, `.fovea-${process.pid}`);
    mkdirSync(modules, { recursive: true });
    cpSync(join(work, 'package'), fresh, { recursive: true });
    rmSync(join(modules, 'fovea'), { recursive: true, force: true });
    renameSync(fresh, join(modules, 'fovea'));
    writeFileSync(mark, packed);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} program
 * @param {string[]} parameters
 */
function run(program, parameters) {
  const { status, error } = spawnSync(program, parameters, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw error ?? new Error(`${basename(program)} ${parameters[0]} failed`);
}

/**
 * What all builds have in common. Scripts are classic ones, because browsers load no modules from a folder.
 * @param {string} out
 * @returns {import('vite').InlineConfig}
 */
const common = (out) => ({
  root: source,
  base: './',
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'es2022',
    // Else the styles of a classic script would be inline ones, which a strict policy refuses.
    cssCodeSplit: false,
    modulePreload: false,
    // Every picture is a file: the policy of a page may refuse data: addresses.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Workers are loaded when something is asked of them.
    chunkSizeWarningLimit: 4000,
  },
});

/**
 * A worker's file. Loaded by a worker it works; loaded as a script, by a page opened from a folder, it hands over
 * its source, from which the page makes a worker.
 * @param {string} out
 * @param {string} name
 * @returns {Promise<[name: string, file: string]>}
 */
async function buildWorker(out, name) {
  const config = common(out);
  const result = await build({
    ...config,
    build: {
      ...config.build,
      rolldownOptions: {
        input: join(source, 'workers', `${name}.worker.ts`),
        output: {
          format: 'iife',
          entryFileNames: `assets/${name}.worker-[hash].js`,
          codeSplitting: false,
        },
      },
    },
    plugins: [
      {
        name: 'hand-over',
        enforce: 'post',
        generateBundle(_, bundle) {
          for (const chunk of Object.values(bundle)) {
            if (chunk.type !== 'chunk') continue;
            chunk.code = `(function(w){typeof document==="undefined"?w():handOver(w)})(function(){${chunk.code}\n})`;
          }
        },
      },
    ],
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (!first || !('output' in first)) throw new Error(`no worker ${name}`);
  return [name, first.output[0].fileName];
}

/**
 * A photo as a script that hands over its data.
 * @param {string} out
 * @param {string} name
 * @returns {[name: string, file: string]}
 */
function buildPhoto(out, name) {
  const data = readFileSync(join(root, 'examples/photos', `${name}.png`));
  const hash = createHash('sha256').update(data).digest('hex').slice(0, 8);
  const file = `assets/${name}-${hash}.js`;
  writeFileSync(join(out, file), `handOver("data:image/png;base64,${data.toString('base64')}");\n`);
  return [name, file];
}

/**
 * A page with its script and styles.
 * @param {string} out
 * @param {string} page
 * @param {Record<string, string>} define - names that stand for values in its script
 */
async function buildPage(out, page, define) {
  const config = common(out);
  await build({
    ...config,
    define,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      ...config.build,
      rolldownOptions: {
        input: join(source, page),
        output: {
          format: 'iife',
          entryFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
          codeSplitting: false,
        },
      },
    },
    plugins: [
      {
        name: 'classic-scripts',
        enforce: 'post',
        transformIndexHtml: {
          order: 'post',
          handler: (html) =>
            html
              .replace(/<script type="module" crossorigin/g, '<script defer')
              .replace(/ crossorigin/g, ''),
        },
      },
    ],
  });
}

/**
 * Builds the playground.
 * @param {{ out: string, home?: string, only?: string | undefined }} options - `out`: the folder to fill; what is in it
 * goes. `home`: the address of the documentation, relative to the pages, where there is one. `only`: names of pages
 * with commas between, for working on them; all where left out
 * @returns {Promise<{ pages: string[] }>}
 */
export async function buildPlayground({ out, home = '', only }) {
  installPacked();
  const names = only?.split(',');
  /** @param {string} file */
  const wanted = (file) => names?.some((name) => /^[.-]/.test(file.replace(name, ''))) ?? true;
  const fresh = `${resolve(out)}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'assets'), { recursive: true });
  const workers = [];
  for (const file of readdirSync(join(source, 'workers'))) {
    if (file.endsWith('.worker.ts') && wanted(file))
      workers.push(await buildWorker(fresh, basename(file, '.worker.ts')));
  }
  const define = {
    HOME: JSON.stringify(home),
    WORKERS: JSON.stringify(Object.fromEntries(workers)),
    PHOTOS: JSON.stringify(Object.fromEntries(PHOTOS.map((name) => buildPhoto(fresh, name)))),
  };
  const pages = readdirSync(source).filter((file) => file.endsWith('.html') && wanted(file));
  for (const page of pages) await buildPage(fresh, page, define);
  rmSync(out, { recursive: true, force: true });
  renameSync(fresh, out);
  return { pages };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const out = resolve(process.argv[2] ?? join(root, 'out/playground'));
  await buildPlayground({ out, only: process.env['PLAYGROUND_PAGES'] });
  console.log(`The playground is in ${out}: open its index.html.`);
}
