// How far work has come, a button to cancel it, and what went wrong.
import type { Outcome } from '../work/use-work.js';

/** What it shows, and what of an error stands at a field already. */
export interface WorkingProps {
  readonly of: Outcome<unknown>;
  /** What is being done, until the work says so itself. */
  readonly note?: string;
  /** Whether the error is shown elsewhere. */
  readonly errorShown?: boolean;
}

/** The line about the work. Its room is always there, so that nothing moves when work begins or ends. */
export function Working({ of, note = 'Working …', errorShown = false }: WorkingProps) {
  const { busy, progress, error, cancelled, cancel } = of;
  return (
    <div class="working">
      {busy && (
        <>
          <progress aria-label="Progress" value={progress?.part ?? 0} />
          <span>{progress?.note ?? note}</span>
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        </>
      )}
      {!busy && cancelled && <span role="status">Cancelled.</span>}
      {!busy && error && !errorShown && (
        <span class="error" role="alert">
          {error.message}
        </span>
      )}
    </div>
  );
}
