// Where equations are typed; an error points at its place.
import { useId, useRef } from 'preact/hooks';

/** What the field is told. */
export interface EquationsFieldProps {
  readonly value: string;
  /** Whether they are of matrices. */
  readonly matrices?: boolean;
  readonly error: Error | undefined;
  readonly onChange: (text: string) => void;
}

/** The field. */
export function EquationsField({ value, matrices = false, error, onChange }: EquationsFieldProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const place = error && placeOf((error as { argument?: string }).argument ?? '');
  const line = place && value.split('\n')[place.line - 1];
  const go = (): void => {
    const element = area.current;
    if (!element || !place) return;
    const before = value.split('\n').slice(0, place.line - 1);
    const at = before.reduce((sum, text) => sum + text.length + 1, 0) + place.column - 1;
    element.focus();
    element.setSelectionRange(at, Math.min(at + 1, value.length));
  };
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>Equations</label>
      <textarea
        ref={area}
        id={id}
        rows={Math.min(12, Math.max(4, value.split('\n').length + 1))}
        value={value}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        wrap="off"
        aria-describedby={error ? `${id}-error` : `${id}-hint`}
        {...(error && { 'aria-invalid': true })}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {error ? (
        <div class="error" id={`${id}-error`} role="alert">
          {error.message}
          {place && line !== undefined && (
            <>
              <pre class="place" aria-hidden="true">
                {line || ' '}
                {'\n'}
                {' '.repeat(place.column - 1)}^
              </pre>
              <button type="button" onClick={go}>
                Go there
              </button>
            </>
          )}
        </div>
      ) : (
        <div class="hint" id={`${id}-hint`}>
          {matrices
            ? "A line for each: name = expression, with * for the product, .* and ./ for each element, X′ typed as X' for the transpose, softmax (of rows), sum, rowSum, normSquared …"
            : 'A line for each: name = expression, with + − * / ^, exp, log, sqrt, tanh, sigmoid, relu …'}
        </div>
      )}
    </div>
  );
}

/** The place that an error is about: "line 2, column 5". */
export function placeOf(argument: string): { line: number; column: number } | undefined {
  const [, line, column] = /^line (\d+), column (\d+)$/.exec(argument) ?? [];
  return line === undefined ? undefined : { line: Number(line), column: Number(column) };
}
