// What the exercise page asks for: exercises, grades, solutions, and files for staff.
import { exportFiles } from '../exercise/export-work.js';
import { grade, show, solve, staffView } from '../exercise/work.js';
import { serve } from '../work/serve.js';

const jobs = { show, grade, solve, staffView, exportFiles };

/** What the page may ask for. */
export type ExerciseJobs = typeof jobs;

serve(jobs);
