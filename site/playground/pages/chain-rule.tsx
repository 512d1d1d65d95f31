// The page about the chain rule: equations in, derivatives worked out, the graph with all numbers; each linked with the other.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { DescentView } from '../chain-rule/descent-view.js';
import { EquationsField, placeOf } from '../chain-rule/equations-field.js';
import { fields, samples } from '../chain-rule/fields.js';
import { digits, Gradients } from '../chain-rule/gradients.js';
import { isArrow, keysOf, type Referral, stepsOf } from '../chain-rule/steps.js';
import { Check, ChoiceBar, errorAbout, Select, TextInput } from '../parts/controls.js';
import { CopyLink } from '../parts/copy-link.js';
import { DerivationView } from '../parts/derivation-view.js';
import { Html } from '../parts/html.js';
import { showMore } from '../parts/let-scroll.js';
import { LinkedPicture, type Target } from '../parts/linked-picture.js';
import { openStep } from '../parts/open-step.js';
import { Page, show } from '../parts/page.js';
import { useTheme } from '../parts/use-theme.js';
import { Working } from '../parts/working.js';
import { initialState } from '../state/address.js';
import { useAddress } from '../state/use-address.js';
import { startWork } from '../work/start.js';
import { useWork } from '../work/use-work.js';
import type { ChainJobs } from '../workers/chain-rule.worker.js';
import '../style/linked.css';
import '../style/chain-rule.css';

const work = startWork<ChainJobs>('chain-rule');
/** Of its own, so that neither waits for the other. */
const stepWork = startWork<ChainJobs>('chain-rule');

const KINDS = [
  ['numbers', 'Numbers'],
  ['matrices', 'Matrices'],
] as const;

const BOXES = [
  ['equations', 'equations'],
  ['operations', 'operations'],
] as const;

function ChainPage() {
  const { state, change } = useAddress(fields);
  const theme = useTheme();
  const {
    kind,
    eq,
    v,
    unit,
    loss,
    by,
    numbers,
    boxes,
    at,
    descent,
    learn,
    rate,
    steps: count,
  } = state;
  const matrices = kind === 'matrices';
  const read = useWork(work, 'read', { eq, kind }, [eq, kind]);
  const unread = isPlace(read.error) ? read.error : undefined;
  const input = useMemo(
    () => ({ kind, eq, v, unit, loss, by, numbers, boxes, theme }),
    [kind, eq, JSON.stringify(v), unit, loss, by, numbers, boxes, theme],
  );
  const outcome = useWork(work, 'work', input, [input]);
  const shown = outcome.output;
  const told = useMemo(
    () => (descent && numbers ? { kind, eq, v, unit, loss, learn, rate, steps: count } : undefined),
    [descent && numbers, kind, eq, JSON.stringify(v), unit, loss, learn, rate, count],
  );
  const stepped = useWork(stepWork, 'descend', told, [told]);
  // Until the worker has read the equations, the numbers say which inputs there are.
  const { inputs = Object.keys(v), defined = [] } = read.output ?? {};
  const steps = useRef<HTMLDivElement>(null);
  const graph = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (graph.current) showMore(graph.current);
  }, [shown?.svg]);
  const [targets, setTargets] = useState<readonly string[]>([]);
  const [looked, setLooked] = useState<{ step: string | undefined; refers: readonly Referral[] }>();
  const [pointed, setPointed] = useState<string>();
  const marked = useMemo(
    () => keysOf(looked?.step, looked?.refers ?? [], targets),
    [looked, targets],
  );

  const lead = useCallback(
    (key: string | undefined, scroll: boolean): void => {
      const ids = key === undefined ? [] : stepsOf(key, shown?.loss ?? '');
      const found = ids.some((id) => openStep(steps.current, id, scroll));
      if (!found) openStep(steps.current, undefined);
    },
    [shown?.loss],
  );
  useEffect(() => lead(pointed ?? (at || undefined), false), [pointed, at, shown?.html, lead]);
  const choose = useCallback(
    (key: string): void => {
      // An input leads to the derivative by it.
      if (inputs.includes(key) && key !== shown?.by) change({ by: key, at: key });
      else {
        change({ at: key });
        lead(key, true);
      }
    },
    [inputs, shown?.by, change, lead],
  );
  const targetsIn = useCallback((svg: SVGSVGElement): Target[] => {
    const found = placesIn(svg);
    setTargets(Array.from(svg.querySelectorAll('[data-step]'), stepOf));
    return found;
  }, []);
  const sample = samples.findIndex((one) => one.eq === eq);
  const restart = (index: number): void => {
    const { name: _, ...part } = samples[index]!;
    change({ ...initialState(fields), descent, ...part });
  };
  const switchTo = (to: typeof kind): void =>
    restart(samples.findIndex((one) => (one.kind ?? 'numbers') === to));
  return (
    <Page
      title="Chain rule"
      intro="Type equations and see the derivative as one would write it on paper: every path, every link, and the graph with the values that go forward and the gradients that come back."
    >
      <div class="columns">
        <div class="panel">
          <Select
            label="Sample"
            value={String(sample)}
            choices={[
              ...(sample < 0 ? [['-1', 'Your own'] as const] : []),
              ...samples.map(({ name }, i) => [String(i), name] as const),
            ]}
            onChange={(value) => restart(Number(value))}
          />
          <ChoiceBar label="Kind of equations" value={kind} choices={KINDS} onChange={switchTo} />
          <EquationsField
            value={eq}
            matrices={matrices}
            error={unread}
            onChange={(text) => change({ eq: text, at: '' })}
          />
          <div class="pair">
            <Select
              label="Derivative of"
              value={shown?.loss ?? loss}
              choices={namesOf(defined, shown?.loss)}
              onChange={(name) => change({ loss: name, at: '' })}
            />
            <Select
              label="with respect to"
              value={shown?.by ?? by}
              choices={namesOf(
                [...inputs, ...defined].filter((name) => name !== shown?.loss),
                shown?.by,
              )}
              onChange={(name) => change({ by: name, at: '' })}
            />
          </div>
          {matrices && (
            <TextInput
              label="Rows add up to 1 in"
              hint="names of inputs, such as one-hot labels; may be empty"
              value={unit}
              error={errorAbout(outcome.error, 'assume')}
              onChange={(text) => change({ unit: text })}
            />
          )}
          <Check label="With numbers" value={numbers} onChange={(on) => change({ numbers: on })} />
          {numbers && (
            <Check
              label="Gradient descent"
              value={descent}
              onChange={(on) => change({ descent: on })}
            />
          )}
          {(numbers || matrices) && (
            <div class={matrices ? 'values matrices' : 'values'}>
              {inputs.map((name) => (
                <TextInput
                  key={name}
                  label={name}
                  {...(matrices && { rows: Math.min(6, (v[name] ?? '').split('\n').length) })}
                  value={v[name] ?? ''}
                  error={valueError(outcome.error, name)}
                  onChange={(text) => change({ v: { ...v, [name]: text } })}
                />
              ))}
            </div>
          )}
          <div class="buttons">
            <CopyLink />
          </div>
        </div>
        <div class="results">
          <Working
            of={outcome}
            note="Working it out …"
            errorShown={isPlace(outcome.error) || errorAbout(outcome.error, 'values') !== undefined}
          />
          {shown && (
            <div class={outcome.error ? 'old' : ''}>
              <p class="closed" role="status">
                <Html html={shown.formula} inline />
                {shown.value !== undefined && <strong> = {digits(shown.value)}</strong>}
                {shown.matrix && (
                  <>
                    {' = '}
                    <MatrixTable rows={shown.matrix} />
                  </>
                )}
              </p>
              {shown.apart !== undefined && (
                <p class="hint">
                  {shown.apart < 1e-6
                    ? 'Central differences agree in every element.'
                    : 'Central differences do not agree everywhere: there may be a kink.'}
                </p>
              )}
              {shown.missing.length > 0 && (
                <p class="hint">
                  Without a number for {shown.missing.join(', ')} all stays in symbols.
                </p>
              )}
              {!matrices && (
                <>
                  <div class="bar">
                    <span aria-hidden="true">A box for each of the</span>
                    <ChoiceBar
                      label="A box of the graph for each of the"
                      value={boxes}
                      choices={BOXES}
                      onChange={(value) => change({ boxes: value, at: '' })}
                    />
                  </div>
                  {shown.svg === undefined ? (
                    <p class="hint">There is no picture of it: {shown.tooLarge}</p>
                  ) : (
                    <>
                      <div class="graph scrolls" ref={graph}>
                        <LinkedPicture
                          svg={shown.svg}
                          label="Boxes and arrows of the graph"
                          {...{ targetsIn, marked }}
                          chosen={at || undefined}
                          onPoint={setPointed}
                          onChoose={choose}
                        />
                      </div>
                      <p class="hint">
                        Point at a box or an arrow, or move by arrow keys, to see its step; Enter on
                        an input takes the derivative with respect to it.
                      </p>
                    </>
                  )}
                </>
              )}
              <div class="steps" ref={steps}>
                <DerivationView
                  html={shown.html}
                  onRefer={(refers, step) => setLooked({ step, refers })}
                />
              </div>
              {shown.gradients.length > 0 && (
                <Gradients
                  gradients={shown.gradients}
                  by={shown.by}
                  onChoose={(name) => change({ by: name, at: name })}
                />
              )}
            </div>
          )}
          {told && <DescentView {...{ state, change }} of={stepped} />}
        </div>
      </div>
    </Page>
  );
}

/** A matrix in a line of text. */
function MatrixTable({ rows }: { readonly rows: readonly (readonly number[])[] }) {
  return (
    <span class="matrix-value">
      <span class="hidden">a matrix of the rows </span>
      {rows.map((row, i) => (
        <span class="matrix-row" key={i}>
          {row.map((x, j) => (
            <span key={j}>{digits(x)} </span>
          ))}
        </span>
      ))}
    </span>
  );
}

function stepOf(element: Element): string {
  return element.getAttribute('data-step') ?? '';
}

/** Boxes by their frames, arrows by their words. */
function placesIn(svg: SVGSVGElement): Target[] {
  const whole = svg.getBoundingClientRect();
  const { x, y, width } = svg.viewBox.baseVal;
  const unit = width / (whole.width || 1);
  return Array.from(svg.querySelectorAll('[data-step]')).flatMap((group): Target[] => {
    const words = Array.from(group.querySelectorAll('text'));
    const frames = Array.from(group.querySelectorAll(isArrow(stepOf(group)) ? 'text' : 'rect'));
    if (frames.length === 0) return [];
    // Words need some room around them.
    const rim = isArrow(stepOf(group)) ? 4 : 0;
    const boxes = frames.map((frame) => frame.getBoundingClientRect());
    const [left, top] = [
      Math.min(...boxes.map((box) => box.left)),
      Math.min(...boxes.map((box) => box.top)),
    ];
    const [right, bottom] = [
      Math.max(...boxes.map((box) => box.right)),
      Math.max(...boxes.map((box) => box.bottom)),
    ];
    return [
      {
        key: stepOf(group),
        label: words.map((word) => word.textContent).join(' '),
        x: x + (left - whole.left) * unit - rim,
        y: y + (top - whole.top) * unit,
        width: (right - left) * unit + 2 * rim,
        height: (bottom - top) * unit,
      },
    ];
  });
}

function namesOf(names: readonly string[], chosen: string | undefined) {
  const all = chosen === undefined || names.includes(chosen) ? names : [chosen, ...names];
  return all.map((name) => [name, name] as const);
}

/** Whether an error is about the text of the equations. */
function isPlace(error: Error | undefined): boolean {
  const { argument = '' } = (error ?? {}) as { argument?: string };
  return argument === 'text' || placeOf(argument) !== undefined;
}

/** What is wrong with the number of an input. */
function valueError(error: Error | undefined, name: string): string | undefined {
  const { argument } = (error ?? {}) as { argument?: string };
  return argument === `values.${name}` ? error?.message : undefined;
}

show(<ChainPage />);
