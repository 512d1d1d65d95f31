// Gradient descent: what is learnt and how fast, the loss over the steps, and the first step worked out.
import { errorAbout, Slider, TextInput } from '../parts/controls.js';
import { DerivationView } from '../parts/derivation-view.js';
import { Working } from '../parts/working.js';
import type { Outcome } from '../work/use-work.js';
import type { ShownDescent } from './descent.js';
import type { ChainState } from './fields.js';
import { LossChart, short } from './loss-chart.js';

/** What the view is told. */
export interface DescentViewProps {
  readonly state: ChainState;
  readonly change: (part: Partial<ChainState>) => void;
  readonly of: Outcome<ShownDescent>;
}

/** The part of the page. */
export function DescentView({ state, change, of }: DescentViewProps) {
  const { output: shown, error } = of;
  const { v, learn, rate, steps } = state;
  const go = (values: Readonly<Record<string, string>>): void => change({ v: { ...v, ...values } });
  const wrong = ['learn', 'rate'].some((name) => errorAbout(error, name) !== undefined);
  return (
    <section class="descent" aria-labelledby="descent-title">
      <h2 id="descent-title">Gradient descent</h2>
      <div class="descent-fields">
        <TextInput
          label="Inputs that are learnt"
          hint="names with commas between"
          value={learn === '' ? (shown?.learnt ?? []).join(', ') : learn}
          error={errorAbout(error, 'learn', 'parameters')}
          onChange={(text) => change({ learn: text })}
        />
        <TextInput
          label="Learning rate η"
          value={rate}
          error={errorAbout(error, 'rate')}
          onChange={(text) => change({ rate: text })}
        />
        <Slider
          label="Steps"
          value={steps}
          min={1}
          max={200}
          step={1}
          onChange={(count) => change({ steps: count })}
        />
      </div>
      <Working of={of} note="Taking steps …" errorShown={wrong} />
      {shown && (
        <div class={error ? 'old' : ''}>
          <LossChart name={shown.loss} losses={shown.losses} />
          <p role="status">{inWords(shown)}</p>
          <div class="buttons">
            <button type="button" onClick={() => go(shown.after.first)}>
              Go on from the first step
            </button>
            <button type="button" onClick={() => go(shown.after.last)}>
              Go on from the last step
            </button>
          </div>
          {shown.html ? (
            <DerivationView html={shown.html} />
          ) : (
            <p class="hint">
              Each step takes the derivative, as it is derived above, times η away from what is
              learnt.
            </p>
          )}
        </div>
      )}
    </section>
  );
}

function inWords({ loss, losses, after, learnt }: ShownDescent): string {
  const finite = losses.filter(Number.isFinite);
  const [first = 0, last = 0] = [losses[0], finite.at(-1)];
  if (finite.length < losses.length) {
    return `After ${losses.length - 1} steps ${loss} is no number any more: the learning rate is too large.`;
  }
  const way = last > first ? '. It grew: a smaller learning rate may help' : '';
  const ends = learnt.every(
    (name) => !after.last[name]!.includes('\n') && !after.last[name]!.includes(' '),
  )
    ? `, where ${learnt.map((name) => `${name} = ${short(Number(after.last[name]))}`).join(', ')}`
    : '';
  return `${loss} goes from ${short(first)} to ${short(last)} in ${losses.length - 1} ${losses.length === 2 ? 'step' : 'steps'}${ends}${way}.`;
}
