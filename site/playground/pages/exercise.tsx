// The exercise page: a problem, boxes for the answers, the diagnosis, hints, the solution; and what staff need.
import { useMemo, useRef } from 'preact/hooks';
import {
  blank,
  type ExerciseState,
  fields,
  LARGEST_SEED,
  levels,
  type PartId,
} from '../exercise/fields.js';
import { keyOf } from '../exercise/key.js';
import { marksOf, Part } from '../exercise/part.js';
import { Solution } from '../exercise/solution.js';
import { Staff } from '../exercise/staff.js';
import { TopicSelect } from '../exercise/topic-select.js';
import { Check, ChoiceBar } from '../parts/controls.js';
import { CopyLink } from '../parts/copy-link.js';
import { Html } from '../parts/html.js';
import { Page, show } from '../parts/page.js';
import { Working } from '../parts/working.js';
import { useAddress } from '../state/use-address.js';
import { startWork } from '../work/start.js';
import { useWork } from '../work/use-work.js';
import type { ExerciseJobs } from '../workers/exercise.worker.js';
import '../style/exercise.css';

const work = startWork<ExerciseJobs>('exercise');

const LEVELS = levels.map((level) => [level, level] as const);

function answersOf(state: ExerciseState, parts: readonly string[]) {
  return Object.fromEntries(parts.map((id) => [id, state[id as PartId]]));
}

function ExercisePage() {
  const { state, change, refused } = useAddress(fields);
  const { topic, level, seed, checked, hints, solution, staff } = state;
  const exercise = useMemo(() => ({ topic, level, seed }), [topic, level, seed]);
  const key = keyOf(exercise);
  const made = useWork(work, 'show', exercise, [key]);
  const shown = made.output?.key === key ? made.output : undefined;
  const ids = shown?.parts.map(({ id }) => id) ?? [];
  const answers = answersOf(state, ids);
  const text = JSON.stringify(answers);
  const wanted = shown && checked ? { ...exercise, answers } : undefined;
  const graded = useWork(work, 'grade', wanted, [checked, key, wanted ? text : '']);
  // A verdict stays while the answer is changed, marked as that of the answer before.
  const judged = useRef('');
  if (wanted) judged.current = text;
  const verdict = graded.output?.key === key ? graded.output : undefined;
  const before = (verdict && JSON.parse(judged.current || '{}')) as Record<string, unknown>;
  const heading = useRef<HTMLHeadingElement>(null);

  const other = (part: Partial<ExerciseState>): void => change({ ...blank, ...part });
  const another = (): void => {
    const next = 1 + Math.floor(Math.random() * (LARGEST_SEED - 1));
    other({ seed: next === seed ? next + 1 : next });
    heading.current?.focus();
  };
  const check = (event: Event): void => {
    event.preventDefault();
    change({ checked: true });
  };
  return (
    <Page
      title="Exercise"
      intro="Draw a problem, answer it as you would on paper (1/3, ln 2, −0.5), and be told not only whether you are right but where you went astray."
    >
      <div class="columns">
        <div class="panel">
          <TopicSelect value={topic} onChange={(value) => other({ topic: value })} />
          <ChoiceBar
            label="Difficulty"
            value={level}
            choices={LEVELS}
            onChange={(value) => other({ level: value })}
          />
          <SeedField seed={seed} onChange={(value) => other({ seed: value })} />
          <div class="buttons">
            <button type="button" onClick={another}>
              Another one
            </button>
            <CopyLink />
          </div>
          <Check
            label="Show what staff need"
            value={staff}
            onChange={(value) => change({ staff: value })}
          />
        </div>
        <div class="exercise" aria-busy={!shown}>
          {refused.length > 0 && (
            <p class="hint">
              Some of the address could not be read and was left out: {refused.join(', ')}.
            </p>
          )}
          <h2 ref={heading} tabIndex={-1} class="title">
            {shown?.title ?? ' '}{' '}
            <span class="marks">{shown ? `no. ${seed} · ${marksOf(shown.marks)}` : ''}</span>
          </h2>
          {shown ? (
            <>
              <Html html={shown.statement} class="statement" />
              <form onSubmit={check}>
                {shown.parts.map((part) => (
                  <Part
                    key={`${key}/${part.id}`}
                    part={part}
                    typed={state[part.id as PartId]}
                    graded={verdict?.parts.find(({ id }) => id === part.id)}
                    stale={
                      JSON.stringify(before?.[part.id]) !== JSON.stringify(state[part.id as PartId])
                    }
                    onType={(boxes) => change({ [part.id]: boxes, checked: false })}
                  />
                ))}
                <div class="buttons check-line">
                  <button type="submit" class="main">
                    Check the answers
                  </button>
                  <output class="score" aria-live="polite">
                    {verdict && checked
                      ? `${Math.round(verdict.marks * 100) / 100} of ${marksOf(verdict.outOf)}`
                      : ''}
                  </output>
                </div>
                {graded.error && (
                  <p class="error" role="alert">
                    {graded.error.message}
                  </p>
                )}
              </form>
            </>
          ) : (
            <div class="statement waiting" />
          )}
          <Working of={made} note="Drawing the exercise …" />
          <Solution
            {...{ work, exercise, hints, solution }}
            steps={shown?.steps}
            onChange={change}
          />
          {staff && <Staff {...{ work, exercise }} />}
        </div>
      </div>
    </Page>
  );
}

function SeedField({ seed, onChange }: { seed: number; onChange: (seed: number) => void }) {
  return (
    <div class="field">
      <label for="seed">Number of the exercise</label>
      <input
        id="seed"
        type="number"
        min={0}
        max={LARGEST_SEED}
        step={1}
        value={seed}
        aria-describedby="seed-hint"
        onChange={(event) => {
          const value = event.currentTarget.valueAsNumber;
          if (Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED) onChange(value);
          else event.currentTarget.value = String(seed);
        }}
      />
      <div class="hint" id="seed-hint">
        The same number gives the same exercise to everybody.
      </div>
    </div>
  );
}

show(<ExercisePage />);
