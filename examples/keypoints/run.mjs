import { matchDescriptors, ransac, sift, toGrayscale } from 'fovea';
import { courseProblem } from './course-problem.mjs';
import { openFolder, readPhoto } from './files.mjs';
import { makeCopy, PAIRS } from './pairs.mjs';
import { keypointPicture, matchPicture } from './pictures.mjs';
import { openProgress } from './progress.mjs';
import { resultTables, SUMMARY } from './report.mjs';

/** How often `timed` is called for a photo. */
const STAGES = 6;

/** Solves the course problem, then the photos; pictures go to `folder`. */
export function run(folder) {
  const save = openFolder(folder);
  console.log(courseProblem());
  console.log(SUMMARY);
  const progress = openProgress(process.stdout, PAIRS.length, STAGES);
  const results = PAIRS.map((pair) => findTransform(pair, save, progress));
  progress.close();
  console.log(resultTables(results));
  console.log(`Pictures of the keypoints and the matches are in ${folder}/.`);
}

function findTransform(pair, save, progress) {
  const times = {};
  const timed = (stage, work) => {
    progress.show(pair.name, stage);
    const start = performance.now();
    const result = work();
    times[stage] = performance.now() - start;
    return result;
  };

  const photo = readPhoto(pair.photo);
  const { copy, truth } = timed('copy', () => makeCopy(photo, pair));
  const a = timed('keypoints', () => sift(toGrayscale(photo)));
  const b = timed('copy keypoints', () => sift(toGrayscale(copy)));
  const matches = timed('matches', () => matchDescriptors(a.descriptors, b.descriptors));
  const source = matches.map(({ query }) => [a.keypoints[query].x, a.keypoints[query].y]);
  const target = matches.map(({ train }) => [b.keypoints[train].x, b.keypoints[train].y]);
  const { transform, inliers } = timed('transform', () =>
    ransac(source, target, { model: pair.model, seed: 1 }),
  );
  const result = { keypoints: [a.keypoints, b.keypoints], matches, inliers, transform };
  timed('pictures', () => {
    save(`${pair.name}-keypoints.png`, keypointPicture(photo, a.keypoints));
    save(`${pair.name}-matches.png`, matchPicture(photo, copy, result));
  });
  progress.finish(pair.name);
  return { ...result, pair, photo, truth, source, target, times };
}
