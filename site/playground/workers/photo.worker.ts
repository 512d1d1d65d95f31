// What the photo page computes: keypoints, corners, HOG and matches of a picture, and pictures of them.
import { drawCorners, findCorners, inspectCorner } from '../photo/corners-job.js';
import { drawCell, drawHog, findHog } from '../photo/hog-job.js';
import { drawKeypoints, findKeypoints, inspectKeypoint } from '../photo/keypoints-job.js';
import { drawMatches, findMatches } from '../photo/matches-job.js';
import { serve } from '../work/serve.js';

const jobs = {
  findKeypoints,
  inspectKeypoint,
  drawKeypoints,
  findCorners,
  inspectCorner,
  drawCorners,
  findHog,
  drawHog,
  drawCell,
  findMatches,
  drawMatches,
};

/** What the page may ask for. */
export type PhotoJobs = typeof jobs;

serve(jobs);
