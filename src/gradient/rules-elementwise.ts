// How elementwise primitives are differentiated. Above each rule stands its formula: y is the result, ȳ its
// cotangent ∂L/∂y, and x̄ = ∂L/∂x what the pullback gives. The sum over repeated elements, where shapes were
// broadcast, is not taken here but by the backward walk. Pullbacks are made of differentiable functions,
// so that they can be differentiated in turn; only which branch was taken is a constant.
import { elu, gelu, leakyRelu, logSigmoid, relu, sigmoid, silu, softplus } from './activations.js';
import { abs, add, div, maximum, minimum, mul, neg, pow, square, sub } from './arithmetic.js';
import { normalCdf, ofEach, ofPairs } from './choices.js';
import { cos, exp, log, sin, sqrt, tanh } from './functions.js';
import { dtypeOf } from './moves.js';
import type { BinaryPrimitives, RulesOf, Traceable, UnaryPrimitives } from './traced.js';
import { where } from './where.js';

/** 1/√(2π), the density of the standard normal distribution at 0. */
const NORMAL_PEAK = 0.3989422804014327;

const normalDensity = (x: Traceable): Traceable => mul(NORMAL_PEAK, exp(mul(-0.5, square(x))));
const isPositive = (x: Traceable): Traceable => ofEach(x, (v) => (v > 0 ? 1 : 0));

/** Rules of functions of one array. */
export const unaryRules: RulesOf<UnaryPrimitives> = {
  // x̄ = −ȳ
  neg: { forward: ([x]) => neg(x), pullbacks: [(g) => neg(g)] },

  // x̄ = ȳ · sign(x), 0 at 0
  abs: { forward: ([x]) => abs(x), pullbacks: [(g, _, [x]) => mul(g, ofEach(x, Math.sign))] },

  // x̄ = ȳ · 2x
  square: { forward: ([x]) => square(x), pullbacks: [(g, _, [x]) => mul(g, mul(2, x))] },

  // x̄ = ȳ · y
  exp: { forward: ([x]) => exp(x), pullbacks: [(g, y) => mul(g, y)] },

  // x̄ = ȳ / x
  log: { forward: ([x]) => log(x), pullbacks: [(g, _, [x]) => div(g, x)] },

  // x̄ = ȳ / 2y
  sqrt: { forward: ([x]) => sqrt(x), pullbacks: [(g, y) => div(g, mul(2, y))] },

  // x̄ = ȳ · cos x
  sin: { forward: ([x]) => sin(x), pullbacks: [(g, _, [x]) => mul(g, cos(x))] },

  // x̄ = −ȳ · sin x
  cos: { forward: ([x]) => cos(x), pullbacks: [(g, _, [x]) => neg(mul(g, sin(x)))] },

  // x̄ = ȳ · (1 − y²)
  tanh: { forward: ([x]) => tanh(x), pullbacks: [(g, y) => mul(g, sub(1, square(y)))] },

  // x̄ = ȳ · σ(x) · (1 − σ(x)), the last factor as σ(−x), which does not cancel
  sigmoid: {
    forward: ([x]) => sigmoid(x),
    pullbacks: [(g, y, [x]) => mul(g, mul(y, sigmoid(neg(x))))],
  },

  // x̄ = ȳ · σ(−x)
  logSigmoid: {
    forward: ([x]) => logSigmoid(x),
    pullbacks: [(g, _, [x]) => mul(g, sigmoid(neg(x)))],
  },

  // x̄ = ȳ · σ(x)
  softplus: { forward: ([x]) => softplus(x), pullbacks: [(g, _, [x]) => mul(g, sigmoid(x))] },

  // x̄ = ȳ where y is not 0: where x > 0; ȳ where x is NaN, as in PyTorch
  relu: { forward: ([x]) => relu(x), pullbacks: [(g, y) => where(y, g, 0)] },

  // x̄ = ȳ where x > 0, else slope · ȳ
  leakyRelu: {
    forward: ([x], options) => leakyRelu(x, options),
    pullbacks: [
      (g, _, [x], options) =>
        mul(
          g,
          ofEach(x, (v) => (v > 0 ? 1 : (options?.slope ?? 0.01))),
        ),
    ],
  },

  // x̄ = ȳ where x > 0, else ȳ · alpha · eˣ; the exponential is not taken of what is positive
  elu: {
    forward: ([x], options) => elu(x, options),
    pullbacks: [
      (g, _, [x], options) => {
        const positive = isPositive(x);
        const slope = mul(options?.alpha ?? 1, exp(where(positive, 0, x)));
        return where(positive, g, mul(g, slope));
      },
    ],
  },

  // x̄ = ȳ · (σ(x) + x · σ(x) · σ(−x))
  silu: {
    forward: ([x]) => silu(x),
    pullbacks: [
      (g, _, [x]) => {
        const s = sigmoid(x);
        return mul(g, add(s, mul(x, mul(s, sigmoid(neg(x))))));
      },
    ],
  },

  // x̄ = ȳ · (Φ(x) + x · φ(x)) with the standard normal distribution Φ and its density φ
  gelu: {
    forward: ([x]) => gelu(x),
    pullbacks: [(g, _, [x]) => mul(g, add(normalCdf(x), mul(x, normalDensity(x))))],
  },

  // x̄ = ȳ · φ(x)
  normalCdf: {
    forward: ([x]) => normalCdf(x),
    pullbacks: [(g, _, [x]) => mul(g, normalDensity(x))],
  },
};

// The part of a gradient that a winner gets: half of it where both are equal.
const winnings = (g: Traceable, loss: Traceable, gain: Traceable): Traceable =>
  mul(
    g,
    ofPairs(gain, loss, (a, b) => (a === b ? 0.5 : a < b ? 0 : 1)),
  );

/** Rules of functions of two arrays. */
export const binaryRules: RulesOf<BinaryPrimitives> = {
  // ā = ȳ, b̄ = ȳ
  add: { forward: ([a, b]) => add(a, b), pullbacks: [(g) => g, (g) => g] },

  // ā = ȳ, b̄ = −ȳ
  sub: { forward: ([a, b]) => sub(a, b), pullbacks: [(g) => g, (g) => neg(g)] },

  // ā = ȳ · b, b̄ = ȳ · a
  mul: {
    forward: ([a, b]) => mul(a, b),
    pullbacks: [(g, _, [, b]) => mul(g, b), (g, _, [a]) => mul(g, a)],
  },

  // ā = ȳ / b, b̄ = −ȳ · a / b² = −(ȳ / b) · y
  div: {
    forward: ([a, b]) => div(a, b),
    pullbacks: [(g, _, [, b]) => div(g, b), (g, y, [, b]) => neg(mul(div(g, b), y))],
  },

  // ā = ȳ · b · a^(b−1), b̄ = ȳ · y · ln a; both 0 where a = b = 0, and b̄ = 0 where a = 0 < b
  pow: {
    forward: ([a, b]) => pow(a, b),
    pullbacks: [
      (g, y, [a, b]) => {
        // There the derivative is 0 too where 1/a, which stands beside it, is beyond all numbers.
        const single = dtypeOf(y) === 'float32';
        const constant = ofPairs(a, b, (x, power) => {
          const slope = power === 0 ? Math.abs(1 / x) : 0;
          return (single ? Math.fround(slope) : slope) === Infinity ? 1 : 0;
        });
        return mul(g, mul(b, pow(where(constant, 1, a), sub(b, 1))));
      },
      (g, y, [a, b]) => {
        const constant = ofPairs(a, b, (x, power) => (x === 0 && power >= 0 ? 1 : 0));
        return mul(g, mul(y, log(where(constant, 1, a))));
      },
    ],
  },

  // ā = ȳ where a > b, ȳ / 2 where a = b, else 0; b̄ the other way round
  maximum: {
    forward: ([a, b]) => maximum(a, b),
    pullbacks: [(g, _, [a, b]) => winnings(g, b, a), (g, _, [a, b]) => winnings(g, a, b)],
  },

  // ā = ȳ where a < b, ȳ / 2 where a = b, else 0; b̄ the other way round
  minimum: {
    forward: ([a, b]) => minimum(a, b),
    pullbacks: [
      (g, _, [a, b]) => winnings(g, neg(b), neg(a)),
      (g, _, [a, b]) => winnings(g, neg(a), neg(b)),
    ],
  },

  // ā = ȳ where the condition holds, else 0; b̄ the other way round
  where: {
    forward: ([a, b], condition) => where(condition, a, b),
    pullbacks: [
      (g, _, __, condition) => where(condition, g, 0),
      (g, _, __, condition) => where(condition, 0, g),
    ],
  },
};
