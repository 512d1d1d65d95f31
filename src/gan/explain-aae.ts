// What the parts of an adversarial autoencoder minimise, from few samples.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { readArray } from '../core/create.js';
import { describeValue, KindError } from '../core/errors.js';
import { readFew, readFewRows } from '../core/few.js';
import type { ArrayInput } from '../core/types.js';
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import { exp, log, mean, power, subtract, sum } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { inWords } from '../derivation/phrases.js';
import { renameSteps } from '../derivation/rename-steps.js';
import type { Derivation, Given } from '../derivation/types.js';
import { categoricalCrossEntropy } from '../divergence/categorical-loss.js';
import { type AaeBatch, type AaeLosses, aaeLossesFor } from './aae.js';
import { checkRange, GAME_SOURCES, logarithmsOf, VARIANTS } from './explain-losses.js';
import { gameSteps } from './loss-steps.js';
import type { GeneratorLossOptions } from './losses.js';

/** What `explainAaeLosses` arrives at: the losses that there are. */
export type ExplainedAaeLosses = Pick<
  AaeLosses,
  'reconstruction' | 'discriminator' | 'generator'
> & {
  readonly [Name in 'clusterDiscriminator' | 'clusterGenerator' | 'classification']?: number;
};

const FN = 'explainAaeLosses';

/** More samples of more numbers no one reads. */
const MOST = [6, 6] as const;

/** More scores neither. */
const MOST_SCORES = 12;

/**
 * Computes what the parts of an adversarial autoencoder minimise in one batch of few samples, and shows the work, phase by
 * phase: the mean squared error; the game of the discriminator of codes, in which draws of the prior are real and the
 * encoder is the generator; the same of labels or clusters; and the cross-entropy of labelled samples. They are not added
 * up: each moves other parameters.
 *
 * @param batch - as in `aaeLosses`: `data` and `decoded`, lists or tables of at most 6 by 6 numbers; `codes` and `clusters`
 * with `prior` and `code`, 1 to 12 scores each; `labelled` with `logits` [m, k] and whole `labels` [m], at most 6 by 6
 * @param options - `variant` and `input`, as in `aaeLosses`
 * @returns the derivation; its `result` is what `aaeLosses` returns, without what does not apply
 * @throws as `aaeLosses`; ShapeError for more numbers, DomainError for scores beyond ±700 and probabilities not from 0.001
 * to 0.999, KindError for labels that are distributions
 * @see A. Makhzani and others, "Adversarial autoencoders", 2015, sections 2 to 6
 *
 * @example
 * A discriminator that cannot tell codes from draws of the prior.
 * ```ts
 * import { explainAaeLosses, verifyDerivation } from 'fovea';
 * const d = explainAaeLosses({
 *   data: [[1], [2]],
 *   decoded: [[1], [4]],
 *   codes: { prior: [0, 0], code: [0, 0] },
 * });
 * d.result.reconstruction // => 2
 * d.result.discriminator // => 1.38629
 * d.result.generator // => 0.693147
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainAaeLosses(
  batch: AaeBatch<ArrayInput>,
  options?: GeneratorLossOptions,
): Derivation<ExplainedAaeLosses> {
  const names = ['data', 'decoded', 'codes', 'clusters', 'labelled'] as const;
  const { data, decoded, codes, clusters, labelled } = checkOptions(FN, batch, names, 'batch');
  const given = checkOptions(FN, options, ['variant', 'input']);
  const variant = checkOneOf(FN, 'variant', given.variant ?? 'non-saturating', VARIANTS);
  const input = checkOneOf(FN, 'input', given.input ?? 'logits', ['logits', 'probabilities']);
  const [x, made] = [readSamples('data', data), readSamples('decoded', decoded)];
  const [own, other] = playersOf(codes, clusters, input);
  const known = labelled === undefined ? undefined : readLabelled(labelled);
  const losses = aaeLossesFor(
    FN,
    {
      ...{ data: x, decoded: made, codes: { prior: own.prior, code: own.code } },
      ...(other && { clusters: { prior: other.prior, code: other.code } }),
      ...(known && { labelled: known }),
    },
    { variant, input },
  );
  const { clusterDiscriminator, clusterGenerator, classification } = losses;
  const result: ExplainedAaeLosses = {
    reconstruction: losses.reconstruction,
    discriminator: losses.discriminator,
    generator: losses.generator,
    ...(clusterDiscriminator === undefined ? {} : { clusterDiscriminator }),
    ...(clusterGenerator === undefined ? {} : { clusterGenerator }),
    ...(classification === undefined ? {} : { classification }),
  };
  const game = { variant, input };
  return createDerivation<ExplainedAaeLosses>({
    topic: 'gan',
    title: `The losses of an adversarial autoencoder (${variant === 'wasserstein' ? 'Wasserstein' : variant})`,
    given: [
      { id: 'data', symbol: 'x', title: 'The data', value: x },
      {
        id: 'decoded',
        symbol: '\\hat x',
        title: 'What the decoder made of their codes',
        value: made,
      },
      ...scoresGiven(own, input),
      ...(other ? scoresGiven(other, input) : []),
      ...(known
        ? [
            {
              ...{ id: 'logits', symbol: 's', value: known.logits },
              title: 'The encoder’s scores of the classes, a labelled sample a row',
            },
            {
              id: 'labels',
              symbol: 'y',
              title: 'Their classes, counted from 0',
              value: known.labels,
            },
          ]
        : []),
    ],
    steps: [
      reconstructionStep(losses.reconstruction),
      playStep(own, game, losses.discriminator, losses.generator),
      ...(other ? [playStep(other, game, clusterDiscriminator!, clusterGenerator!)] : []),
      ...(known ? [classStep(known, classification!)] : []),
    ],
    result,
    answer: {
      record: {
        reconstruction: refer('reconstruction'),
        ...{ discriminator: refer('codes-discriminator'), generator: refer('codes-generator') },
        ...(other && {
          clusterDiscriminator: refer('clusters-discriminator'),
          clusterGenerator: refer('clusters-generator'),
        }),
        ...(known && { classification: refer('classification') }),
      },
    },
    conclusion: `Reconstruction costs ${inWords(losses.reconstruction)}; the discriminator’s loss is ${inWords(losses.discriminator)}, that of the encoder, which plays against it, ${inWords(losses.generator)}.`,
    sources: [
      'A. Makhzani and others, "Adversarial autoencoders", 2015, sections 2 to 6.',
      GAME_SOURCES[variant],
    ],
  });
}

type Samples = number[] | number[][];

/** One of the games. */
interface Players {
  readonly name: 'codes' | 'clusters';
  readonly prior: number[];
  readonly code: number[];
}

/** Labelled samples. */
interface Labelled {
  readonly logits: number[][];
  readonly labels: number[];
}

function readSamples(argument: string, samples: ArrayInput): Samples {
  needed(argument, samples);
  return readArray(FN, argument, samples).shape.length === 2
    ? readFewRows(FN, argument, samples, MOST)
    : readFew(FN, argument, samples, MOST_SCORES);
}

function needed(argument: string, got: unknown): void {
  if (got !== undefined) return;
  throw new KindError({ function: FN, argument, expected: 'numbers', got: describeValue(got) });
}

function playersOf(
  codes: AaeBatch<ArrayInput>['codes'],
  clusters: AaeBatch<ArrayInput>['clusters'],
  input: 'logits' | 'probabilities',
): readonly [Players, Players | undefined] {
  const read = (name: Players['name'], scores: AaeBatch<ArrayInput>['codes']): Players => {
    const { prior, code } = checkOptions(FN, scores, ['prior', 'code'], name);
    const list = (part: string, of: ArrayInput): number[] => {
      needed(`${name}.${part}`, of);
      const numbers = readFew(FN, `${name}.${part}`, of, MOST_SCORES);
      checkRange(FN, `${name}.${part}`, numbers, input);
      return numbers;
    };
    return { name, prior: list('prior', prior), code: list('code', code) };
  };
  needed('codes', codes);
  return [read('codes', codes), clusters === undefined ? undefined : read('clusters', clusters)];
}

function readLabelled(labelled: NonNullable<AaeBatch<ArrayInput>['labelled']>): Labelled {
  const parts = checkOptions(FN, labelled, ['logits', 'labels'], 'labelled');
  needed('labelled.logits', parts.logits);
  needed('labelled.labels', parts.labels);
  const logits = readFewRows(FN, 'labelled.logits', parts.logits, MOST);
  const labels = readFew(FN, 'labelled.labels', parts.labels, MOST[0], logits.length);
  for (const row of logits) checkRange(FN, 'labelled.logits', row, 'logits');
  const max = logits[0]!.length - 1;
  for (const y of labels) checkNumber(FN, 'labelled.labels', y, { integer: true, min: 0, max });
  return { logits, labels };
}

/** Whose scores are real and made in a game. */
const WORDS = {
  codes: { drawn: 'draws of the prior', made: 'the encoder’s codes', of: 'z' },
  clusters: { drawn: 'draws of labels or clusters', made: 'those that the encoder says', of: 'y' },
} as const;

function scoresGiven({ name, prior, code }: Players, input: 'logits' | 'probabilities'): Given[] {
  const style = styleOf(name);
  const { drawn, made } = WORDS[name];
  const called = input === 'probabilities' ? 'Probabilities' : 'Scores';
  const [real, fake] = input === 'probabilities' ? ['D(x)', 'D(G(z))'] : ['r', 'f'];
  return [
    { id: `${name}-real`, symbol: style(real!), title: `${called} of ${drawn}`, value: prior },
    { id: `${name}-fake`, symbol: style(fake!), title: `${called} of ${made}`, value: code },
  ];
}

/** Formulas of the game of a GAN, written for codes z or labels y: the encoder E is the generator. */
function styleOf(name: Players['name']): (latex: string) => string {
  const { of } = WORDS[name];
  return (latex) => {
    const written = latex
      .replaceAll('D(x)', `D_${of}(${of})`)
      .replaceAll('D(G(z))', `D_${of}(E_${of}(x))`)
      .replaceAll('\\mathbb{E}_z', '\\mathbb{E}_*')
      .replaceAll('\\mathbb{E}_x', `\\mathbb{E}_${of}`)
      .replaceAll('\\mathbb{E}_*', '\\mathbb{E}_x')
      .replaceAll('L_D', `L_{D_${of}}`)
      .replaceAll('L_G', `L_{E_${of}}`)
      .replace(/^V_z$/, `V_{E_${of}(x)}`)
      .replace(/^V_x$/, `V_${of}`)
      .replace(/^V(?=$| )/, `V^{${of}}`);
    if (name === 'codes') return written;
    const alone = (letter: string): RegExp =>
      new RegExp(`(?<![A-Za-z\\\\])${letter}(?![A-Za-z])`, 'g');
    return written.replace(alone('r'), '\\rho').replace(alone('f'), '\\varphi');
  };
}

function reconstructionStep(value: number): StepDraft {
  return {
    id: 'reconstruction',
    symbol: 'L_{\\mathrm{rec}}',
    title: 'The reconstruction phase moves encoder and decoder: the mean squared error',
    formula: 'L_{\\mathrm{rec}} = \\mathbb{E}\\, d^2',
    check: mean(refer('squares')),
    value,
    steps: [
      {
        id: 'off',
        symbol: 'd',
        title: 'How far each number is off',
        check: subtract(refer('decoded'), refer('data')),
      },
      { id: 'squares', symbol: 'd^2', title: 'Squared', check: power(refer('off'), 2) },
    ],
  };
}

function playStep(
  { name, prior, code }: Players,
  game: Parameters<typeof gameSteps>[0],
  discriminator: number,
  generator: number,
): StepDraft {
  const played = game.variant === 'minimax' || game.variant === 'non-saturating';
  const steps = gameSteps(game, {
    ...{ discriminator, generator },
    ...(played ? { value: 0 - discriminator } : {}),
    logarithms: played ? logarithmsOf(prior, code, game.input) : undefined,
  });
  const { drawn, made } = WORDS[name];
  return {
    id: name,
    kind: 'statement',
    title: `The regularisation phase, game of ${name === 'codes' ? 'the codes' : 'labels or clusters'}: first the discriminator moves, then the encoder`,
    note: `Real are ${drawn}, made are ${made}: the encoder is the generator.`,
    steps: renameSteps(steps, (id) => `${name}-${id}`, styleOf(name)),
  };
}

function classStep({ logits, labels }: Labelled, value: number): StepDraft {
  const each = categoricalCrossEntropy(logits, labels, { reduction: 'none' });
  return {
    id: 'classification',
    symbol: 'L_{\\mathrm{class}}',
    title: 'The classification phase moves the encoder: the cross-entropy of labelled samples',
    formula: 'L_{\\mathrm{class}} = \\mathbb{E}\\, c_i',
    check: mean({ list: labels.map((_, i) => refer(`class-${i}`)) }),
    value,
    steps: labels.map((y, i): StepDraft => {
      const [at, row] = [`_{${i + 1}}`, refer('logits', [i], `s_{${i + 1}}`)];
      return {
        id: `class-${i}`,
        symbol: `c${at}`,
        title: `Sample ${i + 1}, of class ${y}: −ln of its softmax`,
        formula: `c${at} = \\ln \\sum_k e^{s_{${i + 1}k}} - s_{${i + 1},y}`,
        check: subtract(log(sum(exp(row))), refer('logits', [i, y])),
        value: each.get(i),
      };
    }),
  };
}
