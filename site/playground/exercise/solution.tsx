// Hints, one step of the solution after the other; and the solution when it is asked for.
import { DerivationView } from '../parts/derivation-view.js';
import type { Work } from '../work/start.js';
import { useWork } from '../work/use-work.js';
import type { ExerciseJobs } from '../workers/exercise.worker.js';
import { type ExerciseKey, keyOf } from './key.js';

/** What is told of the solution. */
export interface SolutionProps {
  readonly work: Work<ExerciseJobs>;
  readonly exercise: ExerciseKey;
  /** How many steps the solution has; undefined until it is known. */
  readonly steps: number | undefined;
  /** How many hints were asked for: the first names the steps, each further one tells a step. */
  readonly hints: number;
  /** Whether all is told. */
  readonly solution: boolean;
  readonly onChange: (part: { hints?: number; solution?: boolean }) => void;
}

/** Hints and the solution. */
export function Solution(props: SolutionProps) {
  const { work, exercise, steps, hints, solution, onChange } = props;
  const { topic, level, seed } = exercise;
  // The last hint must leave something to be done: it tells all steps but the last.
  const most = steps ?? 0;
  const shown = Math.min(hints, most);
  const wanted = solution || shown > 0;
  const told = solution ? undefined : shown - 1;
  const outcome = useWork(work, 'solve', wanted ? { ...exercise, told } : undefined, [
    topic,
    level,
    seed,
    told,
    wanted,
  ]);
  const fresh = outcome.output?.key === keyOf(exercise) ? outcome.output.html : undefined;
  const next = shown === 0 ? 'Show a hint: the steps' : `Show step ${shown}`;
  return (
    <section class={solution ? 'solution' : 'solution hints'} aria-labelledby="solution-title">
      <h2 id="solution-title">{solution ? 'The full solution' : 'Stuck?'}</h2>
      <div class="buttons">
        {!solution && (
          <button
            type="button"
            disabled={shown >= most}
            onClick={() => onChange({ hints: shown + 1 })}
          >
            {shown >= most && most > 0 ? 'No more hints' : next}
          </button>
        )}
        <button type="button" onClick={() => onChange({ solution: !solution })}>
          {solution ? 'Hide the solution' : 'Show the full solution'}
        </button>
        {shown > 0 && !solution && (
          <button type="button" onClick={() => onChange({ hints: 0 })}>
            Hide the hints
          </button>
        )}
      </div>
      {wanted && outcome.error && (
        <p class="error" role="alert">
          {outcome.error.message}
        </p>
      )}
      {wanted && fresh && <DerivationView key={keyOf(exercise)} html={fresh} />}
    </section>
  );
}
