// The counts of patches and of hidden tokens, shown step by step.
import { checkNumber, checkOptions, checkShape } from '../core/check.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  type MaskCount,
  type MaskCountOptions,
  maskCount,
  type PatchCount,
  patchCount,
  readRatio,
  visibleShare,
} from './counts.js';
import { type PatchSize, readLayout } from './patch-layout.js';

/** How the axes of a picture are called and written. */
const AXES = [
  { id: 't', symbol: 't', size: 'q', title: 'Frames', along: 'in time' },
  { id: 'h', symbol: 'h', size: 'p_h', title: 'Rows', along: 'from top to bottom' },
  { id: 'w', symbol: 'w', size: 'p_w', title: 'Columns', along: 'from left to right' },
] as const;

/**
 * Counts the patches of a picture and the numbers in a patch, and shows the work.
 *
 * @param shape - [h, w], [h, w, c] or [t, h, w, c]
 * @param size - p for p × p pixels, `[rows, columns]`, or for a video `[frames, rows, columns]`
 * @returns the derivation; its `result` is what `patchCount` returns
 * @throws as `patchCount`
 * @see A. Dosovitskiy and others, "An image is worth 16x16 words", 2021, section 3.1
 *
 * @example
 * From the course: a colour image of 224 × 224 pixels in patches of 16 × 16.
 * ```ts
 * import { explainPatchCount, renderText, verifyDerivation } from 'fovea';
 * const d = explainPatchCount([224, 224, 3], 16);
 * d.result // => { grid: [14, 14], count: 196, values: 768 }
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('14 · 14 = 196') // => true
 * ```
 */
export function explainPatchCount(
  shape: readonly number[],
  size: PatchSize,
): Derivation<PatchCount> {
  const fn = 'explainPatchCount';
  const layout = readLayout(fn, 'shape', checkShape(fn, 'shape', shape), size);
  const result = patchCount(shape, size);
  const axes = AXES.slice(shape.length === 4 ? 0 : 1);
  const [lengths, sizes] = [layout.lengths, layout.size].map((all) => all.slice(-axes.length));
  const square = axes.length === 2 && sizes![0] === sizes![1];
  const given: Given[] = [
    ...axes.map(({ id, symbol, title }, k) => ({ id, symbol, title, value: lengths![k]! })),
    ...(square
      ? [{ id: 'size', symbol: 'p', title: 'Side of a patch', value: sizes![0]! }]
      : axes.map(({ id, size: symbol, title }, k) => ({
          id: `size-${id}`,
          symbol,
          title: `${title} of a patch`,
          value: sizes![k]!,
        }))),
    { id: 'c', symbol: 'c', title: 'Channels of a pixel', value: layout.channels },
  ];
  const { divide, multiply, power } = stepOperations;
  const sizeOf = (id: string): StepExpression => refer(square ? 'size' : `size-${id}`);
  const [first, ...others] = axes.map(({ id }) => refer(`grid-${id}`));
  const [one, ...rest] = square ? [power(refer('size'), 2)] : axes.map(({ id }) => sizeOf(id));
  const steps: StepDraft[] = [
    ...axes.map(({ id, symbol, along }) => ({
      id: `grid-${id}`,
      symbol: `n_${symbol}`,
      title: `Patches ${along}`,
      check: divide(refer(id), sizeOf(id)),
    })),
    {
      id: 'count',
      symbol: 'n',
      title: 'All patches: each is one token',
      check: multiply(first!, ...others),
      value: result.count,
    },
    {
      id: 'values',
      symbol: 'v',
      title: 'Numbers in a patch: what a token is projected from',
      note: 'The pixels of a patch, each with all its channels. However a picture is cut, n · v is the number of its values.',
      check: multiply(one!, ...rest, refer('c')),
      value: result.values,
    },
  ];
  return createDerivation<PatchCount>({
    topic: 'pretraining',
    title: 'Patches of a picture',
    given,
    steps,
    result,
    answer: {
      record: {
        grid: { list: axes.map(({ id }) => refer(`grid-${id}`)) },
        count: refer('count'),
        values: refer('values'),
      },
    },
    conclusion: `${result.count} patches of ${result.values} numbers each.`,
    sources: [
      'A. Dosovitskiy and others, "An image is worth 16x16 words", ICLR 2021, section 3.1.',
    ],
  });
}

/**
 * Counts the tokens that stay and those that are hidden, and shows the work.
 *
 * @param n - tokens, at least 0
 * @param options - `ratio`: r from 0 up to but without 1, 0.75 where left out
 * @returns the derivation; its `result` is what `maskCount` returns
 * @throws as `maskCount`
 * @see K. He and others, "Masked autoencoders are scalable vision learners", 2022, section 3
 *
 * @example
 * From the course: three quarters of 196 patches.
 * ```ts
 * import { explainMaskCount, renderText, verifyDerivation } from 'fovea';
 * const d = explainMaskCount(196);
 * d.result // => { visible: 49, masked: 147 }
 * verifyDerivation(d).ok // => true
 * renderText(d).includes('196 − 49 = 147') // => true
 * ```
 */
export function explainMaskCount(n: number, options?: MaskCountOptions): Derivation<MaskCount> {
  const fn = 'explainMaskCount';
  checkNumber(fn, 'n', n, { integer: true, min: 0 });
  const ratio = readRatio(fn, checkOptions(fn, options, ['ratio']).ratio);
  const result = maskCount(n, { ratio });
  const { floor, multiply, subtract } = stepOperations;
  const share = visibleShare(n, ratio);
  return createDerivation<MaskCount>({
    topic: 'pretraining',
    title: 'Tokens that stay and tokens that are hidden',
    given: [
      { id: 'n', symbol: 'n', title: 'Tokens', value: n },
      { id: 'r', symbol: 'r', title: 'The part that is hidden', value: ratio },
    ],
    steps: [
      {
        id: 'share',
        symbol: 's',
        title: 'The part of the tokens that stays',
        check: multiply(subtract(1, refer('r')), refer('n')),
        value: share,
      },
      {
        id: 'visible',
        symbol: 'k',
        title: 'As a whole number: round down',
        note: Number.isInteger(share)
          ? 'It is one already.'
          : 'Of a token that would stay in part nothing stays.',
        check: floor(refer('share')),
        value: result.visible,
      },
      {
        id: 'masked',
        symbol: 'h',
        title: 'All others are hidden',
        check: subtract(refer('n'), refer('visible')),
        value: result.masked,
      },
    ],
    result,
    answer: { record: { visible: refer('visible'), masked: refer('masked') } },
    conclusion: `Seen by the encoder: ${result.visible} of ${n}; to be reconstructed: ${result.masked}.`,
    sources: [
      'K. He and others, "Masked autoencoders are scalable vision learners", CVPR 2022, section 3.',
    ],
  });
}
