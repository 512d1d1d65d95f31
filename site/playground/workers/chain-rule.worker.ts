// What the page about the chain rule asks for.
import { descend } from '../chain-rule/descent.js';
import { read, work } from '../chain-rule/work.js';
import { serve } from '../work/serve.js';

const jobs = { read, work, descend };

/** What the page may ask for. */
export type ChainJobs = typeof jobs;

serve(jobs);
