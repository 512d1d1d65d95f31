// Finds keypoints in photos and in turned, scaled, noisy copies of them, matches them, and compares the
// transform found with the true one. Before that it solves a course problem by hand, step by step.
//
//   npm start                                       pictures go to out/
//   node examples/keypoints/main.mjs pictures       or to another folder

import { start } from '../shared/start.mjs';

const [folder = 'out'] = process.argv.slice(2);

await start(async () => {
  const { run } = await import('./run.mjs');
  run(folder);
});
