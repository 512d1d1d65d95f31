// The attention page: weights as heat maps, and the derivation, each cell linked with the step that made it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Controls } from '../attention/controls.js';
import { type AttentionState, fields } from '../attention/fields.js';
import { shownMistakes } from '../attention/mistakes.js';
import { Readout, short } from '../attention/readout.js';
import { cellOf, cellsOf, placesOf, productOf, stepOf } from '../attention/steps.js';
import type { ShownHead } from '../attention/work.js';
import { CopyLink } from '../parts/copy-link.js';
import { DerivationView } from '../parts/derivation-view.js';
import { LinkedPicture, type Target } from '../parts/linked-picture.js';
import { openStep } from '../parts/open-step.js';
import { Page, show } from '../parts/page.js';
import { Picture } from '../parts/picture.js';
import { useTheme } from '../parts/use-theme.js';
import { Working } from '../parts/working.js';
import { initialState } from '../state/address.js';
import { useAddress } from '../state/use-address.js';
import { startWork } from '../work/start.js';
import { useWork } from '../work/use-work.js';
import type { AttentionJobs } from '../workers/attention.worker.js';
import '../style/linked.css';
import '../style/attention.css';

const work = startWork<AttentionJobs>('attention');

function AttentionPage() {
  const { state, change } = useAddress(fields);
  const theme = useTheme();
  // What is chosen in the picture makes no work.
  const { cell: chosen, ...told } = state;
  const input = useMemo(() => ({ ...told, theme }), [JSON.stringify(told), theme]);
  const outcome = useWork(work, 'attend', input, [input]);
  const shown = outcome.output;
  const steps = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<string>();
  const [step, setStep] = useState<string>();
  const { queries = [], keys = [], heads = [], worked = [] } = shown ?? {};
  const sizes = useMemo(
    () => ({ heads: heads.length, rows: queries.length, columns: keys.length }),
    [heads.length, queries.length, keys.length],
  );
  const marked = useMemo(() => cellsOf(step, sizes), [step, sizes]);
  const cell = pointed ?? chosen;

  useEffect(() => {
    openStep(steps.current, stepOf(cell, sizes));
  }, [cell, sizes, shown?.html]);
  const choose = useCallback(
    (key: string) => {
      const row = placesOf(key, sizes)?.row ?? 0;
      // A query that is not worked out yet is worked out now.
      change({ cell: key, ...(worked.includes(row) ? {} : { only: row }) });
      openStep(steps.current, stepOf(key, sizes), true);
    },
    [sizes, change, worked],
  );
  const lead = (id: string | undefined): void => void openStep(steps.current, id, true);
  const restart = (part: Partial<AttentionState>): void =>
    change({ ...initialState(fields), ...part });
  const typeOn = async (): Promise<void> => change(await work.call('type', input));
  const mistake = state.mistake === 'none' ? undefined : shownMistakes[state.mistake];
  const isWorked = cell !== '' && worked.includes(placesOf(cell, sizes)?.row ?? -1);
  return (
    <Page
      title="Attention"
      intro="Who looks at whom, and why: each weight of the picture leads to the step that computed it, and each step marks the weights that it is about."
    >
      <div class="columns">
        <Controls {...{ state, change, restart, queries }} onType={typeOn} error={outcome.error} />
        <div>
          <div class="buttons">
            <CopyLink />
          </div>
          <Working of={outcome} note="Working it out …" errorShown={isAtField(outcome.error)} />
          {shown && (
            <div class={outcome.error ? 'side-by-side old' : 'side-by-side'}>
              <div class="pictures">
                {shown.note && <p class="hint">{shown.note}</p>}
                {mistake && (
                  <p class="mistake">
                    <strong>{mistake.name}.</strong> {mistake.explanation}
                  </p>
                )}
                {heads.map((head, at) => (
                  <div class="head" key={at}>
                    <HeadMap
                      {...{ head, at, queries, keys, marked, chosen }}
                      only={heads.length === 1}
                      onPoint={setPointed}
                      onChoose={choose}
                    />
                    {head.wrong && <Picture svg={head.wrong} />}
                  </div>
                ))}
                <Readout shown={shown} cell={cell} />
                <div class="buttons">
                  <button
                    type="button"
                    disabled={!isWorked}
                    onClick={() => lead(productOf(cell, sizes))}
                  >
                    Show its product
                  </button>
                  <button
                    type="button"
                    disabled={!isWorked}
                    onClick={() => lead(stepOf(cell, sizes))}
                  >
                    Show its softmax
                  </button>
                </div>
                <h2>What comes out</h2>
                <dl class="outputs">
                  {worked.map((row, i) => (
                    <div key={row}>
                      <dt>{queries[row]}</dt>
                      <dd>({shown.output[i]?.map(short).join(', ')})</dd>
                    </div>
                  ))}
                </dl>
              </div>
              <div class="steps" ref={steps}>
                <DerivationView html={shown.html} onRefer={(_, id) => setStep(id)} />
              </div>
            </div>
          )}
        </div>
      </div>
    </Page>
  );
}

interface HeadMapProps {
  readonly head: ShownHead;
  readonly at: number;
  readonly only: boolean;
  readonly queries: readonly string[];
  readonly keys: readonly string[];
  readonly marked: ReadonlySet<string>;
  readonly chosen: string;
  readonly onPoint: (cell: string | undefined) => void;
  readonly onChoose: (cell: string) => void;
}

/** The heat map of a head. */
function HeadMap(props: HeadMapProps) {
  const { head, at, only, queries, keys, marked, chosen, onPoint, onChoose } = props;
  const { svg, weights } = head;
  const targetsIn = useCallback(
    (picture: SVGSVGElement): Target[] => {
      const places = picture.querySelector('[data-cells]')?.getAttribute('data-cells') ?? '';
      const [left = 0, top = 0, side = 0] = places.split(' ').map(Number);
      return weights.flatMap((row, i) =>
        row.map((weight, j) => ({
          key: cellOf(at, i, j),
          label: `“${queries[i]}” takes ${short(weight)} of “${keys[j]}”`,
          x: left + j * side,
          y: top + i * side,
          width: side,
          height: side,
        })),
      );
    },
    [weights, queries, keys, at],
  );
  return (
    <LinkedPicture
      {...{ svg, targetsIn, marked, chosen, onPoint, onChoose }}
      label={only ? 'Weights' : `Weights of head ${at + 1}`}
    />
  );
}

const FIELDS = [
  ...['tokens', 'queryTokens', 'x', 'wq', 'wk', 'wv', 'wo', 'bq', 'bk', 'bv', 'bo', 'memory'],
  ...['q', 'k', 'v', 'query', 'key', 'value', 'seed', 'width', 'heads', 'keys', 'causal', 'mask'],
  ...['scale', 'queries'],
];

/** Whether an error stands at the field that it is about. */
function isAtField(error: Error | undefined): boolean {
  const { argument = '' } = (error ?? {}) as { argument?: string };
  return FIELDS.some((name) => argument === name || argument.startsWith(`${name}.`));
}

show(<AttentionPage />);
