// Form controls with their labels; errors stand next to the field they are about, in fovea's own words.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { Failure } from '../work/protocol.js';

interface FieldProps {
  /** What it is called. */
  readonly label: string;
  /** More about it. */
  readonly hint?: ComponentChildren;
  /** What is wrong with it. */
  readonly error?: string | undefined;
}

/** What fovea says about an argument: the message of an error that names it, or undefined. */
export function errorAbout(
  error: Error | undefined,
  ...names: readonly string[]
): string | undefined {
  const { argument } = (error ?? {}) as Partial<Failure>;
  if (error === undefined || argument === undefined) return undefined;
  const about = names.some(
    (name) =>
      argument === name || argument.startsWith(`${name}.`) || argument.startsWith(`${name}[`),
  );
  return about ? error.message : undefined;
}

function Field(props: FieldProps & { id: string; children: ComponentChildren }) {
  const { id, label, hint, error, children } = props;
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <div class="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {error && (
        <div class="error" id={`${id}-error`} role="alert">
          {error}
        </div>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, error }: FieldProps) {
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return {
    ...(ids && { 'aria-describedby': ids }),
    ...(error && { 'aria-invalid': true }),
  };
}

/** What a slider is told. */
export interface SliderProps extends FieldProps {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Unit after the number. */
  readonly unit?: string;
  readonly disabled?: boolean;
  readonly onChange: (value: number) => void;
}

/** A slider with a number field beside it. The field takes what lies within the limits, and says so of the rest. */
export function Slider(props: SliderProps) {
  const { label, value, min, max, step, unit, disabled = false, onChange } = props;
  const id = useId();
  const [typed, setTyped] = useState<string>();
  useEffect(() => setTyped(undefined), [value]);
  const wrong = typed === undefined ? undefined : problemOf(typed, min, max);
  const shared = { ...props, error: wrong ?? props.error };
  const type = (text: string): void => {
    const problem = problemOf(text, min, max);
    if (problem === undefined && Number(text) !== value) onChange(Number(text));
    setTyped(problem === undefined && Number(text) !== value ? undefined : text);
  };
  return (
    <Field {...shared} id={id}>
      <div class="slider">
        <input
          type="range"
          id={id}
          {...{ min, max, step, value, disabled }}
          {...describedBy(id, shared)}
          onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
        />
        <input
          type="number"
          aria-label={unit ? `${label}, in ${unit}` : `${label}, as a number`}
          {...{ min, max, disabled }}
          step="any"
          value={typed ?? String(value)}
          onInput={(event) => type(event.currentTarget.value)}
          onBlur={() => setTyped(undefined)}
        />
        {unit && <span class="unit">{unit}</span>}
      </div>
    </Field>
  );
}

function problemOf(text: string, min: number, max: number): string | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= min && value <= max ? undefined : `A number from ${min} to ${max}, please.`;
}

/** What a choice is told. */
export interface SelectProps<T extends string> extends FieldProps {
  readonly value: T;
  /** Values and how they are called. */
  readonly choices: readonly (readonly [value: T, name: string])[];
  readonly onChange: (value: T) => void;
}

/** A choice from a list. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { value, choices, onChange } = props;
  const id = useId();
  return (
    <Field {...props} id={id}>
      <select
        id={id}
        value={value}
        {...describedBy(id, props)}
        onChange={(event) => onChange(event.currentTarget.value as T)}
      >
        {choices.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** What a field for text is told. */
export interface TextProps extends FieldProps {
  readonly value: string;
  /** Rows of a text area; a single line where left out. */
  readonly rows?: number;
  readonly onChange: (value: string) => void;
}

/** A field for text. */
export function TextInput(props: TextProps) {
  const { value, rows, onChange } = props;
  const id = useId();
  const shared = {
    id,
    value,
    spellcheck: false,
    autocomplete: 'off',
    autocapitalize: 'off' as const,
    ...describedBy(id, props),
  };
  return (
    <Field {...props} id={id}>
      {rows === undefined ? (
        <input type="text" {...shared} onInput={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <textarea
          rows={rows}
          {...shared}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** What a box to tick is told. */
export interface CheckProps {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

/** A box to tick. */
export function Check({ label, value, onChange }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}

/** What tabs are told. */
export interface ChoiceBarProps<T extends string> {
  /** What is chosen. */
  readonly label: string;
  readonly value: T;
  readonly choices: readonly (readonly [value: T, name: string])[];
  readonly onChange: (value: T) => void;
}

/** A choice of a few, side by side: radio buttons, so arrow keys move through them. */
export function ChoiceBar<T extends string>({
  label,
  value,
  choices,
  onChange,
}: ChoiceBarProps<T>) {
  const name = useId();
  return (
    <fieldset class="choice-bar">
      <legend class="hidden">{label}</legend>
      {choices.map(([key, title]) => (
        <label key={key}>
          <input
            type="radio"
            {...{ name }}
            checked={key === value}
            onChange={() => onChange(key)}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  );
}
