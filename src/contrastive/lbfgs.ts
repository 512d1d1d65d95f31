// Minima of smooth functions by L-BFGS: steps whose direction the last few gradients bend towards Newton's.

/** Value and gradient of a function at a point. */
export interface Evaluation {
  /** The value. */
  readonly value: number;
  /** The derivative by each coordinate. */
  readonly gradient: Float64Array;
}

/** How a descent ended. */
export interface Descent {
  /** Where it ended. */
  readonly point: Float64Array;
  /** The value there. */
  readonly value: number;
  /** How many steps it took. */
  readonly iterations: number;
  /** Whether no derivative there is larger than the tolerance. */
  readonly converged: boolean;
}

/** A point that was tried on the way along a direction. */
interface Trial extends Evaluation {
  readonly step: number;
  readonly point: Float64Array;
  /** The derivative along the direction. */
  readonly slope: number;
}

/** How many pairs of differences are remembered. */
const MEMORY = 10;
/** What part of the promised decrease is enough, and how flat it must have become. */
const [DECREASE, FLATTER] = [1e-4, 0.9];
/** Trials along one direction. */
const TRIALS = 40;

/**
 * The minimum of a smooth convex function from a start, without chance: the same start gives the same answer.
 *
 * @param f - value and gradient at a point
 * @param start - where to begin
 * @param options - `steps`, the most that are taken; `tolerance` of the largest derivative
 * @returns the point, its value and how it was reached
 * @see J. Nocedal, S. J. Wright, "Numerical Optimization", 2006, algorithms 7.4, 3.5 and 3.6
 */
export function lbfgs(
  f: (point: Float64Array) => Evaluation,
  start: Float64Array,
  { steps, tolerance }: { readonly steps: number; readonly tolerance: number },
): Descent {
  const history: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] =
    [];
  let point = start;
  let { value, gradient } = f(start);
  let iterations = 0;
  for (; ; iterations++) {
    if (largest(gradient) <= tolerance) return { point, value, iterations, converged: true };
    if (iterations === steps) return { point, value, iterations, converged: false };
    const direction = directionOf(gradient, history);
    const length = history.length === 0 ? 1 / Math.max(1, norm(gradient)) : 1;
    const found = search(f, { point, value, gradient, direction, length });
    if (found === undefined) {
      // Nothing lower was found: from a bent direction try the steepest one, after it give in to rounding.
      if (history.length === 0) return { point, value, iterations, converged: false };
      history.length = 0;
      continue;
    }
    const s = found.point.map((x, i) => x - point[i]!);
    const y = found.gradient.map((x, i) => x - gradient[i]!);
    const sy = dot(s, y);
    if (sy > 1e-14 * dot(y, y)) {
      history.push({ s, y, rho: 1 / sy });
      if (history.length > MEMORY) history.shift();
    }
    ({ point, value, gradient } = found);
  }
}

/** The negative gradient, bent by the two loops of L-BFGS. */
function directionOf(
  gradient: Float64Array,
  history: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
): Float64Array {
  const q = gradient.map((g) => -g);
  const factors = [...history].reverse().map(({ s, y, rho }) => {
    const factor = rho * dot(s, q);
    addTimes(q, y, -factor);
    return factor;
  });
  const last = history.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
  }
  history.forEach(({ s, y, rho }, k) => {
    addTimes(q, s, factors[factors.length - 1 - k]! - rho * dot(y, q));
  });
  return q;
}

/** A step along a direction that lowers the value enough and leaves it flat enough (strong Wolfe conditions, or near a minimum the approximate ones of W. W. Hager and H. Zhang, 2005). */
function search(
  f: (point: Float64Array) => Evaluation,
  from: {
    readonly point: Float64Array;
    readonly value: number;
    readonly gradient: Float64Array;
    readonly direction: Float64Array;
    readonly length: number;
  },
): Trial | undefined {
  const { point, value, gradient, direction } = from;
  const slope = dot(gradient, direction);
  if (!(slope < 0)) return undefined;
  const at = (step: number): Trial => {
    const next = point.map((x, i) => x + step * direction[i]!);
    const found = f(next);
    return { ...found, step, point: next, slope: dot(found.gradient, direction) };
  };
  // Close to the minimum values differ by less than their rounding; slopes then say what values cannot.
  const rounding = 1e-14 * Math.abs(value);
  const tooHigh = (trial: Trial): boolean =>
    !(trial.value <= value + DECREASE * trial.step * slope) &&
    !(trial.value <= value + rounding && trial.slope <= (2 * DECREASE - 1) * slope);
  const flat = (trial: Trial): boolean => Math.abs(trial.slope) <= -FLATTER * slope;
  let low: Trial = { value, gradient, step: 0, point, slope };
  let high: Trial | undefined;
  let step = from.length;
  for (let count = 0; count < TRIALS; count++) {
    const trial = at(step);
    if (tooHigh(trial) || (low.step > 0 && trial.value > low.value + rounding)) high = trial;
    else if (flat(trial)) return trial;
    else {
      // The minimum lies between the lowest point and where the function rises again.
      if (trial.slope * ((high?.step ?? Infinity) - low.step) >= 0) high = low;
      low = trial;
    }
    step = high === undefined ? 2 * step : between(low, high);
  }
  return low.step > 0 ? low : undefined;
}

/** Where the cubic through two trials is lowest, kept away from both. */
function between(low: Trial, high: Trial): number {
  const width = high.step - low.step;
  const d1 = low.slope + high.slope - (3 * (high.value - low.value)) / width;
  const root = Math.sqrt(d1 * d1 - low.slope * high.slope) * Math.sign(width);
  const share = 1 - (high.slope + root - d1) / (high.slope - low.slope + 2 * root);
  const kept = Number.isFinite(share) ? Math.min(Math.max(share, 0.1), 0.9) : 0.5;
  return low.step + kept * width;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function largest(a: Float64Array): number {
  return a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

function addTimes(target: Float64Array, x: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * x[i]!;
}
