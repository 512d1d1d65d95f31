// Who imports a numeric function gets no exercises with it.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function bundle(names: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from './src/index.ts';`, resolveDir: root },
    bundle: true,
    format: 'esm',
    write: false,
    // As in the packed library, where subjects share files: what is not used must be seen to do nothing.
    plugins: [
      {
        name: 'one-file',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^\./ }, async ({ path, resolveDir }) => ({
            path: fileURLToPath(new URL(path.replace(/\.js$/, '.ts'), `file://${resolveDir}/`)),
            sideEffects: true,
          }));
        },
      },
    ],
  });
  return outputFiles[0]!.text;
}

it('is not in a bundle of numeric functions', async () => {
  const code = await bundle('klDivergence, harrisResponse, sift, evaluate');
  expect(code).not.toMatch(
    /misconception|generateExercise|kl-arguments-swapped|scale-space-extremum|nbgrader|moodle/i,
  );
  const exercises = await bundle('generateExercise');
  expect(exercises).toContain('kl-arguments-swapped');
  // Nor are exports in a bundle of exercises.
  expect(exercises).not.toMatch(/nbgrader|moodle|pl-number-input|answerline/i);
  expect(await bundle('exportNotebook')).toContain('nbgrader');
}, 60_000);
