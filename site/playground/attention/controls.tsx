// Everything that attention is made with: words, vectors, projections, mask, scale, heads.
import { ChoiceBar, errorAbout, Select, TextInput } from '../parts/controls.js';
import { type AttentionState, fields, type Mistake, type masks, samples } from './fields.js';
import { shownMistakes } from './mistakes.js';

/** What the controls are told. */
export interface ControlsProps {
  readonly state: AttentionState;
  readonly change: (part: Partial<AttentionState>) => void;
  /** All at its default, and then some. */
  readonly restart: (part: Partial<AttentionState>) => void;
  /** Asks for the numbers that were drawn, to go on with them by hand. */
  readonly onType: () => void;
  /** What went wrong. */
  readonly error: Error | undefined;
  /** Names of the queries. */
  readonly queries: readonly string[];
}

const SOURCES = [
  ['tokens', 'X and W'],
  ['seed', 'Random'],
  ['matrices', 'Q, K, V'],
] as const;

const MASKS: readonly (readonly [(typeof masks)[number], string])[] = [
  ['none', 'None'],
  ['causal', 'Causal: nothing that follows'],
  ['padding', 'Padding: only the first keys count'],
];

const MISTAKES: readonly (readonly [Mistake, string])[] = [
  ['none', 'None'],
  ...Object.entries(shownMistakes).map(([key, { name }]) => [key as Mistake, name] as const),
];

/** The controls. */
export function Controls({ state, change, restart, onType, error, queries }: ControlsProps) {
  const text = (
    name: 'x' | 'wq' | 'wk' | 'wv' | 'wo' | 'q' | 'k' | 'v',
    label: string,
    also: readonly string[],
    hint?: string,
  ) => (
    <TextInput
      key={name}
      label={label}
      {...(hint && { hint })}
      rows={Math.min(6, Math.max(2, state[name].split('\n').length))}
      value={state[name]}
      error={errorAbout(error, name, ...also)}
      onChange={(value) => change({ [name]: value, cell: '' })}
    />
  );
  const number = (
    name: 'seed' | 'width' | 'heads' | 'keys',
    label: string,
    [min, max]: readonly [number, number],
  ) => (
    <div class={errorAbout(error, name) ? 'field wrong' : 'field'}>
      <label for={`at-${name}`}>{label}</label>
      <input
        id={`at-${name}`}
        type="number"
        {...{ min, max }}
        value={state[name]}
        {...(errorAbout(error, name) && { 'aria-describedby': `at-${name}-error` })}
        onInput={(event) => {
          const value = event.currentTarget.valueAsNumber;
          if (Number.isInteger(value) && value >= min && value <= max) {
            change({ [name]: value, cell: '' });
          }
        }}
      />
      {errorAbout(error, name) && (
        <div class="error" role="alert" id={`at-${name}-error`}>
          {error?.message}
        </div>
      )}
    </div>
  );
  const sample = samples.findIndex(([, part]) =>
    Object.entries({ ...initial, ...part }).every(
      ([key, value]) => state[key as keyof AttentionState] === value || SHOWN.includes(key),
    ),
  );
  return (
    <div class="panel">
      <Select
        label="Sample"
        value={String(sample)}
        choices={[
          ...(sample < 0 ? [['-1', 'Your own'] as const] : []),
          ...samples.map(([name], i) => [String(i), name] as const),
        ]}
        onChange={(value) => restart(samples[Number(value)]?.[1] ?? {})}
      />
      <TextInput
        label="Words"
        value={state.tokens}
        error={errorAbout(error, 'tokens', 'queryTokens')}
        onChange={(tokens) => change({ tokens, cell: '' })}
      />
      <ChoiceBar
        label="Numbers"
        value={state.from}
        choices={SOURCES}
        onChange={(from) => change({ from, cell: '' })}
      />
      <details class="more" open={WIDE}>
        <summary>Numbers, mask and mistakes</summary>
        {state.from === 'seed' && (
          <div class="pair">
            {number('seed', 'Seed', [0, 99_999])}
            {number('width', 'Numbers in a vector', [1, 8])}
            <div class="buttons">
              <button
                type="button"
                onClick={() => change({ seed: (state.seed + 1) % 100_000, cell: '' })}
              >
                Other numbers
              </button>
              <button type="button" onClick={onType}>
                Edit these
              </button>
            </div>
          </div>
        )}
        {state.from === 'tokens' && (
          <>
            {text('x', 'X: a row for each word', ['memory'])}
            {text('wq', 'W_Q: makes queries', ['bq'])}
            {text('wk', 'W_K: makes keys', ['bk'])}
            {text('wv', 'W_V: makes values', ['bv'])}
            {text('wo', 'W_O: after the heads (may be empty)', ['bo'])}
          </>
        )}
        {state.from === 'matrices' && (
          <>
            {text('q', 'Q: queries, one a row', ['query'])}
            {text('k', 'K: keys, one a row', ['key'])}
            {text('v', 'V: values, one a row', ['value'])}
          </>
        )}
        {number(
          'heads',
          state.from === 'matrices' ? 'Heads: each has its share of the columns' : 'Heads',
          [1, 4],
        )}
        <Select
          label="Mask"
          value={state.mask}
          choices={MASKS}
          error={errorAbout(error, 'causal', 'mask')}
          onChange={(mask) => change({ mask })}
        />
        {state.mask === 'padding' && number('keys', 'Keys that count', [0, 16])}
        <TextInput
          label="Scale"
          hint="1/√d where it is empty"
          value={state.scale}
          error={errorAbout(error, 'scale')}
          onChange={(scale) => change({ scale })}
        />
        <Select
          label="Work out"
          value={String(Math.min(state.only, queries.length - 1))}
          choices={[
            ['-1', 'every query'],
            ...queries.map((name, i) => [String(i), `only “${name}”`] as const),
          ]}
          error={errorAbout(error, 'queries')}
          onChange={(only) => change({ only: Number(only) })}
        />
        <Select
          label="Show a mistake beside it"
          value={state.mistake}
          choices={MISTAKES}
          onChange={(mistake) => change({ mistake })}
        />
      </details>
    </div>
  );
}

/** On a phone the picture comes before all these. */
const WIDE = matchMedia('(min-width: 56rem)').matches;

const initial = Object.fromEntries(
  Object.entries(fields).map(([name, { initial: value }]) => [name, value]),
);

/** What does not make another problem. */
const SHOWN = ['cell', 'mistake', 'only'];
