// Signatures of the kernels behind `optimizer`; `Kernels` takes them in.
import type { FloatTypedArray } from '../core/types.js';

/** What every update needs to know. */
export interface StepNumbers {
  /** The learning rate η of this step. */
  readonly rate: number;
  /** λ: λ times the parameter is added to its gradient. */
  readonly decay: number;
}

/** What a step with momentum needs to know. */
export interface MomentumNumbers extends StepNumbers {
  /** μ: how much of the velocity is kept. */
  readonly momentum: number;
  /** How much of the gradient is added to it. */
  readonly share: number;
  /** Whether the parameter moves by the gradient and μ times the new velocity, not by the velocity. */
  readonly nesterov: boolean;
}

/** What a step of AdaGrad needs to know. */
export interface AdagradNumbers extends StepNumbers {
  /** Added to the root. */
  readonly epsilon: number;
}

/** What a step of RMSProp needs to know. */
export interface RmspropNumbers extends AdagradNumbers {
  /** α: how much of the averages is kept. */
  readonly alpha: number;
  /** How much of the velocity is kept. */
  readonly momentum: number;
}

/** What a step of AdaDelta needs to know. */
export interface AdadeltaNumbers extends StepNumbers {
  /** Added under the roots. */
  readonly epsilon: number;
  /** ρ: how much of the averages is kept. */
  readonly rho: number;
}

/** What Adam and its kin need to know. */
interface MomentNumbers extends StepNumbers {
  /** How much of the first moment is kept. */
  readonly beta1: number;
  /** How much of the second moment is kept. */
  readonly beta2: number;
  /** Added to the root. */
  readonly epsilon: number;
}

/** What a step of AdaMax needs to know. */
export interface AdamaxNumbers extends MomentNumbers {
  /** 1 − β₁ᵗ, by which the first moment is divided. */
  readonly correction1: number;
}

/** What a step of Adam needs to know. */
export interface AdamNumbers extends AdamaxNumbers {
  /** What the parameter is multiplied by before the step. */
  readonly shrink: number;
  /** 1 − β₂ᵗ, by which the second moment is divided. */
  readonly correction2: number;
}

/** What a step of NAdam needs to know. */
export interface NadamNumbers extends MomentNumbers {
  /** 1 − β₂ᵗ, by which the second moment is divided. */
  readonly correction2: number;
  /** Weight of the gradient in the step. */
  readonly gradientWeight: number;
  /** Weight of the first moment in the step. */
  readonly momentWeight: number;
}

/**
 * The kernels behind `optimizer`. Each changes its parameters and what it remembers of earlier steps in
 * place; all arrays of a call have one length.
 */
export interface OptimizerKernels {
  /** p ← p − η (g + λp). */
  descentStep(parameters: FloatTypedArray, gradients: FloatTypedArray, numbers: StepNumbers): void;

  /** v ← μv + share·(g + λp), then p ← p − ηv, or with Nesterov p ← p − η (g + λp + μv). */
  momentumStep(
    parameters: FloatTypedArray,
    gradients: FloatTypedArray,
    velocity: FloatTypedArray,
    numbers: MomentumNumbers,
  ): void;

  /** s ← s + g², p ← p − ηg / (√s + ε). */
  adagradStep(
    parameters: FloatTypedArray,
    gradients: FloatTypedArray,
    sumOfSquares: FloatTypedArray,
    numbers: AdagradNumbers,
  ): void;

  /** s ← αs + (1 − α)g²; g / (√s + ε) is the step or, with a velocity, added to it; with a mean, √(s − mean²) takes the place of √s. */
  rmspropStep(
    parameters: FloatTypedArray,
    gradients: FloatTypedArray,
    meanSquare: FloatTypedArray,
    mean: FloatTypedArray | undefined,
    velocity: FloatTypedArray | undefined,
    numbers: RmspropNumbers,
  ): void;

  /** s ← ρs + (1 − ρ)g², d = g √(u + ε) / √(s + ε), u ← ρu + (1 − ρ)d², p ← p − ηd. */
  adadeltaStep(
    parameters: FloatTypedArray,
    gradients: FloatTypedArray,
    meanSquare: FloatTypedArray,
    meanSquareUpdate: FloatTypedArray,
    numbers: AdadeltaNumbers,
  ): void;

  /** m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − η m̂ / (√v̂ + ε); v̂ of the largest v so far where that is given. */
  adamStep(
    parameters: FloatTypedArray,
    gradients: FloatTypedArray,
    first: FloatTypedArray,
    second: FloatTypedArray,
    largest: FloatTypedArray | undefined,
    numbers: AdamNumbers,
  ): void;

  /** m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + ε), p ← p − η m̂ / u. */
  adamaxStep(
    parameters: FloatTypedArray,
    gradients: FloatTypedArray,
    first: FloatTypedArray,
    largest: FloatTypedArray,
    numbers: AdamaxNumbers,
  ): void;

  /** m and v as in Adam, p ← p − (a·g + b·m) / (√v̂ + ε). */
  nadamStep(
    parameters: FloatTypedArray,
    gradients: FloatTypedArray,
    first: FloatTypedArray,
    second: FloatTypedArray,
    numbers: NadamNumbers,
  ): void;

  /** Σ (x / scale)². */
  scaledSumOfSquares(data: FloatTypedArray, scale: number): number;
}
