// Declarations only: tools/bundle.mjs builds the JavaScript.
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
  dts: { only: true },
});
