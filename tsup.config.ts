import { defineConfig } from 'tsup';
import { buildKernels } from './tools/build-kernels.mjs';
import { subjects } from './tools/subjects.mjs';

await buildKernels();

export default defineConfig({
  entry: Object.fromEntries([
    ['index', 'src/index.ts'],
    ...subjects.map((name) => [name, `src/${name}/index.ts`]),
  ]),
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
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
