// The topics by their subjects, so that the page has its list before the worker is there. A test holds them to the library's.

/** Topics of one subject: ids and titles. */
export interface Subject {
  readonly name: string;
  readonly topics: readonly (readonly [id: string, title: string])[];
}

/** All topics, in the order in which a course comes to them. */
export const subjects: readonly Subject[] = [
  {
    name: 'Images and features',
    topics: [
      ['histograms', 'Brightness and contrast of two histograms'],
      ['scale-space-extremum', 'A scale-space extremum of differences of Gaussians'],
      ['harris', 'The Harris response of a window'],
      ['intensity-change', 'How much a window changes when it is moved'],
      ['rotation-invariance', 'Orientations that do not change when the image is turned'],
      ['hog-votes', 'Votes in a histogram of orientations'],
    ],
  },
  {
    name: 'Probability',
    topics: [
      ['bayes-decision', 'A decision by Bayes’ rule'],
      ['cross-entropy', 'Entropy and cross-entropy'],
      ['kl-divergence', 'Kullback–Leibler divergence, both ways'],
      ['gaussian-kl', 'Divergence of two Gaussians'],
    ],
  },
  {
    name: 'Networks',
    topics: [
      ['convolution-sizes', 'Size and parameters of a convolution'],
      ['backprop-squared-error', 'Backpropagation with half the squared error'],
      ['backprop-cross-entropy', 'Backpropagation with binary cross-entropy'],
      ['update-rules', 'Update rules: gradient descent, momentum, Adam'],
    ],
  },
  {
    name: 'Attention',
    topics: [
      ['scaled-dot-product', 'Scaled dot-product attention'],
      ['masked-attention', 'Masked attention'],
      ['multi-head-attention', 'Multi-head attention'],
      ['additive-attention', 'Additive attention'],
      ['kernel-attention', 'Attention by kernels: a soft look-up, and linear attention'],
      ['positional-encoding', 'Sinusoidal positional encoding'],
      ['transformer-step', 'A transformer layer: attention, residuals and norms'],
    ],
  },
  {
    name: 'Models of images',
    topics: [
      ['elbo', 'The evidence lower bound'],
      ['vae-loss', 'A variational autoencoder: code, divergence and loss'],
      ['optimal-discriminator', 'The optimal discriminator of a GAN, and the value of the game'],
      ['gan-losses', 'A GAN in one dimension: samples, density and losses'],
      ['diffusion-posterior', 'The step back of a diffusion'],
      ['clip-loss', 'The contrastive loss of CLIP'],
      ['zero-shot', 'Classes from prompts: CLIP without examples'],
      ['patch-counts', 'Patches, and how many are hidden'],
      ['spectrogram', 'A spectrogram: the power of short frames'],
    ],
  },
];

/** Ids of all topics. */
export const topicIds: readonly string[] = subjects.flatMap(({ topics }) =>
  topics.map(([id]) => id),
);
