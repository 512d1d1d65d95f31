// "Show the work": a derivation that is made when it is asked for.

import { useState } from 'preact/hooks';
import { DerivationView } from '../parts/derivation-view.js';
import { Working } from '../parts/working.js';
import type { Input } from '../work/protocol.js';
import { startWork } from '../work/start.js';
import { useWork } from '../work/use-work.js';
import type { PhotoExplainJobs } from '../workers/photo-explain.worker.js';

const explaining = startWork<PhotoExplainJobs>('photo-explain');

/** What is to be explained. */
export interface ShowWorkProps<K extends keyof PhotoExplainJobs> {
  readonly job: K;
  readonly input: Input<PhotoExplainJobs[K]>;
  /** What the input depends on. */
  readonly deps: readonly unknown[];
  readonly label: string;
  /** Hears which number of it is pointed at: `ix.0.2`. */
  readonly onCell?: (cell: string | undefined) => void;
}

/** The button and what it opens. */
export function ShowWork<K extends keyof PhotoExplainJobs>(props: ShowWorkProps<K>) {
  const { job, input, deps, label, onCell } = props;
  const [open, setOpen] = useState(false);
  const explained = useWork(explaining, job, open ? input : undefined, [open, ...deps]);
  return (
    <div class="show-work">
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the work' : label}
      </button>
      {open && (
        <>
          <Working of={explained} note="Writing it out …" />
          {explained.output?.words.map((words) => (
            <p key={words}>{words}</p>
          ))}
          {explained.output && (
            <DerivationView html={explained.output.html} {...(onCell && { onCell })} />
          )}
        </>
      )}
    </div>
  );
}
