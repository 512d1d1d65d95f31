// What staff see: right answers, the mistakes that are recognised here, and files for their tools.
import { useEffect, useState } from 'preact/hooks';
import { Select } from '../parts/controls.js';
import { saveFile } from '../parts/save.js';
import { Working } from '../parts/working.js';
import type { Work } from '../work/start.js';
import { useWork } from '../work/use-work.js';
import type { ExerciseJobs } from '../workers/exercise.worker.js';
import type { ExportForm, ExportScope } from './export-work.js';
import type { ExerciseKey } from './key.js';

const FORMS: readonly (readonly [form: ExportForm, name: string, about: string])[] = [
  ['latex', 'LaTeX', 'a sheet to print, the solutions apart'],
  ['moodle', 'Moodle', 'XML for a question bank, with feedback for the known mistakes'],
  ['prairielearn', 'PrairieLearn', 'a folder for each question'],
  ['notebook', 'Jupyter', 'notebooks for nbgrader, for students, and with the solutions'],
];

const SCOPES: readonly (readonly [scope: ExportScope, name: string])[] = [
  ['this', 'This exercise'],
  ['ten', 'Ten like it, from this seed on'],
  ['topics', 'One of every topic'],
];

/** What the view is told. */
export interface StaffProps {
  readonly work: Work<ExerciseJobs>;
  readonly exercise: ExerciseKey;
}

/** The view for staff. */
export function Staff({ work, exercise }: StaffProps) {
  const { topic, level, seed } = exercise;
  const view = useWork(work, 'staffView', exercise, [topic, level, seed]);
  const [scope, setScope] = useState<ExportScope>('this');
  const [form, setForm] = useState<{ readonly form: ExportForm }>();
  const files = useWork(work, 'exportFiles', form && { ...exercise, scope, ...form }, [form]);
  const file = files.output;
  useEffect(() => {
    if (file) saveFile(file.name, file.content, file.type);
  }, [file]);
  return (
    <section class="staff" aria-labelledby="staff-title">
      <h2 id="staff-title">For staff</h2>
      <h3>Download</h3>
      <div class="export">
        <Select label="What" value={scope} choices={SCOPES} onChange={setScope} />
        <ul>
          {FORMS.map(([key, name, about]) => (
            <li key={key}>
              <button type="button" onClick={() => setForm({ form: key })}>
                {name}
              </button>{' '}
              <span class="hint">{about}</span>
            </li>
          ))}
        </ul>
      </div>
      <Working of={files} />
      <span role="status" class="hint">
        {file && !files.busy ? `${file.name} is saved.` : ''}
      </span>
      <h3>Right answers</h3>
      <dl class="answers">
        {view.output?.answers.map(({ part, answer }) => (
          <div key={part}>
            <dt>{part})</dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
      <h3>Mistakes that are recognised</h3>
      <ul class="mistakes">
        {view.output?.misconceptions.map(({ id, name, explanation, wrong }) => (
          <li key={id}>
            <strong>{name}.</strong> <span>{explanation}</span>
            {wrong.length === 0 ? (
              <p class="hint">It does not show in this exercise.</p>
            ) : (
              <p class="leads">
                leads to{' '}
                {wrong.map(({ part, answer }) => (
                  <span key={part} class="leads-to">
                    {part}) {answer}
                  </span>
                ))}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
