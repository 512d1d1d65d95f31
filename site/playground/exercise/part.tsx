// One question: its text, boxes for the answer, and what became of it.
import type { GradedPart } from 'fovea/exercise';
import { useId } from 'preact/hooks';
import { Html } from '../parts/html.js';
import { AnswerBoxes, AnswerChoice } from './answer.js';
import type { AskedPart } from './work.js';

/** What a question is told. */
export interface PartProps {
  readonly part: AskedPart;
  /** What was typed, box by box. */
  readonly typed: readonly string[];
  /** What became of the answer, once it was checked. */
  readonly graded: GradedPart | undefined;
  /** Whether the answer was changed since. */
  readonly stale: boolean;
  readonly onType: (boxes: readonly string[]) => void;
}

/** A question. */
export function Part({ part, typed, graded, stale, onType }: PartProps) {
  const id = useId();
  const empty = typed.every((text) => text.trim() === '');
  const verdict = graded && verdictOf(graded, empty && !stale);
  const described = verdict ? `${id}-verdict` : undefined;
  const shared = { part, typed, onType, labelledBy: `${id}-name ${id}-prompt`, described };
  return (
    <section class="part" aria-labelledby={`${id}-name`} data-part={part.id}>
      <h3 id={`${id}-name`}>
        {part.id}) <span class="marks">{marksOf(part.marks)}</span>
      </h3>
      <Html html={part.prompt} id={`${id}-prompt`} />
      {part.kind === 'choice' ? (
        <AnswerChoice {...shared} name={id} />
      ) : (
        <AnswerBoxes
          {...shared}
          wrong={verdict !== undefined && !stale && !['right', 'open'].includes(verdict.kind)}
        />
      )}
      {graded && verdict && (
        <div
          class={`verdict ${verdict.kind}${stale ? ' stale' : ''}`}
          id={`${id}-verdict`}
          data-verdict={verdict.kind}
        >
          <p>
            <strong>{verdict.word}</strong>{' '}
            <span class="earned">
              {number(graded.marks)} of {marksOf(graded.outOf)}
            </span>
          </p>
          {verdict.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          {stale && <p class="hint">You have changed the answer since: check it again.</p>}
        </div>
      )}
    </section>
  );
}

/** How an answer fared, in words. */
interface Verdict {
  readonly kind: 'right' | 'partly' | 'wrong' | 'unread' | 'open';
  readonly word: string;
  readonly sentences: readonly string[];
}

/** What to say of an answer. */
function verdictOf(graded: GradedPart, empty: boolean): Verdict {
  const { correct, marks, followsFromEarlier, misconception, message } = graded;
  if (empty) return { kind: 'open', word: 'Not answered yet.', sentences: [] };
  const said = message === undefined ? [] : [message];
  if (correct) return { kind: 'right', word: '✓ Right.', sentences: said };
  if (followsFromEarlier) {
    return {
      kind: 'right',
      word: '✓ Carried on rightly.',
      sentences: [
        'It follows from your earlier answer, which was wrong; that is not counted twice.',
        ...said,
      ],
    };
  }
  if (misconception) {
    return { kind: 'partly', word: '≈ Close.', sentences: [misconception.explanation, ...said] };
  }
  if (message !== undefined) return { kind: 'unread', word: '? Not read.', sentences: said };
  return marks > 0
    ? { kind: 'partly', word: '≈ Partly right.', sentences: ['Some of the numbers are right.'] }
    : {
        kind: 'wrong',
        word: '✗ Not right.',
        sentences: ['I do not recognise how you came to this. A hint may help.'],
      };
}

/** "1 mark", "2 marks". */
export function marksOf(marks: number): string {
  return `${number(marks)} ${marks === 1 ? 'mark' : 'marks'}`;
}

/** A number of marks: halves and their like, not more digits than one reads. */
function number(marks: number): string {
  return String(Math.round(marks * 100) / 100);
}
