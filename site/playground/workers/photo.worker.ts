// What the photo page computes: keypoints, corners, HOG and matches of a picture.
import { keypointsOf } from '../photo/keypoints-job.js';
import { serve } from '../work/serve.js';

const jobs = { keypoints: keypointsOf };

/** What the page may ask for. */
export type PhotoJobs = typeof jobs;

serve(jobs);
