// Errors of the sheet's problems about training and generative models.
import type { Problem } from './types.js';

export const LEARNING_PROBLEMS: readonly Problem[] = [
  {
    title: 'The best discriminator of a game',
    call: 'explainOptimalDiscriminator({ pData: [0.5, 0.3, 0.2], pModel: [0.2, 0.3, 0.5] })',
    depth: 3,
    errors: [],
    slips: [
      {
        stated: 'the second mean is taken over generated samples x, of ln(1 − D(G(x)))',
        right: 'over noise z of ln(1 − D(G(z))), or over generated x of ln(1 − D(x)); not both',
      },
      {
        stated: 'the inner problem is a maximum over the generator',
        right: 'over the discriminator; the generator minimises',
        wrong: [0.2 / 0.7, 0.5, 0.5 / 0.7],
        answer: (r) => [0, 1, 2].map((i) => r.discriminator.get(i)),
      },
      {
        stated: 'the derivative is (p − q)/(1 − D)',
        right: 'p/D − q/(1 − D), which is 0 at D = p/(p + q)',
      },
      {
        stated: 'ln(p/(p + q)) and −ln 4 besides',
        right:
          'one of the two: ln(p/(p + q)) without, or the divergence from the mean (p + q)/2 with −ln 4',
        wrong: -2.6397600934752177,
        answer: (r) => r.value,
      },
      {
        stated: 'ratios are integrated without their logarithm',
        right: 'p ln(p/((p + q)/2))',
        wrong: 2 * 0.06641431438228168,
        answer: (r) => r.value,
      },
      {
        stated: 'the law of the samples appears on both sides of the change of variables',
        right: 'p(x) = p_z(G⁻¹(x)) times the absolute determinant of the derivative of G⁻¹',
      },
    ],
  },
  {
    title: 'Backpropagation with half the squared error',
    call: `explainBackwardPass(network({
  layers: [
    { weights: [[0.1, -0.4], [-0.2, 0.2], [0.3, 0.1]], bias: [0.05, -0.1], activation: 'sigmoid' },
    { weights: [[0.7], [-0.5]], bias: [0.2], activation: 'sigmoid' },
  ],
  loss: 'half-squared-error',
}), [0.5, -1, 2], 1, { names: { nodes: [[1, 2, 3], [4, 5], [6]] } })`,
    depth: 1,
    errors: [],
    slips: [
      {
        stated: 'the second hidden unit takes the hidden activations',
        right: 'it takes the three inputs',
      },
      {
        stated: '“= −(y − a₆) + a₆ − y”',
        right: '−(y − a₆) = a₆ − y',
        wrong: 2 * (0.6189009456625906 - 1),
        answer: (r) => r.output.get(0) - 1,
      },
      {
        stated: 'the weights have other names in the gradients than in the forward pass',
        right: 'one name for each: w₄₆ leads from unit 4 to unit 6',
      },
    ],
  },
  {
    title: 'Backpropagation with cross-entropy',
    call: `explainBackwardPass(network({
  layers: [
    { weights: [[0.3], [0.8]], bias: [0.1], activation: 'tanh' },
    { weights: [[0.5, -0.7]], bias: [-0.2, 0.3], activation: 'sigmoid' },
  ],
  loss: 'binary-cross-entropy',
}), [0.6, -0.4], [1, 0], { names: { nodes: [[1, 2], [4], [5, 6]] } })`,
    depth: 1,
    errors: [],
    slips: [
      {
        stated: 'the derivative by a₅ is written with a₆, and with factors a₅(1 − y)a₆ on the way',
        right: '−y₁/a₅ + (1 − y₁)/(1 − a₅), and a₅ − y₁ after the sigmoid',
      },
      {
        stated: 'the gradients of the output biases are a₅ · y₁ and a₆ · y₂',
        right: 'a₅ − y₁ and a₆ − y₂: the minus was read as a dot',
        wrong: [0.44522339786774356 * 1, 0],
        answer: (r) => [0, 1].map((i) => r.layers[1].biasGradient.get(i)),
      },
      {
        stated: 'the gradient of the hidden unit is a product of both paths',
        right: 'their sum, times 1 − a₄²',
        wrong: 0.11268566766085604,
        answer: (r) => r.layers[0].biasGradient.get(0),
      },
      { stated: 'one target for two outputs', right: 'y₁ and y₂' },
    ],
  },
  {
    title: 'A step of diffusion',
    call: `explainDiffusionStep({
  betas: [0.1, 0.2, 0.3],
  t: 2,
  x0: 1,
  noise: 0.5,
  predictedNoise: 0.3,
  variance: 'posterior',
})`,
    depth: 2,
    errors: [],
    slips: [
      {
        stated: 'the mean of a forward step is √(1 − αₜ) xₜ₋₁',
        right: '√(1 − βₜ) xₜ₋₁ = √αₜ xₜ₋₁',
        wrong: Math.sqrt(1 - 0.8),
        answer: () => Math.sqrt(1 - 0.2),
      },
      {
        stated: 'ᾱₜ is a product from t to T',
        right: 'from 1 to t: 0.9 · 0.8 = 0.72 at t = 2',
        wrong: Math.sqrt(0.8 * 0.7) + 0.5 * Math.sqrt(1 - 0.8 * 0.7),
        answer: (r) => r.xt,
      },
      {
        stated: 'the bars over α are lost in the posterior and in the loss',
        right: 'xₜ = √ᾱₜ x₀ + √(1 − ᾱₜ) ε',
        wrong: 1.118033988749895,
        answer: (r) => r.xt,
      },
      {
        stated: 'x₀ = (xₜ − √(1 − ᾱₜ) x₀)/√ᾱₜ',
        right: 'ε stands within, not x₀ itself',
        wrong: (1.1131032685303162 - Math.sqrt(0.28)) / Math.sqrt(0.72),
        answer: (r) => r.start,
      },
      {
        stated: 'the precisions α/β and 1/(1 − ᾱ) are subtracted',
        right: 'they are added: 0.8/0.2 + 1/0.1 = 14, and the variance is 1/14',
        wrong: 1 / (0.8 / 0.2 - 1 / 0.1),
        answer: (r) => r.posteriorVariance,
      },
      {
        stated: 'the mean of the step back is divided by √ᾱₜ',
        right: 'by √αₜ',
        wrong: 1.0890870806374746,
        answer: (r) => r.modelMean,
      },
      {
        stated: 'the weight of the loss ends in 2α(1 − α)',
        right: '2σ²α(1 − ᾱ)',
        wrong: 0.2 ** 2 / (2 * (1 / 14) * 0.8 * (1 - 0.8)),
        answer: (r) => r.weight,
      },
      {
        stated: 'the squared norm of a covariance stands below the fraction',
        right: 'σₜ²: the variance is a number',
      },
    ],
  },
  {
    title: 'Momentum',
    call: `explainUpdate(
  momentum({ learningRate: 0.1, momentum: 0.9 }),
  { parameter: 1, loss: 'x^2' },
  { steps: 3 },
)`,
    errors: [
      {
        stated: 'The parameter itself is multiplied by the momentum.',
        right: 'The velocity is: v ← ρv + g, then x ← x − ηv.',
        why: 'To shrink the parameter is weight decay.',
        wrong: [0.71, 0.5041, 0.357911],
        answer: (r) => r.trajectory,
      },
    ],
  },
  {
    title: 'Pairs of pictures and texts',
    call: 'explainClipLoss({ logits: [[0, 0], [0, 0]] })',
    depth: 2,
    errors: [
      {
        stated: 'CLIP is spelled out in two ways.',
        right: 'Contrastive Language–Image Pre-training.',
      },
      {
        stated: 'The similarity is a dot product.',
        right:
          'It is the cosine, the dot product of vectors of length 1, times a scale that is learnt.',
      },
      {
        stated: 'An embedding always has 512 numbers.',
        right:
          'It depends on the model: 512 for ViT-B/32 and ViT-B/16, 768 for ViT-L/14, 1024 for RN50 and RN50x64, 640 for RN50x4.',
      },
    ],
    slips: [
      {
        stated: 'N − N wrong pairs',
        right: 'N² − N: 2 of the 4 cells of a table for N = 2',
        wrong: 0,
        answer: () => 2 ** 2 - 2,
      },
    ],
  },
  {
    title: 'Patches of a picture',
    call: 'explainPatchCount([224, 224, 3], 16)',
    errors: [
      {
        stated: '2890 ms is the time of the speech recognition.',
        right:
          'It is that of the whole pipeline: 2890/103 = 28.1 is the factor claimed. Recognition alone is 2787.',
        wrong: 2600 / 103,
        answer: () => 2890 / 103,
      },
      {
        stated: 'A Fourier transform makes a sound two-dimensional.',
        right: 'A short-time one does, window by window; mel filters and a logarithm follow.',
      },
      {
        stated: 'Patches of sound are 16 × 16, or 2 × 128 in a comparison.',
        right: 'Both hold 256 numbers.',
        wrong: 16 + 16,
        answer: () => 2 * 128,
      },
    ],
  },
];
