// How reductions, softmax, matrix products, linear systems and movements of numbers are differentiated.
// Formulas as in rules-elementwise.ts; sums and indices run along the axes that are reduced.
import type { AxisOption } from '../array/reduce-axes.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput } from '../core/types.js';
import { add, div, mul, neg, sub } from './arithmetic.js';
import { ofEach, ofPairs } from './choices.js';
import { exp } from './functions.js';
import { logSumExp } from './log-sum-exp.js';
import { matmul } from './matmul.js';
import {
  asArray,
  cast,
  dtypeOf,
  expand,
  isNumber,
  shapeOf,
  swapLast,
  unpad,
  unslice,
} from './moves.js';
import { pad } from './pad.js';
import { max, mean, min, sum, variance } from './reduce.js';
import { concat, reshape, slice, transpose } from './shape.js';
import { logSoftmax, softmax } from './softmax.js';
import { solveSystem } from './solve.js';
import { stopGradient } from './stop-gradient.js';
import {
  isTraced,
  type LinePrimitives,
  type MovePrimitives,
  type RulesOf,
  type Traceable,
  type Traced,
} from './traced.js';
import { where } from './where.js';

/** The shape with length 1 for the axes that are reduced. */
function keptShape(shape: readonly number[], axis: AxisOption): number[] {
  if (axis === undefined) return shape.map(() => 1);
  const axes = (typeof axis === 'number' ? [axis] : axis).map((i) =>
    i < 0 ? i + shape.length : i,
  );
  return shape.map((length, i) => (axes.includes(i) ? 1 : length));
}

/** A result of a reduction, repeated for each element that went into it. */
function spread(y: Traceable, x: Traceable, axis: AxisOption): Traceable {
  const shape = shapeOf(x);
  const kept = isNumber(y) ? y : reshape(asArray(y), keptShape(shape, axis));
  return expand(kept, shape, dtypeOf(x));
}

/** How many elements become one. */
function reducedCount(x: Traceable, axis: AxisOption): number {
  const shape = shapeOf(x);
  return elementCount(shape) / elementCount(keptShape(shape, axis));
}

/** The gradient of an extreme value, shared evenly among the elements that have it. */
function shared(g: Traceable, y: Traceable, x: Traceable, axis: AxisOption): Traceable {
  const winners = ofPairs(x, spread(stopGradient(y), stopGradient(x), axis), (a, b) =>
    a === b || (Number.isNaN(a) && Number.isNaN(b)) ? 1 : 0,
  );
  const counts = spread(sum(asArray(winners), { axis, keepDims: true }), x, axis);
  return mul(spread(g, x, axis), div(winners, counts));
}

/** A matrix, or its transpose, read where it lies. */
function turned(x: Traceable, isTurned: boolean | undefined): ArrayInput | Traced {
  return isTurned ? swapLast(asArray(x)) : asArray(x);
}

/** A stack of matrices one below the other. */
function stacked(a: ArrayInput | Traced): ArrayInput | Traced {
  const shape = shapeOf(a);
  const columns = shape.at(-1)!;
  return shape.length === 2 ? a : reshape(a, [elementCount(shape.slice(0, -1)), columns]);
}

/** A vector as a matrix of one column. */
function asColumns(b: Traceable): ArrayInput | Traced {
  const shape = shapeOf(b);
  return shape.length === 1 ? reshape(asArray(b), [shape[0]!, 1]) : asArray(b);
}

/** Rules of reductions, softmax, matrix products and linear systems. */
export const lineRules: RulesOf<LinePrimitives> = {
  // x̄ᵢ = ȳ
  sum: {
    forward: ([x], options) => sum(asArray(x), options),
    pullbacks: [(g, _, [x], options) => spread(g, x, options?.axis)],
  },

  // x̄ᵢ = ȳ / n
  mean: {
    forward: ([x], options) => mean(asArray(x), options),
    pullbacks: [(g, _, [x], { axis } = {}) => spread(div(g, reducedCount(x, axis)), x, axis)],
  },

  // x̄ᵢ = ȳ · 2 (xᵢ − mean) / (n − correction)
  variance: {
    forward: ([x], options) => variance(asArray(x), options),
    pullbacks: [
      (g, _, [x], { axis, correction = 0 } = {}) => {
        const array = asArray(x);
        const scale = 2 / (reducedCount(x, axis) - correction);
        const around = asArray(sub(array, mean(array, { axis, keepDims: true })));
        // A second look takes off what rounding left in the mean of numbers that are large and close together.
        const rest = mean(asArray(stopGradient(around)), { axis, keepDims: true });
        const deviations = sub(around, rest);
        return mul(spread(mul(g, scale), x, axis), deviations);
      },
    ],
  },

  // x̄ᵢ = ȳ / k for each of the k elements with xᵢ = y, else 0
  max: {
    forward: ([x], options) => max(asArray(x), options),
    pullbacks: [(g, y, [x], options) => shared(g, y, x, options?.axis)],
  },

  // x̄ᵢ = ȳ / k for each of the k elements with xᵢ = y, else 0
  min: {
    forward: ([x], options) => min(asArray(x), options),
    pullbacks: [(g, y, [x], options) => shared(g, y, x, options?.axis)],
  },

  // x̄ᵢ = ȳ · exp(xᵢ − y) / Σⱼ exp(xⱼ − y), 0 where all xᵢ are −∞; the sum is 1 but for what rounding did to y
  logSumExp: {
    forward: ([x], options) => logSumExp(asArray(x), options),
    pullbacks: [
      (g, y, [x], options) => {
        let plain = true;
        const empty = ofEach(y, (v) => {
          plain &&= Number.isFinite(v);
          return v === -Infinity ? 1 : 0;
        });
        const axis = options?.axis ?? (shapeOf(x).length === 1 ? 0 : undefined);
        // The same in fewer passes.
        if (plain && typeof axis === 'number') {
          return mul(spread(g, x, axis), softmax(asArray(x), { axis }));
        }
        const level = where(empty, 0, y);
        const shares = exp(sub(x, spread(level, x, options?.axis)));
        const total = add(sum(asArray(shares), options), empty);
        return mul(spread(div(g, total), x, options?.axis), shares);
      },
    ],
  },

  // x̄ᵢ = yᵢ (ȳᵢ − Σⱼ ȳⱼ yⱼ) / T
  softmax: {
    forward: ([x], options) => softmax(asArray(x), options),
    pullbacks: [
      (g, y, _, { axis = -1, temperature = 1 } = {}) => {
        const mixed = sum(asArray(mul(g, y)), { axis, keepDims: true });
        const x = mul(y, sub(g, mixed));
        return temperature === 1 ? x : div(x, temperature);
      },
    ],
  },

  // x̄ᵢ = (ȳᵢ − exp(yᵢ) Σⱼ ȳⱼ) / T
  logSoftmax: {
    forward: ([x], options) => logSoftmax(asArray(x), options),
    pullbacks: [
      (g, y, _, { axis = -1, temperature = 1 } = {}) => {
        const total = sum(asArray(g), { axis, keepDims: true });
        const x = sub(g, mul(exp(y), total));
        return temperature === 1 ? x : div(x, temperature);
      },
    ],
  },

  // ā = ȳ bᵀ, b̄ = aᵀ ȳ; where b stands in every product, b̄ is the sum over the stack; of a factor that is transposed
  // first, the transposes of these
  matmul: {
    forward: ([a, b], [aTurned, bTurned] = []) => matmul(turned(a, aTurned), turned(b, bTurned)),
    pullbacks: [
      (g, _, [, b], [aTurned, bTurned] = []) =>
        aTurned
          ? matmul(turned(b, bTurned), turned(g, true))
          : matmul(asArray(g), turned(b, !bTurned)),
      (g, _, [a, b], [aTurned, bTurned] = []) => {
        const whole = shapeOf(b).length > 2;
        const [left, outer] = [turned(a, aTurned), asArray(g)].map((x) => (whole ? x : stacked(x)));
        return bTurned ? matmul(turned(outer!, true), left!) : matmul(turned(left!, true), outer!);
      },
    ],
  },

  // b̄ = A⁻ᵀ x̄, Ā = −b̄ xᵀ, summed over the right-hand sides
  solve: {
    forward: ([a, b], finite) => solveSystem(asArray(a), asArray(b), finite),
    pullbacks: [
      (g, x, [a]) => {
        const b = solveSystem(swapLast(a), asArray(g), false);
        return neg(matmul(asColumns(b), swapLast(asColumns(x))));
      },
      (g, _, [a]) => solveSystem(swapLast(a), asArray(g), false),
    ],
  },
};

/** Rules of primitives that move numbers. */
export const moveRules: RulesOf<MovePrimitives> = {
  // x̄ = ȳ with its axes back in their order
  transpose: {
    forward: ([x], axes) => toValue(transpose(asArray(x), axes)),
    pullbacks: [
      (g, _, [x], axes) => {
        const rank = shapeOf(x).length;
        if (axes === undefined) return transpose(asArray(g));
        const back = new Array<number>(rank);
        axes.forEach((axis, i) => {
          back[axis < 0 ? axis + rank : axis] = i;
        });
        return transpose(asArray(g), back);
      },
    ],
  },

  // x̄ = ȳ in the shape of x
  reshape: {
    forward: ([x], shape) => toValue(reshape(asArray(x), shape)),
    pullbacks: [(g, _, [x]) => reshape(asArray(g), shapeOf(x))],
  },

  // x̄ₖ = the part of ȳ that came from xₖ
  concat: {
    forward: (list, { axis }) => toValue(concat(list.map(asArray), axis)),
    pullbacks: [],
    rest: (g, _, __, { axis, ends }, index) => {
      const along = axis < 0 ? axis + shapeOf(g).length : axis;
      const before = new Array<null>(along).fill(null);
      return slice(asArray(g), [...before, [ends()[index - 1] ?? 0, ends()[index]!]]);
    },
  },

  // x̄ = ȳ where the slice was taken, else 0
  slice: {
    forward: ([x], ranges) => toValue(slice(asArray(x), ranges)),
    pullbacks: [(g, _, [x], ranges) => unslice(g, ranges, shapeOf(x))],
  },

  // x̄ = the slice of ȳ
  unslice: {
    forward: ([x], { ranges, shape }) => unslice(x, ranges, shape),
    pullbacks: [(g, _, __, { ranges }) => slice(asArray(g), ranges)],
  },

  // x̄ₖ = Σ ȳ over xₖ and its repetitions in the border; a constant border drops
  pad: {
    forward: ([x], { widths, options }) => toValue(pad(asArray(x), widths, options)),
    pullbacks: [
      (g, _, [x], { widths, options }) =>
        unpad(g, widths, options?.border ?? 'constant', shapeOf(x)),
    ],
  },

  // x̄ = ȳ with the same border; where that is constant, of zeros
  unpad: {
    forward: ([x], { widths, border, shape }) => unpad(x, widths, border, shape),
    pullbacks: [(g, _, __, { widths, border }) => pad(asArray(g), widths, { border })],
  },

  // x̄ = ȳ, summed over its repetitions by the backward walk
  expand: {
    forward: ([x], { shape, dtype }) => expand(x, shape, dtype),
    pullbacks: [(g) => g],
  },

  // x̄ = ȳ, brought back to the precision of x by the backward walk
  cast: { forward: ([x], dtype) => cast(x, dtype), pullbacks: [(g) => g] },
};

// Arrays behind traced values are of floats, so what moves them gives floats.
function toValue(x: Traceable): Traceable {
  return isTraced(x) ? x : asArray(x);
}
