// How videos come to an audio of their own or of another, from what is drawn.
import { checkNumber } from '../core/check.js';
import { listenTo } from '../core/heard.js';
import { checkRng, drawInteger, permutation } from '../core/random.js';
import type { Rng } from '../core/types.js';
import { createDerivation } from '../derivation/create-derivation.js';
import {
  add,
  any,
  choose,
  divide,
  equal,
  floor,
  lessEqual,
} from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import { type MatchingPairs, matchingPairs } from './matching.js';

const FN = 'explainMatchingPairs';

/** More videos no one reads. */
const MOST = 10;

/**
 * Pairs few videos with audios for matching, and shows the work: the random order that says which keep their own audio, the
 * number drawn for each of the others, and the audio that it means.
 *
 * $$a_i = \begin{cases} i & y_i = 1 \\ d_i & d_i < i \\ d_i + 1 & \text{else} \end{cases}$$
 *
 * @param n - videos in the batch, with an audio each; 2 to 10
 * @param rng - the stream, which advances as `matchingPairs` does
 * @returns the derivation; its `result` is what `matchingPairs` returns
 * @throws as `matchingPairs`; DomainError for more than 10 videos
 * @see Z. Tang and others, "TVLT: Textless vision-language transformer", 2022, section 3.3, and their authors' code
 *
 * @example
 * Of two videos one gets the other's audio.
 * ```ts
 * import { explainMatchingPairs, randomGenerator, verifyDerivation } from 'fovea';
 * const d = explainMatchingPairs(2, randomGenerator(1));
 * d.result.labels.includes(1) && d.result.labels.includes(0) // => true
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainMatchingPairs(n: number, rng: Rng): Derivation<MatchingPairs> {
  checkNumber(FN, 'n', n, { integer: true, min: 2, max: MOST });
  const { rng: heard, replay } = listenTo(checkRng(FN, 'rng', rng));
  const result = matchingPairs(n, heard);
  const again = replay();
  const order = permutation(again, n);
  const half = Math.floor(n / 2);
  const others = result.labels.flatMap((label, video) => (label === 0 ? [video] : []));
  const draws = others.map(() => drawInteger(again, n - 1));
  const videos = Array.from({ length: n }, (_, video) => video);
  const given: Given[] = [
    { id: 'n', symbol: 'n', title: 'How many videos there are, each with its audio', value: n },
    { id: 'order', symbol: 'o', title: 'Drawn: the videos in random order', value: order },
    {
      id: 'draws',
      symbol: 'd',
      title: `Drawn: a number from 0 to ${n - 2} for each video without its own audio`,
      value: draws,
      note:
        others.length === 1
          ? `It is video ${others[0]}.`
          : `These are the videos ${others.join(', ')}.`,
    },
  ];
  return createDerivation<MatchingPairs>({
    topic: 'pretraining',
    title: 'Pairs of video and audio that match, and that do not',
    given,
    steps: [
      {
        id: 'half',
        symbol: 'h',
        title: 'How many keep their own audio: half of them, rounded down',
        check: floor(divide(refer('n'), 2)),
        value: half,
      },
      {
        id: 'labels',
        symbol: 'y',
        title:
          half === 1
            ? 'The first of the random order keeps it: its label is 1'
            : `The first ${half} of the random order keep it: their label is 1`,
        formula:
          'y_i = \\begin{cases} 1 & \\text{if } i \\in \\{o_1, \\dots, o_h\\} \\\\ 0 & \\text{otherwise} \\end{cases}',
        // Which they are can be seen in the order; each comparison written out would hide it.
        substitution: `\\begin{cases} 1 & \\text{if } i \\in \\{${order.slice(0, half).join(', ')}\\} \\\\ 0 & \\text{otherwise} \\end{cases}`,
        check: {
          list: videos.map((video) =>
            choose(
              any(equal({ list: order.slice(0, half).map((_, k) => refer('order', [k])) }, video)),
              1,
              0,
            ),
          ),
        },
        value: result.labels,
        note: 'Videos and audios are counted from 0.',
      },
      {
        id: 'audios',
        symbol: 'a',
        title: 'The audio of each video: its own, or the one that was drawn',
        formula:
          'a_i = \\begin{cases} i & \\text{if } y_i = 1 \\\\ d_i & \\text{if } d_i < i \\\\ d_i + 1 & \\text{otherwise} \\end{cases}',
        check: { list: videos.map((video) => refer(`audio-${video}`)) },
        value: result.pairs.map(([, audio]) => audio),
        note: 'A number from the video’s own on means the next one: so its own audio is left out, and each other is equally likely.',
        steps: videos.map((video) => {
          const place = others.indexOf(video);
          if (place < 0) {
            return {
              id: `audio-${video}`,
              symbol: `a_{${video}}`,
              title: `Video ${video} keeps its own audio`,
              check: video,
            };
          }
          const drawn = refer('draws', [place], `d_{${video}}`);
          return {
            id: `audio-${video}`,
            symbol: `a_{${video}}`,
            title: `Video ${video} gets that of another`,
            check: choose(lessEqual(video, drawn), add(drawn, 1), drawn),
          };
        }),
      },
    ],
    result,
    answer: {
      record: {
        pairs: { list: videos.map((video) => ({ list: [video, refer('audios', [video])] })) },
        labels: refer('labels'),
      },
    },
    conclusion: `${half} of ${n} pairs belong together; the pairs of video and audio are ${result.pairs.map((pair) => `(${pair.join(', ')})`).join(', ')}.`,
    sources: [
      'Z. Tang and others, "TVLT: Textless vision-language transformer", NeurIPS 2022, section 3.3.',
    ],
  });
}
