// What the photo page shows the work of. It has KaTeX, and is loaded at the first question.
import { explainCell, explainCorner, explainKeypoint } from '../photo/explain-job.js';
import { serve } from '../work/serve.js';

const jobs = { explainKeypoint, explainCorner, explainCell };

/** What the page may ask for. */
export type PhotoExplainJobs = typeof jobs;

serve(jobs);
