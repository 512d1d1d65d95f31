// A sheet of ten questions, drawn from a seed, for the tools that course staff use: LaTeX to be printed, Moodle,
// PrairieLearn, Jupyter with nbgrader. Another seed gives every student, or every year, other numbers.
//
//   npm run build && node examples/course-sheet/main.mjs      everything goes to out/
//   node examples/course-sheet/main.mjs sheets 7              to another folder, from another seed

import { start } from '../shared/start.mjs';

const [folder = 'out', seed = '1'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  run(folder, seed);
});
