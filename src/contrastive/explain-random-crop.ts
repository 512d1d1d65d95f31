// A part of a small picture at a random place, from what is drawn: the one augmentation of CLIP.
import { checkShape } from '../core/check.js';
import { readFewRows } from '../core/few.js';
import { listenTo } from '../core/heard.js';
import { checkRng, drawInteger } from '../core/random.js';
import type { ArrayInput, FloatNdArray, Rng } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { add, multiply, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { alone } from '../derivation/phrases.js';
import type { Derivation } from '../derivation/types.js';
import { randomCropFor } from '../image/random-crop.js';

const FN = 'explainRandomCrop';

/** More rows or columns no one reads. */
const MOST: readonly [number, number] = [8, 8];

/**
 * Cuts a part out of a small picture of one channel at a random place, and shows the work: how many places there are, which was
 * drawn, and the part row by row.
 *
 * $$(h - h' + 1)(w - w' + 1) \text{ places}, \qquad C_{ij} = I_{y + i, \, x + j}$$
 *
 * @param image - [h, w], at most 8 by 8
 * @param size - height h' and width w' of the part; equal ones for a square
 * @param rng - the stream, which advances as `randomCrop` does
 * @returns the derivation; its `result` is what `randomCrop` returns
 * @throws as `randomCrop`; ShapeError for a larger picture or several channels
 * @see A. Radford and others, "Learning transferable visual models from natural language supervision", 2021, section 2.3
 *
 * @example
 * There is one place for a part as large as the picture.
 * ```ts
 * import { explainRandomCrop, randomGenerator, toNested, verifyDerivation } from 'fovea';
 * const d = explainRandomCrop([[1, 2], [3, 4]], [2, 2], randomGenerator(1));
 * toNested(d.result) // => [[1, 2], [3, 4]]
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainRandomCrop(
  image: ArrayInput,
  size: readonly [height: number, width: number],
  rng: Rng,
): Derivation<FloatNdArray> {
  const rows = readFewRows(FN, 'image', image, MOST);
  checkShape(FN, 'size', size, 2);
  const { rng: heard, replay } = listenTo(checkRng(FN, 'rng', rng));
  const result = randomCropFor('explainRandomCrop', rows, size, heard);
  const [h, w] = [rows.length, rows[0]!.length];
  const [height, width] = size;
  const again = replay();
  const top = drawInteger(again, h - height + 1);
  const left = drawInteger(again, w - width + 1);
  const quantity = (id: string, symbol: string, title: string, value: number) => {
    return { id, symbol, title, value };
  };
  const room = (id: string, symbol: string, title: string, whole: string, part: string) => {
    return { id, symbol, title, check: add(subtract(refer(whole), refer(part)), 1) };
  };
  /** The entries of a row of the part, in LaTeX. */
  const entries = (row: number): string => {
    const [first, last] = [`I_{${row},${left}}`, `I_{${row},${left + width - 1}}`];
    return width === 1 ? first : `${first}, ${width === 2 ? '' : '\\dots, '}${last}`;
  };
  return createDerivation<FloatNdArray>({
    topic: 'contrastive',
    title: 'A part of a picture at a random place',
    given: [
      {
        id: 'image',
        symbol: 'I',
        title: `The picture; rows and columns count from 0`,
        value: rows,
      },
      quantity('h', 'h', 'Its height', h),
      quantity('w', 'w', 'Its width', w),
      quantity('height', "h'", 'Height of the part', height),
      quantity('width', "w'", 'Width of the part', width),
      quantity('top', 'y', `Drawn: its first row, from 0 to ${h - height}`, top),
      quantity('left', 'x', `Drawn: its first column, from 0 to ${w - width}`, left),
    ],
    steps: [
      room('rows', 'n_y', 'How many rows it can begin at', 'h', 'height'),
      room('columns', 'n_x', 'How many columns', 'w', 'width'),
      {
        id: 'places',
        symbol: 'n',
        title: 'So there are so many places, each equally likely',
        check: multiply(refer('rows'), refer('columns')),
      },
      {
        id: 'part',
        symbol: 'C',
        title: `The part at the place that was drawn: ${stretch('row', top, height)}, ${stretch('column', left, width)}`,
        ...alone('C_{ij} = I_{y + i,\\,x + j}'),
        check: { list: Array.from({ length: height }, (_, i) => refer(`row-${i}`)) },
        value: result,
        steps: Array.from(
          { length: height },
          (_, i): StepDraft => ({
            id: `row-${i}`,
            symbol: `C_{${i}}`,
            title: `From row ${top + i}`,
            formula: `C_{${i}} = (${entries(top + i)})`,
            check: {
              list: Array.from({ length: width }, (_x, j) => refer('image', [top + i, left + j])),
            },
          }),
        ),
      },
    ],
    result,
    symbol: 'C',
    answer: refer('part'),
    conclusion: 'Pictures are resized first; each time one is seen, another part of it may be.',
    sources: [
      'A. Radford and others, "Learning transferable visual models from natural language supervision", ICML 2021, section 2.3.',
    ],
  });
}

/** Rows or columns in words. */
function stretch(what: string, from: number, length: number): string {
  return length === 1 ? `${what} ${from}` : `${what}s ${from} to ${from + length - 1}`;
}
