// Where an answer is typed: one box, a row or a grid of them; or a choice.
import { Html } from '../parts/html.js';
import { numbersIn } from './paste.js';
import type { AskedPart } from './work.js';

interface AnswerProps {
  readonly part: AskedPart;
  readonly typed: readonly string[];
  readonly onType: (boxes: readonly string[]) => void;
  /** Ids of what the answer is called by, and of what is said of it. */
  readonly labelledBy: string;
  readonly described: string | undefined;
}

/** A choice of a few. */
export function AnswerChoice(props: AnswerProps & { readonly name: string }) {
  const { part, typed, onType, labelledBy, described, name } = props;
  return (
    <div
      role="radiogroup"
      class="choices"
      aria-labelledby={labelledBy}
      {...(described && { 'aria-describedby': described })}
    >
      {part.choices.map(({ id, label }) => (
        <label key={id} class="check">
          <input
            type="radio"
            {...{ name, value: id }}
            checked={typed[0] === id}
            onChange={() => onType([id])}
          />
          <Html html={label} inline />
        </label>
      ))}
    </div>
  );
}

/** Boxes of a matrix are as wide as fits; where they do not fit they scroll. */
const BOX = 'minmax(4.25rem, 6.5rem)';

/** One box, or as many as the answer has numbers. */
export function AnswerBoxes(props: AnswerProps & { readonly wrong: boolean }) {
  const { part, typed, onType, labelledBy, described, wrong } = props;
  const { shape = [], unit } = part;
  const [rows, columns] = shape.length === 2 ? [shape[0]!, shape[1]!] : [1, shape[0] ?? 1];
  const count = rows * columns;
  const matrix = shape.length === 2;
  const type = (at: number, text: string): void => {
    onType(Array.from({ length: count }, (_, i) => (i === at ? text : (typed[i] ?? ''))));
  };
  const paste = (event: ClipboardEvent, at: number): void => {
    const numbers = numbersIn(event.clipboardData?.getData('text/plain') ?? '');
    if (numbers.length < 2 || numbers.length > count - at) return;
    event.preventDefault();
    onType(Array.from({ length: count }, (_, i) => numbers[i - at] ?? typed[i] ?? ''));
  };
  const box = (at: number) => (
    <input
      type="text"
      key={at}
      value={typed[at] ?? ''}
      {...(count === 1
        ? { 'aria-labelledby': labelledBy }
        : { 'aria-label': boxName(part.id, at, columns, shape.length) })}
      {...(described && { 'aria-describedby': described })}
      {...(wrong && { 'aria-invalid': true })}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      enterkeyhint={at === count - 1 ? 'go' : 'next'}
      onInput={(event) => type(at, event.currentTarget.value)}
      onPaste={(event) => paste(event, at)}
    />
  );
  if (count === 1) {
    return (
      <div class="answer">
        {box(0)} {unit && <span class="unit">{unit}</span>}
      </div>
    );
  }
  return (
    <div class="answer">
      <fieldset
        class={matrix ? 'boxes' : 'boxes row'}
        aria-labelledby={labelledBy}
        {...(matrix && { style: { gridTemplateColumns: `repeat(${columns}, ${BOX})` } })}
      >
        {Array.from({ length: count }, (_, at) => box(at))}
      </fieldset>
      {unit && <span class="unit">{unit}</span>}
    </div>
  );
}

function boxName(part: string, at: number, columns: number, axes: number): string {
  const [row, column] = [Math.floor(at / columns) + 1, (at % columns) + 1];
  return axes === 2 ? `${part}, row ${row}, column ${column}` : `${part}, number ${column}`;
}
