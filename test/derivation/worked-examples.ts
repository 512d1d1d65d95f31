// The worked problems of the course, each with the calls that solve it and what their results say.
import type { Derivation } from '../../src/derivation/types.js';
import {
  bertInput,
  equations,
  explainAdditiveAttention,
  explainBackwardPass,
  explainBayesDecision,
  explainBertInput,
  explainCausalMask,
  explainClipLoss,
  explainCombinedLoss,
  explainContrastivePairCounts,
  explainConvOutputSize,
  explainConvParameterCount,
  explainDiffusionPosterior,
  explainDiffusionStep,
  explainElbo,
  explainEncoderLayer,
  explainGaussianKl,
  explainHarris,
  explainHistogramComparison,
  explainKernelAttention,
  explainKlDivergence,
  explainMaskCount,
  explainMultiHeadAttention,
  explainOptimalDiscriminator,
  explainOrientationVotes,
  explainPatchCount,
  explainRotationInvariance,
  explainScaledDotProductAttention,
  explainScaleSpaceExtremum,
  explainSinusoidalPositions,
  explainUpdate,
  explainWeightTable,
  gradientStep,
  histogram,
  momentum,
  negative,
  network,
  sgd,
  toNested,
} from '../../src/index.js';

// biome-ignore lint/suspicious/noExplicitAny: the examples differ in what they hold.
type Any = any;

/** A worked problem and how it is solved. */
export interface Solution {
  /** The calls that solve it. */
  readonly solve: (inputs: Any) => Derivation<Any>[];
  /** What the results of the calls say, by the path of the right answer in the stored example. */
  readonly says: { readonly [path: string]: (...results: Any[]) => unknown };
  /** What is right where the stored example says it in words only. */
  readonly expects?: { readonly [path: string]: unknown };
  /** Which of them a wrong answer stands for, by the name of the mistake; by '' for all others. */
  readonly asked?: { readonly [mistake: string]: string };
  /** Mistakes that the numbers of the example do not show. */
  readonly harmless?: readonly string[];
}

const gaussianOf = (i: Any): Any => ({ mean: i.mu, variance: i.sigma.map((s: number) => s * s) });

const column = (numbers: number[]): number[][] => numbers.map((x) => [x]);

/** Weights [in, out] of a layer from one list of weights a unit. */
const layer = (units: number[][], bias: number[], activation: Any): Any => ({
  weights: units[0]!.map((_, from) => units.map((unit) => unit[from]!)),
  bias,
  activation,
});

const encoder = (i: Any): Derivation<Any>[] => [
  explainEncoderLayer(
    i.X,
    { attention: { wq: i.WQ, wk: i.WK, wv: i.WV } },
    { heads: 1, epsilon: 1e-5 },
  ),
];

const encoderSays: Solution['says'] = {
  weights: (r) => r.weights,
  Z: (r) => r.attention,
  residual: (r) => r.residual,
  layerNormEps1e5: (r) => r.output,
};

const votes: Solution = {
  solve: (i) => [
    explainOrientationVotes(i.angleDeg, i.magnitude, {
      bins: i.bins,
      period: i.rangeDeg,
      anchors: 'edges',
    }),
    explainOrientationVotes(i.angleDeg, i.magnitude, { bins: i.bins, period: i.rangeDeg }),
  ],
  says: {
    edgeConventionHistogram: (edges) => spread(edges),
    'centreConvention.votes': (_, centres) => spread(centres),
    bins3and4: (edges) => spread(edges).slice(2, 4),
    both: (_, centres) => spread(centres),
  },
  asked: {
    '': 'bins3and4',
    'hog-edge-vs-centre (given when the centre convention is asked for)': 'both',
  },
};

function spread(found: readonly { readonly bin: number; readonly weight: number }[]): number[] {
  const bins = new Array<number>(9).fill(0);
  for (const { bin, weight } of found) bins[bin] = weight;
  return bins;
}

/** How each worked example is solved. */
export const SOLUTIONS: { readonly [id: string]: Solution } = {
  'sift-dog-keypoint': {
    solve: (i) => [
      explainScaleSpaceExtremum({ gaussians: i.gaussians }, { order: 'finer-minus-coarser' }),
      explainScaleSpaceExtremum({ gaussians: i.gaussians }, { order: 'coarser-minus-finer' }),
    ],
    says: {
      'strictExtrema.0.x': ([e]) => e.x,
      'strictExtrema.0.y': ([e]) => e.y,
      'strictExtrema.0.scale': ([e]) => e.level + 1,
      'strictExtrema.0.value': ([e]) => e.value,
      'strictExtrema.0.kind': ([e]) => e.kind,
      'strictExtrema.length': (all) => all.length,
      'keypointLoweSign.value': (_, [e]) => e.value,
    },
  },
  'structure-tensor-ssd': {
    solve: (i) => [
      explainHarris({ ix: i.Ix, iy: i.Iy }, { displacement: i.shift }),
      explainHarris({ ix: i.Ix, iy: i.Iy }, { k: 0.06 }),
    ],
    says: {
      M: (r) => r.tensor,
      E: (r) => r.change,
      harrisK004: (r) => r.response,
      harrisK006: (_, r) => r.response,
      eigenvalues: (r) => [r.larger, r.smaller],
    },
    asked: { '': 'E' },
  },
  'harris-score-edge': {
    solve: (i) => [explainHarris({ ix: i.Ix, iy: i.Iy }, { k: i.k })],
    says: {
      H: (r) => r.tensor,
      score: (r) => r.response,
      eigenvalues: (r) => [r.larger, r.smaller],
      verdict: (r) => r.kind,
    },
    asked: { '': 'score' },
  },
  // At 50 degrees both bins get half, whichever is which.
  'hog-vote-a': { ...votes, harmless: ['hog-weights-swapped'] },
  'hog-vote-b': votes,
  'histogram-relations': {
    solve: (i) => {
      const pairs: number[][] = [
        [0, 255],
        [17, 238],
        [100, 155],
        [127, 128],
        [128, 127],
        [255, 0],
      ];
      const image = pairs.map(([d]) => [d! / i.maxIntensity]);
      const turned = negative(image, { max: 1 });
      const options = { bins: i.maxIntensity + 1, range: [0, 1] as [number, number] };
      return [explainHistogramComparison(histogram(image, options), histogram(turned, options))];
    },
    says: { mirrored: (r) => r.negative, lostContrast: (r) => r.contrast.a - r.contrast.b },
    expects: { mirrored: true, lostContrast: 0 },
  },
  'kl-binomial-uniform-pq': {
    solve: (i) => [explainKlDivergence(i.P, i.Q), explainKlDivergence(i.P, i.Q, { base: 2 })],
    says: { nats: (r) => r, bits: (_, r) => r },
    asked: { '': 'nats' },
  },
  'kl-binomial-uniform-qp': {
    solve: (i) => [explainKlDivergence(i.P, i.Q), explainKlDivergence(i.P, i.Q, { base: 2 })],
    says: { nats: (r) => r, bits: (_, r) => r },
  },
  'kl-three-class': {
    solve: (i) => [
      explainKlDivergence(i.Theta, i.P, { base: 2 }),
      explainKlDivergence(i.Theta, i.P),
      explainKlDivergence(i.P, i.Theta),
    ],
    says: { thetaP_bits: (r) => r, thetaP_nats: (_, r) => r, pTheta_nats: (_, __, r) => r },
    asked: { '': 'thetaP_bits' },
  },
  'sift-rotation-invariance': {
    solve: (i) => [
      explainRotationInvariance(
        { dominant: i.dominant, orientations: [i.angles.A, i.angles.B], rotation: i.rotation },
        { period: 360 },
      ),
    ],
    says: {
      dominantAfter: (r) => r.dominant,
      anglesAfter: (r) => r.orientations,
      signedMod360Before: (r) => r.before,
      signedMod360After: (r) => r.after,
    },
    asked: { '': 'signedMod360After' },
  },
  'conv-parameter-count': {
    solve: (i) => [
      explainConvParameterCount({
        inputChannels: i.inChannels,
        outputChannels: i.outChannels,
        kernel: i.kernel,
        bias: i.bias,
      }),
    ],
    says: { weights: (r) => r.weights, biases: (r) => r.biases, total: (r) => r.total },
    asked: { '': 'total' },
  },
  'conv-output-size': {
    solve: (i) =>
      i.cases.map(({ n, k, p, s }: Any) =>
        explainConvOutputSize(n, { kernel: k, padding: p, stride: s }),
      ),
    says: { values: (...sizes) => sizes },
    asked: { '': 'values' },
  },
  'bayes-map-fruit': {
    solve: (i) => [
      explainBayesDecision(i.priorsReconstructed, i.likelihoods, { names: i.classes }),
      explainBayesDecision(i.priorsPrinted, i.likelihoods, {
        names: i.classes,
        normalizePrior: true,
      }),
    ],
    says: {
      'reconstructed.posterior': (r) => r.posterior,
      'asPrinted.posterior': (_, r) => r.posterior,
      'reconstructed.argmax': (r) => 'AOB'[r.index],
      'asPrinted.argmax': (_, r) => 'AOB'[r.index],
    },
    asked: { '': 'reconstructed.posterior' },
  },
  // Names are either the same or have nothing in common: each is a direction of its own.
  'attention-exact-match': {
    solve: (i) => {
      const direction = (name: string): number[] => i.keys.map((key: string) => +(key === name));
      const numbers = i.values.map((value: string) => [Number(value.replace('-', ''))]);
      return [
        explainKernelAttention(direction(i.query), i.keys.map(direction), numbers, {
          similarity: 'inverse-distance',
          tokens: i.keys,
        }),
      ];
    },
    says: {
      weights: (r) => r.weights,
      value: (r) => `${r.output.get(0)}`.replace(/^(\d{3})/, '$1-'),
    },
  },
  'attention-approximate-match': {
    solve: (i) => {
      const call = (options: Any): Derivation =>
        explainKernelAttention([i.query], column(i.keys), column(i.values), options);
      return [
        call({ similarity: 'inverse-distance' }),
        call({ similarity: 'gaussian', bandwidth: 50 }),
        call({ similarity: 'gaussian', bandwidth: 30 }),
      ];
    },
    says: {
      similarityValues: (r) => r.similarities,
      weights: (r) => r.weights,
      value: (r) => r.output,
      'gaussianKernelH50.weights': (_, r) => r.weights,
      'gaussianKernelH50.value': (_, r) => r.output,
      'gaussianKernelH30.value': (_, __, r) => r.output,
      both: (r) => [r.weights.get(0), r.weights.get(1), r.output.get(0)],
    },
    asked: { '': 'both', 'weights-do-not-sum-to-1 (0.3, 0.1)': 'value' },
  },
  'attention-weight-table': {
    solve: (i) => [explainWeightTable(i.printedRows)],
    says: {
      rowSums: (r) => r.rowSums,
      columnSums: (r) => r.columnSums,
      stochastic: (r) => r.normalized,
    },
  },
  'attention-bird': {
    solve: (i) =>
      [i.embeddingsFromKeyStep, i.embeddingsFromList].map((x) =>
        explainMultiHeadAttention(
          x,
          { wq: i.WQ, wk: i.WK, wv: i.WV },
          { heads: 1, tokens: i.words, queries: ['bird'] },
        ),
      ),
    says: {
      'withKeyStepEmbeddings.weightsScaled': (r) => r.weights,
      'withKeyStepEmbeddings.outputScaled': (r) => r.output,
      'withListEmbeddings.weightsScaled': (_, r) => r.weights,
      'withListEmbeddings.outputScaled': (_, r) => r.output,
    },
  },
  'multihead-single-token': {
    solve: (i) => {
      const all = (name: string): Any => i.heads.map((head: Any) => head[name]);
      return [
        explainMultiHeadAttention(
          [i.x],
          { wq: all('WQ'), wk: all('WK'), wv: all('WV') },
          { heads: i.heads.length },
        ),
      ];
    },
    says: { concat: (r) => r.output, 'head1.weight': (r) => r.weights.get(0, 0, 0) },
  },
  'sdpa-query-2-1': {
    solve: (i) => [explainScaledDotProductAttention([i.q], i.keys, i.valuesAssumed)],
    says: { weights: (r) => r.weights, outputWithValuesEqualKeys: (r) => r.output },
  },
  'positional-encoding-d6': {
    solve: (i) => [
      explainSinusoidalPositions(Object.values(i.tokens) as number[][], {
        base: i.base,
        labels: Object.keys(i.tokens),
      }),
    ],
    says: {
      denominators: (r) => r.denominators,
      PE: (r) => r.positions,
      sums: (r) => r.output,
      'PE.1': (r) => Array.from({ length: 6 }, (_, at) => r.positions.get(1, at)),
    },
    asked: { '': 'PE.1' },
  },
  'bahdanau-context': {
    solve: (i) => [explainAdditiveAttention(i.s0, i.h, { wQuery: i.Ws, wKeys: i.Wh, v: i.v })],
    says: {
      e: (r) => r.scores,
      weights: (r) => r.weights,
      context: (r) => r.context,
      all: (r) => [r.scores, r.weights, r.context],
    },
    asked: { '': 'all' },
  },
  'transformer-block-identity': {
    solve: encoder,
    says: encoderSays,
    asked: { '': 'Z' },
  },
  'transformer-block-hello-world': {
    solve: encoder,
    says: encoderSays,
    asked: { '': 'weights' },
  },
  'causal-mask-four-tokens': {
    solve: (i) => [explainCausalMask(i.tokens)],
    says: { allowed: (r) => r },
    asked: { '': 'allowed' },
  },
  'clip-pair-counts': {
    solve: (i) => i.N.map((n: number) => explainContrastivePairCounts(n)),
    says: {
      positives: (...all) => all.map((r) => r.positives),
      negatives: (...all) => all.map((r) => r.negatives),
      chanceLoss: (...all) => all.map((r) => r.chanceLoss),
    },
  },
  'bert-cls-tokens': {
    solve: (i) => [explainBertInput(i.tokens.slice(1, -1).join(' '))],
    says: {
      length: (r) => r.length,
      clsIndex: (r) => r.clsIndex,
      attentionMask: () => toNested(bertInput('The movie was great').mask),
      segmentIds: (r) => r.segments,
    },
  },
  // A linear layer is a convolution with a kernel of one pixel.
  'linear-projection-512-64': {
    solve: (i) => [
      explainConvParameterCount({
        inputChannels: i.dIn,
        outputChannels: i.dOut,
        kernel: 1,
        bias: true,
      }),
    ],
    says: { weights: (r) => r.weights, withBias: (r) => r.total },
  },
  'tvlt-quantities': {
    solve: (i) => [
      explainPatchCount([i.image, i.image, 3], i.patch),
      explainMaskCount((i.image / i.patch) ** 2, { ratio: i.maskRatio }),
      explainPatchCount([1024, i.melBins, 1], i.patch),
      explainPatchCount([1024, i.melBins, 1], [2, i.melBins]),
      explainCombinedLoss({ matching: 0.5, reconstruction: 0.8 }),
    ],
    says: {
      patchesPerFrame: (r) => r.count,
      patchPixelsRGB: (r) => r.values,
      visibleAfterMask: (_, r) => r.visible,
      maskedAfterMask: (_, r) => r.masked,
      audioPatches_T1024_16x16: (_, __, r) => r.count,
      freqPatches16: (_, __, r) => r.grid[1],
      audioPatchValues: (_, __, r) => r.values,
      audioPatches_T1024_2x128: (_, __, ___, r) => r.count,
      'lossExample.total': (_, __, ___, ____, r) => r,
    },
  },
  'gan-optimal-discriminator': {
    solve: (i) => [explainOptimalDiscriminator({ pData: i.pData, pModel: i.pG })],
    says: {
      Dstar: (r) => r.discriminator,
      valueAtDstar: (r) => r.value,
      jsd: (r) => r.jensenShannon,
      globalMinimum: (r) => r.minimum,
    },
    asked: { '': 'valueAtDstar' },
  },
  'clip-infonce-3': {
    solve: (i) => [explainClipLoss({ logits: i.logits })],
    says: {
      imageToText: (r) => r.imageLoss,
      textToImage: (r) => r.textLoss,
      loss: (r) => r.loss,
    },
    asked: { '': 'loss' },
  },
  'backprop-sigmoid-mse': {
    solve: (i) => {
      const { w14, b4, w15, b5, w46, w56, b6 } = i.params;
      const net = network({
        layers: [layer([w14, w15], [b4, b5], 'sigmoid'), layer([[w46, w56]], [b6], 'sigmoid')],
        loss: 'half-squared-error',
      });
      const written = equations`
        z4 = w14*v1 + w24*v2 + w34*v3 + b4; a4 = sigmoid(z4)
        z5 = w15*v1 + w25*v2 + w35*v3 + b5; a5 = sigmoid(z5)
        z6 = w46*a4 + w56*a5 + b6; a6 = sigmoid(z6)
        L = (y - a6)^2 / 2
      `;
      const [v1, v2, v3] = i.v;
      const values = { v1, v2, v3, b4, b5, w46, w56, b6, y: i.y };
      const inputs = {
        w14: w14[0],
        w24: w14[1],
        w34: w14[2],
        w15: w15[0],
        w25: w15[1],
        w35: w15[2],
      };
      return [
        explainBackwardPass(net, i.v, i.y, {
          learningRate: i.eta,
          names: { nodes: [[1, 2, 3], [4, 5], [6]] },
        }),
        gradientStep(written, 'L', ['w46', 'w56', 'b6'], { ...values, ...inputs }, i.eta),
      ];
    },
    says: {
      'forward.L': (r) => r.loss,
      'forward.a6': (r) => r.output,
      'delta.d4': (r) => r.layers[0].delta.get(0),
      'delta.d5': (r) => r.layers[0].delta.get(1),
      'delta.d6': (r) => r.layers[1].delta,
      'grad.w46': (r) => r.layers[1].weightsGradient.get(0, 0),
      'grad.w56': (_, r) => r.gradients.w56,
      'grad.w14': (r) => [0, 1, 2].map((from) => r.layers[0].weightsGradient.get(from, 0)),
      'grad.b5': (r) => r.layers[0].biasGradient.get(1),
      'updated.w46': (r) => r.updated[1].weights.get(0, 0),
      'updated.w56': (_, r) => r.values.w56,
      'updated.b6': (_, r) => r.values.b6,
    },
    asked: { '': 'grad.w46' },
  },
  'backprop-tanh-bce': {
    solve: (i) => {
      const { w14, b4, w45, b5, w46, b6 } = i.params;
      const net = network({
        layers: [layer([w14], [b4], 'tanh'), layer([[w45], [w46]], [b5, b6], 'sigmoid')],
        loss: 'binary-cross-entropy',
      });
      return [explainBackwardPass(net, i.v, i.y, { names: { nodes: [[1, 2], [4], [5, 6]] } })];
    },
    says: {
      'forward.a4': (r) => r.layers[0].a,
      'forward.L': (r) => r.loss,
      'delta.e4': (r) => r.layers[0].delta,
      'grad.w14': (r) => r.layers[0].weightsGradient,
      'grad.b4': (r) => r.layers[0].biasGradient,
      'grad.w45': (r) => r.layers[1].weightsGradient.get(0, 0),
      'grad.w46': (r) => r.layers[1].weightsGradient.get(0, 1),
      'grad.b6': (r) => r.layers[1].biasGradient.get(1),
    },
    asked: { '': 'grad.b4' },
  },
  'vae-kl-diagonal': {
    solve: (i) => [explainGaussianKl(gaussianOf(i), { mean: [0, 0], variance: [1, 1] })],
    says: { value: (r) => r },
    asked: { '': 'value' },
  },
  'gaussian-kl-full': {
    solve: (i) => [
      explainGaussianKl(
        { mean: i.muQ, covariance: i.SigmaQ },
        { mean: i.muP, covariance: i.SigmaP },
      ),
    ],
    says: { value: (r) => r },
  },
  'elbo-identity': {
    solve: (i) => [explainElbo({ prior: i.prior, likelihood: i.likelihood, q: i.q })],
    says: {
      logEvidence: (r) => r.logEvidence,
      posterior: (r) => r.posterior,
      elbo: (r) => r.elbo,
      klToPosterior: (r) => r.gap,
      sum: (r) => r.elbo + r.gap,
    },
  },
  'ddpm-scalar-step': {
    solve: (i) => [
      explainDiffusionStep({
        betas: i.beta,
        t: i.t,
        x0: i.x0,
        noise: i.eps,
        predictedNoise: i.epsTheta,
        variance: 'posterior',
      }),
      explainDiffusionPosterior({ betas: i.beta, t: i.t, x0: i.x0, noise: i.eps }),
    ],
    says: {
      xt: (r) => r.xt,
      posteriorMeanX0Form: (_, r) => r.mean,
      posteriorVariance: (_, r) => r.variance,
      modelMean: (r) => r.modelMean,
      x0HatFromEpsTheta: (r) => r.start,
      weight: (r) => r.weight,
      weightedLoss: (r) => r.weightedLoss,
      simpleLoss: (r) => r.simpleLoss,
    },
    asked: {
      '': 'xt',
      'ddpm-bar-misplaced (mean / sqrt abar)': 'modelMean',
      'ddpm-bar-lost (mean with 1-alpha)': 'modelMean',
    },
  },
  'sgd-momentum-quadratic': {
    solve: (i) => {
      const problem = { parameter: i.x0, loss: 'x^2' };
      return [
        explainUpdate(momentum({ learningRate: i.lr, momentum: i.rho }), problem, { steps: 3 }),
        explainUpdate(sgd({ learningRate: i.lr }), problem, { steps: 3 }),
      ];
    },
    says: {
      'trajectory.0.x': (r) => r.trajectory[0],
      'trajectory.2.x': (r) => r.trajectory[2],
      'trajectory.2.v': (r) => Object.values(r.slots)[0],
      plainSgd: (_, r) => r.trajectory,
      path: (r) => r.trajectory,
    },
    asked: { '': 'path' },
  },
};
