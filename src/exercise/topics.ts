// All topics, in the order of the course.
import { checkOneOf } from '../core/check.js';
import type { Topic } from './topic.js';
import { additiveAttentionTopic } from './topics/additive-attention.js';
import { backpropCrossEntropyTopic } from './topics/backprop-cross-entropy.js';
import { backpropSquaredErrorTopic } from './topics/backprop-squared-error.js';
import { bayesDecisionTopic } from './topics/bayes-decision.js';
import { clipLossTopic } from './topics/clip-loss.js';
import { convolutionSizesTopic } from './topics/convolution-sizes.js';
import { crossEntropyTopic } from './topics/cross-entropy.js';
import { diffusionPosteriorTopic } from './topics/diffusion-posterior.js';
import { elboTopic } from './topics/elbo.js';
import { ganLossesTopic } from './topics/gan-losses.js';
import { gaussianKlTopic } from './topics/gaussian-kl.js';
import { harrisTopic } from './topics/harris.js';
import { histogramsTopic } from './topics/histograms.js';
import { hogVotesTopic } from './topics/hog-votes.js';
import { intensityChangeTopic } from './topics/intensity-change.js';
import { kernelAttentionTopic } from './topics/kernel-attention.js';
import { klDivergenceTopic } from './topics/kl-divergence.js';
import { maskedAttentionTopic } from './topics/masked-attention.js';
import { multiHeadAttentionTopic } from './topics/multi-head-attention.js';
import { optimalDiscriminatorTopic } from './topics/optimal-discriminator.js';
import { patchCountsTopic } from './topics/patch-counts.js';
import { positionalEncodingTopic } from './topics/positional-encoding.js';
import { rotationInvarianceTopic } from './topics/rotation-invariance.js';
import { scaleSpaceExtremumTopic } from './topics/scale-space-extremum.js';
import { scaledDotProductTopic } from './topics/scaled-dot-product.js';
import { spectrogramTopic } from './topics/spectrogram.js';
import { transformerStepTopic } from './topics/transformer-step.js';
import { updateRulesTopic } from './topics/update-rules.js';
import { vaeLossTopic } from './topics/vae-loss.js';
import { zeroShotTopic } from './topics/zero-shot.js';

/** All topics. */
export function allTopics(): readonly Topic[] {
  return [
    klDivergenceTopic,
    crossEntropyTopic,
    scaleSpaceExtremumTopic,
    harrisTopic,
    intensityChangeTopic,
    hogVotesTopic,
    rotationInvarianceTopic,
    bayesDecisionTopic,
    scaledDotProductTopic,
    convolutionSizesTopic,
    gaussianKlTopic,
    elboTopic,
    vaeLossTopic,
    histogramsTopic,
    backpropSquaredErrorTopic,
    backpropCrossEntropyTopic,
    updateRulesTopic,
    maskedAttentionTopic,
    multiHeadAttentionTopic,
    additiveAttentionTopic,
    kernelAttentionTopic,
    positionalEncodingTopic,
    transformerStepTopic,
    optimalDiscriminatorTopic,
    ganLossesTopic,
    diffusionPosteriorTopic,
    clipLossTopic,
    zeroShotTopic,
    patchCountsTopic,
    spectrogramTopic,
  ];
}

/**
 * A topic by its id.
 *
 * @param fn - name of the public function, for errors
 * @param id - what came
 * @param argument - what errors call it
 * @returns the topic
 * @throws KindError with the list of topics
 */
export function findTopic(fn: string, id: unknown, argument = 'topic'): Topic {
  const topics = allTopics();
  const name = checkOneOf(
    fn,
    argument,
    id,
    topics.map((topic) => topic.id),
  );
  return topics.find((topic) => topic.id === name)!;
}
