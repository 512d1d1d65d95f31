// What the SIMD kernels compute of one gradient, rounding by rounding.
const f = Math.fround;

const ARCTANGENT = [
  -0.004054567159154587, 0.021862957789791415, -0.05591232686392983, 0.0964219735727778,
  -0.13908629574162745, 0.19946565660109128, -0.33329860785708076, 0.999999335579011,
];

function slopeOf(x: number, y: number): number {
  const [small, large] = [Math.min(Math.abs(x), Math.abs(y)), Math.max(Math.abs(x), Math.abs(y))];
  return large > 0 ? f(small / large) : 0;
}

/** The length of a gradient. */
export function lengthTwin(x: number, y: number): number {
  const t = slopeOf(x, y);
  const stretch = f(Math.sqrt(f(1 + f(t * t))));
  return f(Math.max(Math.abs(x), Math.abs(y)) * stretch);
}

function direction(
  x: number,
  y: number,
  left: boolean,
  down: boolean,
  perRadian: number,
  half: number,
): number {
  const t = slopeOf(x, y);
  const s = f(t * t);
  let p = f(ARCTANGENT[0]!);
  for (const coefficient of ARCTANGENT.slice(1)) p = f(f(p * s) + f(coefficient));
  let angle = t === 1 ? f(half * 0.25) : f(f(p * t) * f(perRadian));
  if (Math.abs(y) > Math.abs(x)) angle = f(f(half * 0.5) - angle);
  if (left) angle = f(half - angle);
  return down ? -angle : angle;
}

/** The angle of a gradient from 0 to below the period. */
export function angleTwin(x: number, y: number, period: number, perRadian: number): number {
  const half = f(Math.PI * perRadian);
  let angle = direction(x, y, x < 0, y < 0, perRadian, half);
  if (angle < 0) angle = f(angle + f(period));
  return angle < period ? angle : 0;
}

/** The place of a gradient's vote. */
export function placeTwin(x: number, y: number, bins: number, signed: boolean): number {
  const half = signed ? bins / 2 : bins;
  let place = direction(x, y, x < 0, y < 0, half / Math.PI, half);
  if (place < 0) place = f(place + bins);
  return place < 0.5 ? f(f(place - 0.5) + bins) : f(place - 0.5);
}
