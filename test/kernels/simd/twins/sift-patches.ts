// Directions and descriptors of keypoints as assembly/descriptor.ts and its parts compute them, sample by sample.
import { spanOf, squareSides } from '../../../../src/kernels/scalar/sift-descriptor.js';
import { dominantAngles } from '../../../../src/kernels/scalar/sift-orientation.js';
import { expNonPositive } from './exponential.js';

const f = Math.fround;

/** An image of a stack, and a place in it. */
export interface Place {
  readonly levels: Float32Array;
  readonly level: number;
  readonly height: number;
  readonly width: number;
  readonly x: number;
  readonly y: number;
}

// Of the angle by the ratio of the sides, eight to a turn, the lowest power first.
const POLYNOMIAL = [
  0.999999335579011, -0.33329860785708076, 0.19946565660109128, -0.13908629574162745,
  0.0964219735727778, -0.05591232686392983, 0.021862957789791415, -0.004054567159154587,
].map((coefficient) => f(coefficient * (8 / (2 * Math.PI))));
const LEAST_NORMAL = 2 ** -126;

function horner(x: number, coefficients: readonly number[]): number {
  return coefficients.reduceRight((sum, coefficient) => f(f(sum * x) + coefficient));
}

/** The gradient at a sample: its length, and its angle from −4 to 4. */
function gradientAt({ levels, level, height, width }: Place, row: number, column: number) {
  const at = (level * height + row) * width + column;
  const gx = f(levels[at + 1]! - levels[at - 1]!);
  const gy = f(levels[at + width]! - levels[at - width]!);
  const [ax, ay] = [Math.abs(gx), Math.abs(gy)];
  const larger = Math.max(ax, ay, LEAST_NORMAL);
  const ratio = f(Math.min(ax, ay) / larger);
  const square = f(ratio * ratio);
  const fourth = f(square * square);
  const even = horner(
    fourth,
    [0, 2, 4, 6].map((power) => POLYNOMIAL[power]!),
  );
  const odd = horner(
    fourth,
    [1, 3, 5, 7].map((power) => POLYNOMIAL[power]!),
  );
  let angle = f(ratio * f(even + f(odd * square)));
  if (ay > ax) angle = f(2 - angle);
  if (gx < 0) angle = f(4 - angle);
  return { length: f(larger * f(Math.sqrt(f(1 + square)))), angle: gy < 0 ? -angle : angle };
}

interface Window {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function windowOf({ x, y, height, width }: Place, radius: number): Window {
  return {
    top: Math.max(1, Math.ceil(y - radius)),
    bottom: Math.min(height - 2, Math.floor(y + radius)),
    left: Math.max(1, Math.ceil(x - radius)),
    right: Math.min(width - 2, Math.floor(x + radius)),
  };
}

/** The Gaussian's weights, of columns and rows. */
function weightsOf({ x, y }: Place, { left, top }: Window, exponent: number) {
  const at = (first: number, i: number): number => {
    const d = f(f(first) + i);
    return expNonPositive(f(f(d * d) * f(exponent)));
  };
  return (row: number, column: number) => f(at(left - x, column - left) * at(top - y, row - top));
}

/** Four sums, of the first, second, third and fourth of each four samples of a row, and what they come to. */
function copies(length: number) {
  const each = Array.from({ length: 4 }, () => new Float32Array(length));
  return {
    add: (lane: number, at: number, vote: number): void => {
      each[lane % 4]![at]! += vote;
    },
    sum: (at: number): number =>
      f(f(each[0]![at]! + each[1]![at]!) + f(each[2]![at]! + each[3]![at]!)),
  };
}

/** The directions of a place, strongest first. */
export function orientationTwin(place: Place, sigma: number, reach: number): number[] {
  const { x, y } = place;
  const radius = reach * sigma;
  const window = windowOf(place, radius);
  const weights = weightsOf(place, window, -1 / (2 * sigma * sigma));
  // From half a turn backwards, for each bin what is at or after it, and its share for the next bin.
  const [near, next] = [copies(38), copies(38)];
  for (let row = window.top; row <= window.bottom; row++) {
    const across = Math.sqrt(radius * radius - (row - y) ** 2);
    const first = Math.max(window.left, Math.ceil(x - across));
    const last = Math.min(window.right, Math.floor(x + across));
    for (let column = first; column <= last; column++) {
      const { length, angle } = gradientAt(place, row, column);
      const weight = f(weights(row, column) * length);
      const bins = f(angle * 4.5);
      const bin = Math.floor(bins);
      const more = f(weight * f(bins - bin));
      near.add(column - first, bin + 18, f(weight - more));
      next.add(column - first, bin + 18, more);
    }
  }
  const ends = (sums: typeof near, at: number): number =>
    at === 0 ? f(sums.sum(0) + sums.sum(36)) : sums.sum(at);
  const histogram = new Float64Array(36);
  for (let i = 0; i < 36; i++) {
    histogram[(i + 18) % 36] = ends(near, i) + ends(next, (i + 35) % 36);
  }
  return dominantAngles(histogram);
}

/** The votes of a descriptor. */
export function descriptorTwin(place: Place, cellSize: number, orientation: number): Float32Array {
  const { x, y } = place;
  const cos = Math.cos(orientation) / cellSize;
  const sin = Math.sin(orientation) / cellSize;
  const window = windowOf(place, 2.5 * cellSize * cellSize * (Math.abs(cos) + Math.abs(sin)));
  const { top, bottom, left, right } = window;
  const weights = weightsOf(place, window, -1 / (8 * cellSize * cellSize));
  const sides = squareSides(cos, sin, 2.5);
  const eighths = (orientation * 8) / (2 * Math.PI);
  const direction = f(eighths - 8 * Math.floor(eighths / 8));
  const among = (cells: number): number => Math.max(0, Math.min(5, cells));
  // Of each place between cells, and direction, the first once more at the end: the shares of the four cells around it.
  const votes = copies(6 * 6 * 9 * 4);
  for (let row = top; row <= bottom && left <= right; row++) {
    const dy = row - y;
    const [from, to] = spanOf(sides, dy, left - x, right - x);
    const first = Math.ceil(from + x);
    const [dx, down] = [left - x + (first - left), top - y + (row - top)];
    const x0 = f(dx * cos + down * sin + 2.5);
    const y0 = f(down * cos - dx * sin + 2.5);
    for (let column = first; column <= Math.floor(to + x); column++) {
      const step = column - first;
      const xs = among(f(x0 + f(f(cos) * step)));
      const ys = among(f(y0 - f(f(sin) * step)));
      const { length, angle } = gradientAt(place, row, column);
      const weight = f(weights(row, column) * length);
      const bins = f(direction - angle);
      const bin = Math.floor(bins);
      const share = f(bins - bin);
      const [i, j] = [Math.floor(xs), Math.floor(ys)];
      const lower = f(weight * f(ys - j));
      const upper = f(weight - lower);
      const shareX = f(xs - i);
      const [upperRight, lowerRight] = [f(upper * shareX), f(lower * shareX)];
      const shares = [f(upper - upperRight), upperRight, f(lower - lowerRight), lowerRight];
      shares.forEach((vote, corner) => {
        const more = f(vote * share);
        const at = (j * 6 + i) * 9 + ((bin + 8) % 8);
        votes.add(step, 4 * at + corner, f(vote - more));
        votes.add(step, 4 * (at + 1) + corner, more);
      });
    }
  }
  const share = (row: number, column: number, bin: number, corner: number): number => {
    const at = (b: number) => 4 * ((row * 6 + column) * 9 + b) + corner;
    return bin === 0 ? f(votes.sum(at(0)) + votes.sum(at(8))) : votes.sum(at(bin));
  };
  return Float32Array.from({ length: 128 }, (_, at) => {
    const [j, i, b] = [at >> 5, (at >> 3) % 4, at % 8];
    const upper = f(share(j, i, b, 3) + share(j, i + 1, b, 2));
    return f(upper + f(share(j + 1, i, b, 1) + share(j + 1, i + 1, b, 0)));
  });
}

/** The sum of numbers as pairs of them are added up. */
function sumOfPairs(numbers: Float64Array): number {
  const lane = (parity: number) =>
    numbers.reduce((sum, value, i) => (i % 2 === parity ? sum + value : sum), 0);
  return lane(0) + lane(1);
}

/** What becomes of the votes of a descriptor. */
export function finishTwin(votes: Float32Array, finish: 'unit' | 'root'): Float32Array {
  const wide = Float64Array.from(votes);
  const square = sumOfPairs(wide.map((vote) => vote * vote));
  if (square === 0) return votes;
  const factor = 1 / Math.sqrt(square);
  const clipped = wide.map((vote) => Math.min(vote * factor, 0.2));
  if (finish === 'root') {
    const sum = sumOfPairs(clipped);
    return Float32Array.from(clipped, (vote) => Math.sqrt(vote / sum));
  }
  const again = 1 / Math.sqrt(sumOfPairs(clipped.map((vote) => vote * vote)));
  return Float32Array.from(clipped, (vote) => vote * again);
}
