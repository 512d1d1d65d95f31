// Makes a folder with the packed library as a user installs it, and the programme in the forms in which engines take it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { prepare as prepareExample } from '../../test/docs/examples.js';
import { exampleBlocks, guideBlocks } from '../../test/docs/sources.js';
import { type Installed, install } from '../../test/package/tarball.js';
import { readImage } from '../../test/reference/read.js';
import { subjects } from '../subjects.mjs';

const PHOTOS = { camera: 'camera', 'coins-A': 'coins-A', 'coins-B': 'coins-B-rot25' };
/** Names by which the library is imported. */
export const DOORS: readonly string[] = ['fovea', ...subjects.map((name) => `fovea/${name}`)];
const here = import.meta.dirname;

/** Files of the programme, in the folder. */
export const FILES = {
  /** For programs: they take the file to write to as an argument. */
  esm: 'programme.mjs',
  cjs: 'programme.cjs',
  /** For pages: one imports the library's files as they are, one holds it. */
  page: 'page.js',
  bundle: 'bundle.js',
  starter: 'start-worker.js',
} as const;

/** Installs and writes all; needs `npm run build` first. */
export async function prepare(): Promise<Installed> {
  const installed = install();
  const { folder } = installed;
  const common: BuildOptions = { bundle: true, target: 'es2022', logLevel: 'error' };
  mkdirSync(join(folder, 'parts'));
  writeFileSync(join(folder, 'parts/examples.js'), examplesModule());
  writeFileSync(join(folder, 'parts/photos.js'), photosModule());
  const inEngine = [
    ...DOORS.map((door, i) => `import * as door${i} from '${door}';`),
    `import { examples } from './examples.js';`,
    `import { photos } from './photos.js';`,
    `import { programme } from '${join(here, 'programme.ts')}';`,
    `import { speeds } from '${join(here, 'speeds.ts')}';`,
    `const doors = { ${DOORS.map((door, i) => `'${door}': door${i}`).join(', ')} };`,
    `export const work = () => programme(doors, examples, photos);`,
    `export const measure = () => speeds(doors, photos);`,
  ].join('\n');
  writeFileSync(join(folder, 'parts/work.ts'), inEngine);
  for (const [entry, file, format, external] of [
    ['program.ts', FILES.esm, 'esm', true],
    ['program.ts', FILES.cjs, 'cjs', true],
    ['page.ts', FILES.page, 'esm', true],
    ['page.ts', FILES.bundle, 'esm', false],
    ['start-worker.ts', FILES.starter, 'esm', false],
  ] as const) {
    await build({
      ...common,
      entryPoints: [join(here, 'in', entry)],
      outfile: join(folder, file),
      format,
      platform: entry === 'program.ts' ? 'node' : 'browser',
      external: external ? ['fovea', 'fovea/*'] : [],
      alias: { work: join(folder, 'parts/work.ts') },
    });
  }
  return installed;
}

/** The examples as one module, so that they run where code may not be generated. */
function examplesModule(): string {
  const blocks = [...exampleBlocks(), ...guideBlocks()].map(prepareExample);
  const browserless = ({ imports }: { imports: readonly string[] }) =>
    imports.every((name) => DOORS.includes(name));
  const entries = blocks
    .filter(browserless)
    .map(({ body, file, line, name, promises, imports }) => {
      const example = JSON.stringify({ file, line, name, promises, imports });
      return `{ example: ${example}, body: async (require, exports, check) => {${body}\n} }`;
    });
  return `export const examples = [\n${entries.join(',\n')}\n];\n`;
}

function photosModule(): string {
  const photos = Object.entries(PHOTOS).map(([name, image]) => {
    const { data, shape } = readImage(image);
    return [name, { shape, bytes: Buffer.from(data).toString('base64') }];
  });
  return `export const photos = ${JSON.stringify(Object.fromEntries(photos))};\n`;
}
