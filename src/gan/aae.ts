// What the parts of an adversarial autoencoder minimise.
import { checkOptions } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import { categoricalCrossEntropyFor } from '../divergence/categorical-loss.js';
import type { Distributions } from '../divergence/distributions.js';
import type { Traceable, Traced } from '../gradient/traced.js';
import { meanSquaredErrorFor } from '../vae/reconstruction.js';
import { discriminatorLossFor, type GeneratorLossOptions, generatorLossFor } from './losses.js';

/** What a discriminator says of draws of a prior and of what an encoder made. */
export interface PriorScores<S extends Traceable = Traceable> {
  /** Its scores of draws of the prior, of any shape: the real ones. */
  readonly prior: S;
  /** Its scores of the encoder's codes, of any shape: the made ones. */
  readonly code: S;
}

/** What an adversarial autoencoder did with one batch. */
export interface AaeBatch<S extends Traceable = Traceable> {
  /** The data, of any shape. */
  readonly data: S;
  /** What the decoder made of their codes, of the same shape. */
  readonly decoded: S;
  /** Scores of the codes z, by their discriminator. */
  readonly codes: PriorScores<S>;
  /** Scores of the labels or clusters y that the encoder says, by a discriminator of their own. */
  readonly clusters?: PriorScores<S> | undefined;
  /** For labelled samples: the encoder's scores of the classes, before its softmax, and the classes. */
  readonly labelled?: LabelledCodes<S> | undefined;
}

/** What the encoder says of labelled samples. */
export interface LabelledCodes<S extends Traceable = Traceable> {
  /** Scores of the classes before the softmax, [m, k]. */
  readonly logits: Exclude<S, number>;
  /** The classes, whole numbers from 0 to k − 1, [m]; or distributions [m, k]. */
  readonly labels: ArrayInput;
}

/** The losses of an adversarial autoencoder, each for parts and a phase of its own. */
export interface AaeLosses<V = number> {
  /** For encoder and decoder in the reconstruction phase: the mean squared error. */
  readonly reconstruction: V;
  /** For the discriminator of codes in the regularisation phase. */
  readonly discriminator: V;
  /** For the encoder in the regularisation phase. */
  readonly generator: V;
  /** For the discriminator of labels or clusters; undefined without `clusters`. */
  readonly clusterDiscriminator: V | undefined;
  /** For the encoder's labels or clusters; undefined without `clusters`. */
  readonly clusterGenerator: V | undefined;
  /** For the encoder in the classification phase: the cross-entropy; undefined without `labelled`. */
  readonly classification: V | undefined;
}

const FN = 'aaeLosses';

/**
 * The losses of an adversarial autoencoder: an autoencoder whose codes a discriminator makes follow a prior, in the place
 * of a divergence.
 *
 * With data x, the decoder's $\hat x$, and for the games scores r of draws of the prior and f of codes:
 * $$\begin{aligned}
 * \text{reconstruction} &= \operatorname{E} (\hat x - x)^2 \\
 * \text{discriminator} &= -\operatorname{E} \ln s(r) - \operatorname{E} \ln(1 - s(f)) \\
 * \text{generator} &= -\operatorname{E} \ln s(f) \\
 * \text{classification} &= -\operatorname{E} \ln q(y|x)
 * \end{aligned}$$
 *
 * What is given makes the form. They are not to be added up: each phase moves other parameters, so take
 * `grad` of one loss by these.
 *
 * | form | the discriminator of codes sees | the decoder sees | besides |
 * |---|---|---|---|
 * | plain | z | z | |
 * | label prior | z with the label, `oneHot(y, k, { unknown: true })` | z | draws by `sampleMixturePrior` with the same labels |
 * | supervised | z | z with the label | |
 * | semi-supervised | z | z with the softmax of the encoder's scores | `clusters` and `labelled` |
 * | clustering | z | z with the softmax of the encoder's scores | `clusters` |
 *
 * With the label, that is by `conditionOnLabel`. The discriminator of `clusters` sees draws of `sampleClusterPrior` and
 * the softmax of the encoder's scores, which it makes follow the prior and be sure of one cluster.
 *
 * @param batch - `data` and `decoded`, of one shape; `codes`: the discriminator's scores of draws of the prior (`prior`)
 * and of codes (`code`); `clusters`: the same of labels or clusters; `labelled`: `logits` [m, k] and `labels` [m]
 * @param options - of the games: `variant`, "non-saturating" where left out, "minimax", "least-squares", "wasserstein" or
 * "hinge"; `input`: "logits" where left out, or for the first two "probabilities"
 * @returns `reconstruction`, `discriminator` and `generator`; `clusterDiscriminator`, `clusterGenerator` and
 * `classification` where they apply, else undefined; numbers, traced values where their arguments are
 * @throws KindError where something is of another kind, unknown or left out, ShapeError where shapes differ or nothing is
 * in them, DomainError where a number is out of range
 * @see A. Makhzani and others, "Adversarial autoencoders", 2015, sections 2 to 6
 *
 * @example
 * Clustering: the discriminators cannot tell, so each costs ln 4 and each encoder's part ln 2.
 * ```ts
 * import { aaeLosses } from 'fovea';
 * const undecided = { prior: [0, 0], code: [0, 0] };
 * const losses = aaeLosses({ data: [[1], [2]], decoded: [[1], [4]], codes: undecided, clusters: undecided });
 * losses.reconstruction // => 2
 * losses.discriminator // => 1.38629
 * losses.clusterGenerator // => 0.693147
 * losses.classification // => undefined
 * ```
 */
export function aaeLosses(
  batch: AaeBatch<number | ArrayInput>,
  options?: GeneratorLossOptions,
): AaeLosses;
export function aaeLosses(
  batch: AaeBatch,
  options?: GeneratorLossOptions,
): AaeLosses<number | Traced>;
export function aaeLosses(
  batch: AaeBatch,
  options?: GeneratorLossOptions,
): AaeLosses<number | Traced> {
  return aaeLossesFor(FN, batch, options);
}

/** `aaeLosses` for functions that it is a part of, whose name errors tell. */
export function aaeLossesFor(
  fn: string,
  batch: AaeBatch<number | ArrayInput>,
  options?: GeneratorLossOptions,
): AaeLosses;
export function aaeLossesFor(
  fn: string,
  batch: AaeBatch,
  options?: GeneratorLossOptions,
): AaeLosses<number | Traced>;
export function aaeLossesFor(
  fn: string,
  batch: AaeBatch,
  options?: GeneratorLossOptions,
): AaeLosses<number | Traced> {
  const names = ['data', 'decoded', 'codes', 'clusters', 'labelled'] as const;
  const { data, decoded, codes, clusters, labelled } = checkOptions(fn, batch, names, 'batch');
  const given = checkOptions(fn, options, ['variant', 'input']);
  const game = { ...given, variant: given.variant ?? 'non-saturating' } as const;
  const play = (name: string, scores: PriorScores): readonly [number | Traced, number | Traced] => {
    const { prior, code } = checkOptions(fn, scores, ['prior', 'code'], name);
    needed(fn, { [`${name}.prior`]: prior, [`${name}.code`]: code });
    const names = [`${name}.prior`, `${name}.code`] as const;
    // Scores of any kind have one mean.
    return [
      discriminatorLossFor(fn, names, prior, code, game),
      generatorLossFor(fn, names[1], code, game),
    ] as [number | Traced, number | Traced];
  };
  needed(fn, { data, decoded, codes });
  const [discriminator, generator] = play('codes', codes);
  const [clusterDiscriminator, clusterGenerator] =
    clusters === undefined ? [undefined, undefined] : play('clusters', clusters);
  return {
    reconstruction: meanSquaredErrorFor(fn, decoded, data, undefined, ['decoded', 'data']),
    discriminator,
    generator,
    clusterDiscriminator,
    clusterGenerator,
    classification: labelled === undefined ? undefined : classify(fn, labelled),
  };
}

function classify(fn: string, labelled: LabelledCodes): number | Traced {
  const { logits, labels } = checkOptions(fn, labelled, ['logits', 'labels'], 'labelled');
  needed(fn, { 'labelled.logits': logits, 'labelled.labels': labels });
  const site = { fn, logits: 'labelled.logits', target: 'labelled.labels' };
  return categoricalCrossEntropyFor(site, logits as Distributions, labels);
}

function needed(fn: string, parts: { readonly [argument: string]: unknown }): void {
  for (const [argument, got] of Object.entries(parts)) {
    if (got !== undefined) continue;
    const expected = 'a number, an array or a traced value';
    throw new KindError({ function: fn, argument, expected, got: describeValue(got) });
  }
}
