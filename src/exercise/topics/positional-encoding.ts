// Sinusoidal positions added to the embeddings of a few tokens.
import { toNested } from '../../core/to-nested.js';
import type { Derivation } from '../../derivation/types.js';
import { explainSinusoidalPositions } from '../../transformer/explain-sinusoidal-positions.js';
import { sinusoidalPositions } from '../../transformer/sinusoidal-positions.js';
import type { Draw } from '../draw.js';
import type { Rows } from '../rows.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, matrixTex, numberTex, precisely, rowsOf } from '../wording.js';

type PositionsGiven = { readonly tokens: Rows; readonly base: number };

const DECIMALS = 4;
/** Bases whose roots are whole: square roots for tokens of four numbers, cube roots for those of six. */
const SQUARES = [100, 400, 900, 2500, 10000];
const CUBES = [1000, 8000, 27000];
/** That of the paper. */
const PAPER = 10000;

const widthOf = ({ tokens }: PositionsGiven): number => tokens[0]!.length;
const lastOf = ({ tokens }: PositionsGiven): number => tokens.length - 1;
const sum = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x + b[i]!);

/** The encoding of a position. */
function encodingOf({ base, ...rest }: PositionsGiven, position: number): number[] {
  const width = widthOf({ base, ...rest });
  const rows = toNested(sinusoidalPositions(position + 1, width, { base })) as number[][];
  return rows[position]!;
}

/** One denominator for each pair. */
const denominatorsOf = (given: PositionsGiven): number[] =>
  Array.from({ length: widthOf(given) / 2 }, (_, i) => given.base ** ((2 * i) / widthOf(given)));

/** An encoding by another rule: from the angle of each pair and whether a sine is asked for. */
function encodingBy(
  given: PositionsGiven,
  rule: (angle: number, even: boolean) => number,
): number[] {
  const denominators = denominatorsOf(given);
  return Array.from({ length: widthOf(given) }, (_, j) =>
    rule(lastOf(given) / denominators[Math.floor(j / 2)]!, j % 2 === 0),
  );
}

const wave = (angle: number, even: boolean): number => (even ? Math.sin(angle) : Math.cos(angle));

/** Denominators, an encoding, the sums. */
export const positionalEncodingTopic: Topic<PositionsGiven> = {
  id: 'positional-encoding',
  title: 'Sinusoidal positional encoding',
  quantities: { tokens: 'matrix', base: 'number' },
  generate,
  accepts: (given) => widthOf(given) % 2 === 0 && given.tokens.length > 1,
  statement: (given) => {
    const { tokens, base } = given;
    const power = `${numberTex(base)}^{2i/d}`;
    return [
      `Tokens at the positions $0$ to $${lastOf(given)}$ have these embeddings, one a row:`,
      display(`E = ${matrixTex(tokens)}`),
      `Sinusoidal positions are added to them, with $d = ${widthOf(given)}$ and $i$ counted from 0:`,
      display(
        `P_{p,\\,2i} = \\sin \\frac{p}{${power}},\\qquad P_{p,\\,2i+1} = \\cos \\frac{p}{${power}}`,
      ),
    ].join('\n\n');
  },
  parts: (given) => {
    const last = lastOf(given);
    const denominators = denominatorsOf(given);
    const isWhole = denominators.every((each) => Math.abs(each - Math.round(each)) < 1e-9);
    const vector = { kind: 'vector', decimals: DECIMALS } as const;
    return [
      {
        id: 'a',
        prompt: `By what is the position divided in each pair of sine and cosine? Give one number for each pair.${isWhole ? '' : ` ${precisely(DECIMALS)}`}`,
        marks: 1,
        ...(isWhole ? ({ kind: 'vector' } as const) : vector),
        value: () => denominators,
      },
      {
        id: 'b',
        prompt: `What is the encoding of position ${last}? ${precisely(DECIMALS)}`,
        marks: 3,
        ...vector,
        value: (earlier) =>
          earlier
            .vector('a')
            .flatMap((denominator) => [Math.sin(last / denominator), Math.cos(last / denominator)]),
      },
      {
        id: 'c',
        prompt: `What goes into the network for this last token? ${precisely(DECIMALS)}`,
        marks: 1,
        ...vector,
        value: (earlier) => sum(given.tokens[last]!, earlier.vector('b')),
      },
      {
        id: 'd',
        prompt: 'And what goes in for the first token, at position 0?',
        marks: 1,
        kind: 'vector',
        value: () => sum(given.tokens[0]!, encodingOf(given, 0)),
      },
    ];
  },
  misconceptions: [
    {
      id: 'pe-index-convention',
      name: 'The exponent lacks its 2',
      explanation:
        'The exponent counts places, not pairs: the pair i starts at place 2i, so it has 2i/d.',
      wrong: {
        a: (given) => denominatorsOf(given).map((_, i) => given.base ** (i / widthOf(given))),
      },
    },
    {
      id: 'pe-every-dimension-own-frequency',
      name: 'Sine and cosine have different denominators',
      explanation: 'The sine and the cosine of a pair have the same denominator.',
      wrong: {
        b: (given) =>
          Array.from({ length: widthOf(given) }, (_, j) =>
            wave(lastOf(given) / given.base ** (j / widthOf(given)), j % 2 === 0),
          ),
      },
    },
    {
      id: 'pe-sin-cos-swapped',
      name: 'Sine and cosine are swapped',
      explanation: 'Even places, counted from 0, hold the sine, odd ones the cosine.',
      wrong: { b: (given) => encodingBy(given, (angle, even) => wave(angle, !even)) },
    },
    {
      id: 'pe-half-split-layout',
      name: 'All sines stand before all cosines',
      explanation: 'Sines and cosines take turns here; some programs put all sines first.',
      wrong: {
        b: (given) => {
          const angles = denominatorsOf(given).map((each) => lastOf(given) / each);
          return [...angles.map(Math.sin), ...angles.map(Math.cos)];
        },
      },
    },
    {
      id: 'pe-positions-from-1',
      name: 'Positions are counted from 1',
      explanation: 'The first token is at position 0, so this is the encoding of the next one.',
      wrong: { b: (given) => encodingOf(given, lastOf(given) + 1) },
    },
    {
      id: 'pe-extra-factor',
      name: 'The position is multiplied with the width',
      explanation: 'The angle is the position alone over its denominator, without a factor d.',
      wrong: {
        b: (given) => encodingBy(given, (angle, even) => wave(angle * widthOf(given), even)),
      },
    },
    {
      id: 'pe-degrees',
      name: 'Angles are taken in degrees',
      explanation: 'Sine and cosine are of an angle in radians: set the calculator to radians.',
      wrong: {
        b: (given) => encodingBy(given, (angle, even) => wave(angle * (Math.PI / 180), even)),
      },
    },
    {
      id: 'pe-replaces-embedding',
      name: 'The embedding is left out',
      explanation: 'The encoding is added to the embedding, it does not take its place.',
      wrong: {
        c: (_, earlier) => earlier.vector('b'),
        d: (given) => encodingOf(given, 0),
      },
    },
    {
      id: 'pe-multiplied',
      name: 'The encoding is multiplied with the embedding',
      explanation: 'The encoding is added to the embedding, number by number.',
      wrong: {
        c: (given, earlier) =>
          earlier.vector('b').map((each, i) => each * given.tokens[lastOf(given)]![i]!),
      },
    },
    {
      id: 'pe-position-zero-is-zero',
      name: 'Position 0 is taken to add nothing',
      explanation: 'The cosine of 0 is 1, so every odd place gets 1 at position 0.',
      wrong: { d: ({ tokens }) => tokens[0]! },
    },
  ],
  solve: ({ tokens, base }): Derivation => explainSinusoidalPositions(tokens, { base }),
};

function generate(draw: Draw, difficulty: Difficulty): PositionsGiven {
  const width = difficulty === 'hard' ? 6 : 4;
  const count = difficulty === 'easy' ? draw.integer(2, 3) : draw.integer(3, 5);
  const tenths = draw.ownIntegers(count * width, -9, 15).map((each) => each / 10);
  return {
    tokens: rowsOf(tenths, width),
    base: draw.pick(difficulty === 'hard' ? [PAPER, ...CUBES] : SQUARES),
  };
}
