// Histograms of gradients around keypoints, as assembly/descriptor.ts adds them up, sample by sample.
import { squareSpan } from '../../../../src/kernels/scalar/sift-descriptor.js';
import { expNonPositive } from './exponential.js';
import { angleOf, lengthOf, ratioOf } from './polar.js';

const f = Math.fround;

/** An image and a place in it. */
export interface Place {
  readonly levels: Float32Array;
  readonly start: number;
  readonly height: number;
  readonly width: number;
  readonly x: number;
  readonly y: number;
}

function windowWeight(first: number, at: number, exponent: number): number {
  const d = f(f(first) + at);
  return expNonPositive(f(f(d * d) * f(exponent)));
}

/** The gradient at a sample: its length, and its angle. */
function gradient({ levels, start, width }: Place, row: number, column: number): [number, number] {
  const at = start + row * width + column;
  const gx = f(levels[at + 1]! - levels[at - 1]!);
  const gy = f(levels[at + width]! - levels[at - width]!);
  const ratio = ratioOf(gx, gy);
  return [lengthOf(gx, gy, ratio), angleOf(gx, gy, ratio)];
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

/** Votes for the directions around a place. */
export function orientationTwin(
  place: Place,
  sigma: number,
  radius: number,
  bins: number,
): Float32Array {
  const votes = new Float32Array(bins);
  const { x, y } = place;
  const { top, bottom, left, right } = windowOf(place, radius);
  const exponent = -1 / (2 * sigma * sigma);
  for (let row = top; row <= bottom; row++) {
    const reach = Math.sqrt(radius * radius - (row - y) ** 2);
    const rowWeight = windowWeight(top - y, row - top, exponent);
    const last = Math.min(right, Math.floor(x + reach));
    for (let column = Math.max(left, Math.ceil(x - reach)); column <= last; column++) {
      const [length, angle] = gradient(place, row, column);
      const window = f(windowWeight(left - x, column - left, exponent) * rowWeight);
      const weight = f(window * length);
      let at = f(angle * f(bins / (2 * Math.PI)));
      if (at < 0) at = f(at + bins);
      const bin = Math.trunc(at);
      const more = f(weight * f(at - bin));
      votes[bin % bins]! += f(weight - more);
      votes[(bin + 1) % bins]! += more;
    }
  }
  return votes;
}

/** The votes of a descriptor. */
export function descriptorTwin(place: Place, cellSize: number, orientation: number): Float32Array {
  const { x, y } = place;
  const cos = Math.cos(orientation) / cellSize;
  const sin = Math.sin(orientation) / cellSize;
  const window = windowOf(place, 2.5 * cellSize * cellSize * (Math.abs(cos) + Math.abs(sin)));
  const { top, bottom, left, right } = window;
  const exponent = -1 / (8 * cellSize * cellSize);
  const direction = f((orientation * 8) / (2 * Math.PI));
  // Of each place between cells, and direction, the first once more at the end: the shares of the four cells around it.
  const votes = new Float32Array(5 * 5 * 9 * 4);
  for (let row = top; row <= bottom && left <= right; row++) {
    const dy = row - y;
    const rowWeight = windowWeight(top - y, row - top, exponent);
    const [from, to] = squareSpan(dy, cos, sin, 2.5, left - x, right - x);
    const first = Math.ceil(from + x);
    const u0 = f((first - x) * cos + dy * sin);
    const v0 = f(dy * cos - (first - x) * sin);
    for (let column = first; column <= Math.floor(to + x); column++) {
      const step = column - first;
      const u = f(u0 + f(f(cos) * step));
      const v = f(v0 - f(f(sin) * step));
      if (!(Math.abs(u) < 2.5 && Math.abs(v) < 2.5)) continue;
      const [length, angle] = gradient(place, row, column);
      const weight = f(f(windowWeight(left - x, column - left, exponent) * rowWeight) * length);
      let bins = f(direction - f(angle * f(8 / (2 * Math.PI))));
      bins = f(bins - f(Math.floor(f(bins / 8)) * 8));
      const bin = Math.trunc(bins);
      const share = f(bins - bin);
      const i = Math.min(4, Math.trunc(f(u + 2.5)));
      const j = Math.min(4, Math.trunc(f(v + 2.5)));
      const lower = f(weight * f(f(v + 2.5) - j));
      const upper = f(weight - lower);
      const shareX = f(f(u + 2.5) - i);
      const [upperRight, lowerRight] = [f(upper * shareX), f(lower * shareX)];
      const shares = [f(upper - upperRight), upperRight, f(lower - lowerRight), lowerRight];
      shares.forEach((vote, corner) => {
        const more = f(vote * share);
        const at = (j * 5 + i) * 9 + (bin % 8);
        votes[4 * at + corner]! += f(vote - more);
        votes[4 * (at + 1) + corner]! += more;
      });
    }
  }
  const numbers = new Float32Array(128);
  for (let at = 0; at < 128; at++) {
    const [j, i, b] = [at >> 5, (at >> 3) % 4, at % 8];
    const share = (row: number, column: number, corner: number, bin: number): number =>
      votes[4 * ((row * 5 + column) * 9 + bin) + corner]!;
    const gathered = (bin: number): number => {
      const upper = f(share(j, i, 3, bin) + share(j, i + 1, 2, bin));
      return f(upper + f(share(j + 1, i, 1, bin) + share(j + 1, i + 1, 0, bin)));
    };
    numbers[at] = b === 0 ? gathered(0) + gathered(8) : gathered(b);
  }
  return numbers;
}
