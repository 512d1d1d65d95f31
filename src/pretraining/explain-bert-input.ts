// What BERT reads, counted step by step.
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type BertInputOptions, bertInputFor } from './sentence-pairs.js';

/** What `explainBertInput` finds. */
export interface ExplainedBertInput {
  /** Tokens in all, [PAD] among them. */
  readonly length: number;
  /** Where [CLS] stands, whose output is what a classifier reads: always 0. */
  readonly clsIndex: number;
  /** 0 or 1 for each token, as `bertInput` gives them. */
  readonly segments: readonly number[];
  /** Tokens of segment 0 that are read: [CLS], the first sentence, [SEP]. */
  readonly firstSegment: number;
  /** Tokens of segment 1: the second sentence and its [SEP]. */
  readonly secondSegment: number;
  /** Places that every token attends to: all but [PAD]. */
  readonly visible: number;
}

/**
 * Counts the tokens of a sentence, or two, as BERT reads them, and shows the work.
 *
 * The encoder has no causal mask: each token attends to every one that is read, to those after it too.
 *
 * @param first - the first sentence
 * @param second - the second; none where left out
 * @param options - as for `bertInput`
 * @returns the derivation; its numbers are those of what `bertInput` returns
 * @throws as `bertInput`
 * @see J. Devlin and others, "BERT", 2019, section 3 and figure 2
 *
 * @example
 * From the course: a sentence to be judged.
 * ```ts
 * import { explainBertInput, verifyDerivation } from 'fovea';
 * const d = explainBertInput('The movie was great');
 * d.result.length // => 6
 * d.result.clsIndex // => 0
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainBertInput(
  first: string,
  second?: string,
  options?: BertInputOptions,
): Derivation<ExplainedBertInput> {
  const { tokens, segments } = bertInputFor('explainBertInput', first, second, options);
  const padding = tokens.filter((token) => token === '[PAD]').length;
  const secondSegment = segments.filter((segment) => segment === 1).length;
  const firstSegment = tokens.length - secondSegment - padding;
  const result: ExplainedBertInput = {
    length: tokens.length,
    clsIndex: 0,
    segments,
    firstSegment,
    secondSegment,
    visible: tokens.length - padding,
  };
  const { add } = stepOperations;
  const pair = second !== undefined;
  const padded = padding > 0;
  const read: StepExpression = pair ? refer('read') : refer('first');
  const given: Given[] = [
    { id: 'words', symbol: 'a', title: 'Words of the first sentence', value: firstSegment - 2 },
  ];
  const steps: StepDraft[] = [
    {
      id: 'first',
      symbol: 'n_0',
      title: 'Segment 0: [CLS], the words, [SEP]',
      check: add(1, refer('words'), 1),
      value: firstSegment,
    },
  ];
  if (pair) {
    const title = 'Words of the second sentence';
    given.push({ id: 'others', symbol: 'b', title, value: secondSegment - 1 });
    steps.push(
      {
        id: 'second',
        symbol: 'n_1',
        title: 'Segment 1: the words, [SEP]',
        check: add(refer('others'), 1),
        value: secondSegment,
      },
      {
        id: 'read',
        symbol: 'm',
        title: 'Tokens that are read',
        check: add(refer('first'), refer('second')),
        value: result.visible,
      },
    );
  }
  if (padded) {
    given.push({ id: 'pad', symbol: 'r', title: '[PAD] to fill up', value: padding });
    steps.push({
      id: 'length',
      symbol: 'n',
      title: 'All tokens',
      check: add(read, refer('pad')),
      value: result.length,
    });
  }
  steps.push({
    id: 'see',
    kind: 'statement',
    title: padded
      ? 'Every token attends to all that are read, before and after it; [PAD] is seen by none'
      : 'Every token attends to all, before and after it: there is no causal mask',
    note: 'What a classifier reads is the output at place 0, that of [CLS].',
    table: {
      corner: 'token',
      columns: tokens,
      rows: [
        { label: 'place', cells: tokens.map((_, place) => place) },
        { label: 'segment', cells: segments },
      ],
    },
  });
  return createDerivation<ExplainedBertInput>({
    topic: 'pretraining',
    title: 'Tokens that BERT reads',
    given,
    steps,
    result,
    answer: {
      record: {
        length: padded ? refer('length') : read,
        clsIndex: 0,
        segments: { list: segments },
        firstSegment: refer('first'),
        secondSegment: pair ? refer('second') : 0,
        visible: read,
      },
    },
    conclusion: `${result.length} tokens; the output of [CLS], at place 0, stands for the whole.`,
    sources: ['J. Devlin and others, "BERT", NAACL 2019, section 3 and figure 2.'],
  });
}
