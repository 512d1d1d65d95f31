// How far work has come, a button to cancel it, and what went wrong.
import { useEffect, useState } from 'preact/hooks';
import type { Outcome } from '../work/use-work.js';

/** What it shows, and what of an error stands at a field already. */
export interface WorkingProps {
  readonly of: Outcome<unknown>;
  /** What is being done, until the work says so itself. */
  readonly note?: string;
  /** Milliseconds that it will take by experience, where it cannot say itself how far it has come. */
  readonly expected?: number | undefined;
  /** Whether the error is shown elsewhere. */
  readonly errorShown?: boolean;
}

/** Shorter work is over before one could read about it. */
const SOON = 250;
const TICK = 100;

/** The line about the work. Its room is always there, so that nothing moves when work begins or ends. */
export function Working({ of, note = 'Working …', expected, errorShown = false }: WorkingProps) {
  const { busy, progress, error, cancelled, cancel, again } = of;
  const elapsed = useElapsed(busy);
  const guess = expected === undefined ? 0 : Math.min(0.95, elapsed / expected);
  return (
    <div class="working" data-busy={busy ? 'true' : 'false'}>
      {busy && elapsed >= SOON && (
        <>
          <progress aria-label="Progress" value={Math.max(progress?.part ?? 0, guess)} />
          <span>{progress?.note ?? note}</span>
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        </>
      )}
      {!busy && cancelled && (
        <>
          <span role="status">Cancelled.</span>
          <button type="button" onClick={again}>
            Start again
          </button>
        </>
      )}
      {!busy && error && !errorShown && (
        <span class="error" role="alert">
          {error.message}
        </span>
      )}
    </div>
  );
}

/** Milliseconds since the work began. */
function useElapsed(busy: boolean): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    setElapsed(0);
    if (!busy) return;
    const start = performance.now();
    const timer = setInterval(() => setElapsed(performance.now() - start), TICK);
    return () => clearInterval(timer);
  }, [busy]);
  return busy ? elapsed : 0;
}
