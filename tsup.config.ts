import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'tsup';

export default defineConfig({
  // Every folder of src with a door is an entry.
  entry: Object.fromEntries([
    ['index', 'src/index.ts'],
    ...readdirSync('src')
      .filter((folder) => existsSync(`src/${folder}/index.ts`))
      .map((folder) => [folder, `src/${folder}/index.ts`]),
  ]),
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  dts: true,
  splitting: true,
  sourcemap: true,
  treeshake: true,
  clean: true,
  minify: false,
});
