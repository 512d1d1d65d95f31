// What the attention page asks for.
import { attend, type } from '../attention/work.js';
import { serve } from '../work/serve.js';

const jobs = { attend, type };

/** What the page may ask for. */
export type AttentionJobs = typeof jobs;

serve(jobs);
