export type { BorderMode } from '../kernels/kernels.js';
export { correlate } from './correlate.js';
export {
  type BlurExplanation,
  type ExplainBlurOptions,
  explainGaussianBlur,
} from './explain-blur.js';
export { explainNormalizedCrossCorrelation } from './explain-cross-correlation.js';
export {
  type ExplainGradientsOptions,
  explainImageGradients,
  type GradientsExplanation,
} from './explain-gradients.js';
export { type GaussianBlurOptions, gaussianBlur } from './gaussian-blur.js';
export { type GaussianKernelOptions, gaussianKernel } from './gaussian-kernel.js';
export type { GaussianOptions, SecondDerivativeOptions } from './gaussians.js';
export type { WholeOperator } from './gradient-sums.js';
export { determinantOfHessian, type HessianMatrix, hessianMatrix } from './hessian.js';
export {
  type GradientOperator,
  type ImageGradients,
  type ImageGradientsOptions,
  imageGradients,
} from './image-gradients.js';
export { laplacianOfGaussian } from './laplacian-of-gaussian.js';
export { normalizedCrossCorrelation } from './normalized-cross-correlation.js';
export type { BorderOptions } from './options.js';
