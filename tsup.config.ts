import { defineConfig } from 'tsup';
import manifest from './package.json' with { type: 'json' };
import { buildKernels } from './tools/build-kernels.mjs';
import { subjects } from './tools/subjects.mjs';

await buildKernels();

// What the package needs when it runs; the rest of its dependencies are types.
const packages = Object.keys(manifest.dependencies).filter((name) => !name.startsWith('@types/'));

export default defineConfig({
  entry: Object.fromEntries([
    ['index', 'src/index.ts'],
    ...subjects.map((name) => [name, `src/${name}/index.ts`]),
  ]),
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  // The ES modules hold the packages they need, 5 kB gzipped, two of which are CommonJS: so a page without a bundler, or
  // an import by URL, can use the files as they are. CommonJS requires them as usual.
  noExternal: packages.map((name) => new RegExp(`^${name.replace('.', '\\.')}(/|$)`)),
  esbuildOptions(options, { format }) {
    if (format === 'cjs') options.external = packages.flatMap((name) => [name, `${name}/*`]);
  },
  dts: true,
  // One copy of the code, whichever entries a program imports.
  splitting: true,
  // Without it the CommonJS build of split code has its `??` and `?.` turned into slow closure calls.
  treeshake: { moduleSideEffects: false },
  // What is built reads as what was written, so maps would only triple the package.
  sourcemap: false,
  clean: true,
  minify: false,
});
