// How a token is chosen from its scores, as steps: softmax at a temperature, cuts, and the draw; or the largest score.
import type { FloatNdArray, Rng } from '../core/types.js';
import type { StepDraft } from '../derivation/create-derivation.js';
import {
  argmax,
  count,
  divide,
  exp,
  item,
  lessEqual,
  max,
  multiply,
  subtract,
  sum,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords, totalOf } from '../derivation/phrases.js';
import { samplingProbabilities } from './sample-token.js';

/** Where drawing from scores is told of. */
export const SAMPLING_SOURCE =
  'A. Holtzman and others, "The curious case of neural text degeneration", ICLR 2020, sections 3 and 4.';

/** A choice of a token before it is worked out. */
export interface ChoiceProblem {
  /** The scores of the tokens, under the id "x" behind the prefix. */
  readonly scores: readonly number[];
  /** The token that was chosen. */
  readonly token: number;
  /** How it was drawn: the temperature stands under "temperature", the place under "u" behind the prefix; the most likely token where left out. */
  readonly draw?: ChoiceDraw | undefined;
  /** Put before the ids of steps. */
  readonly prefix: string;
  /** Put behind symbols. */
  readonly mark: string;
}

/** With what a token is drawn. */
export interface ChoiceDraw {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
}

/** A choice that is worked out. */
export interface ChoiceSteps {
  readonly steps: readonly StepDraft[];
  /** The probabilities from which the token was chosen. */
  readonly probabilities: FloatNdArray;
  /** The step that has them. */
  readonly probabilitiesAt: string;
}

/**
 * The steps from the scores of few tokens to the one that is chosen.
 *
 * @param problem - scores, how it was drawn, and what came out
 * @returns the steps; the last has the token, under "token" behind the prefix
 */
export function choiceSteps(problem: ChoiceProblem): ChoiceSteps {
  const { scores, draw, prefix } = problem;
  if (draw === undefined) {
    const probabilities = samplingProbabilities(scores);
    return {
      steps: [softmaxStep(problem, 1, probabilities), largestStep(problem)],
      ...{ probabilities, probabilitiesAt: `${prefix}probabilities` },
    };
  }
  const { temperature, topK, topP } = draw;
  const probabilities = samplingProbabilities(scores, draw);
  const kept = Array.from(probabilities.data.keys()).filter((i) => probabilities.get(i) > 0);
  const all = samplingProbabilities(scores, { temperature });
  const fewer = topK < scores.length;
  const reasons = [
    ...(fewer ? [`the ${topK} most likely`] : []),
    ...(topP < 1
      ? [`of ${fewer ? 'those' : 'all'} the most likely that reach ${inWords(topP)} together`]
      : []),
  ];
  const cut = reasons.length > 0 && kept.length < scores.length;
  return {
    steps: [
      softmaxStep(problem, temperature, all),
      ...(cut ? cutSteps(problem, kept, reasons, probabilities) : []),
      ...drawSteps(problem, kept, cut),
    ],
    ...{ probabilities, probabilitiesAt: `${prefix}${cut ? 'cut' : 'probabilities'}` },
  };
}

/**
 * A stream that tells which places were drawn.
 *
 * @param stream - the stream, which advances
 * @param places - receives each place
 * @returns the same stream, overheard
 */
export function overhear(stream: Rng, places: number[]): Rng {
  return {
    nextUint32: () => stream.nextUint32(),
    nextFloat64: () => {
      const place = stream.nextFloat64();
      places.push(place);
      return place;
    },
    split: () => stream.split(),
  };
}

function softmaxStep(
  { scores, prefix, mark }: ChoiceProblem,
  temperature: number,
  value: FloatNdArray,
): StepDraft {
  const divided = temperature !== 1;
  const shifted = subtract(refer(`${prefix}x`), refer(`${prefix}largest`));
  const [p, w, x, m] = ['p', 'w', 'x', 'm'].map((letter) => `${letter}${mark}`);
  const weight = `${w}_i = e^{${divided ? `(${x}_i - ${m}) / T` : `${x}_i - ${m}`}}`;
  return {
    id: `${prefix}probabilities`,
    symbol: p,
    title: divided
      ? 'The softmax of the scores divided by the temperature'
      : 'The softmax of the scores',
    formula: `${p}_i = \\frac{${w}_i}{\\sum_j ${w}_j}`,
    check: divide(refer(`${prefix}weights`), sum(refer(`${prefix}weights`))),
    value,
    ...(divided
      ? { note: temperature < 1 ? 'Below 1 likely tokens gain.' : 'Above 1 unlikely tokens gain.' }
      : {}),
    steps: [
      {
        id: `${prefix}largest`,
        symbol: m,
        title: 'The largest score, which is taken away from all, so that no exponential overflows',
        formula: `${m} = \\max_i ${x}_i`,
        check: max(refer(`${prefix}x`)),
        value: Math.max(...scores),
      },
      {
        id: `${prefix}weights`,
        symbol: w,
        title: divided ? 'Divide by the temperature and take exponentials' : 'Take exponentials',
        formula: weight,
        check: exp(divided ? divide(shifted, refer('temperature')) : shifted),
      },
    ],
  };
}

function largestStep({ prefix, mark, token }: ChoiceProblem): StepDraft {
  return {
    id: `${prefix}token`,
    symbol: `t${mark}`,
    title: 'The most likely token, counted from 0',
    formula: `t${mark} = \\operatorname*{arg\\,max}_i x${mark}_i`,
    check: argmax(refer(`${prefix}x`)),
    value: token,
  };
}

function cutSteps(
  { scores, prefix, mark }: ChoiceProblem,
  kept: readonly number[],
  reasons: readonly string[],
  value: FloatNdArray,
): StepDraft[] {
  const [p, cut, s] = ['p', "p'", 's'].map((letter) => `${letter}${mark}`);
  return [
    {
      id: `${prefix}kept`,
      symbol: s,
      title: `The probability of all that are kept (token${kept.length === 1 ? '' : 's'} ${kept.join(', ')})`,
      note: `Kept are ${reasons.join(', and ')}.`,
      check: totalOf(kept.map((i) => refer(`${prefix}probabilities`, [i], `${p}_{${i}}`))),
    },
    {
      id: `${prefix}cut`,
      symbol: cut,
      title: 'Their probabilities among themselves; the others are never drawn',
      formula: `${cut}_i = \\begin{cases} \\frac{${p}_i}{${s}} & \\text{kept} \\\\ 0 & \\text{else} \\end{cases}`,
      check: divide(
        multiply(refer(`${prefix}probabilities`), {
          list: Array.from(scores, (_, i) => (kept.includes(i) ? 1 : 0)),
        }),
        refer(`${prefix}kept`),
      ),
      value,
    },
  ];
}

function drawSteps(
  { token, prefix, mark }: ChoiceProblem,
  kept: readonly number[],
  cut: boolean,
): StepDraft[] {
  const id = `${prefix}${cut ? 'cut' : 'probabilities'}`;
  const symbol = `${cut ? "p'" : 'p'}${mark}`;
  const [f, t, u, k] = ['F', 't', 'u', 'K'].map((letter) => `${letter}${mark}`);
  return [
    {
      id: `${prefix}reached`,
      symbol: f,
      title:
        'Running sums of those that can be drawn: each has a stretch as long as its probability',
      formula: `${f}_k = \\sum_{j \\le k} ${symbol}_j`,
      check: {
        list: kept.map((_, at) =>
          totalOf(kept.slice(0, at + 1).map((i) => refer(id, [i], `${symbol}_{${i}}`))),
        ),
      },
    },
    {
      id: `${prefix}token`,
      symbol: t,
      title: `The token in whose stretch u falls, of K = (${kept.join(', ')}), counted from 0`,
      formula: `j = \\left|\\{k : ${f}_k \\le ${u}\\}\\right|, \\quad ${t} = ${k}_j`,
      check: item(
        { list: [...kept, token] },
        count(lessEqual(refer(`${prefix}reached`), refer(`${prefix}u`))),
      ),
      substitution: `${k}_{${kept.indexOf(token)}}`,
      value: token,
    },
  ];
}
