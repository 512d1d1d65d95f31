// Pictures of a shape of some colour at some place, rendered with smooth edges, and captions of them.
import { fillTemplates, normal, uniform } from 'fovea';
import { reshape } from 'fovea/array';

const COLOURS = {
  red: [0.85, 0.12, 0.1],
  green: [0.1, 0.65, 0.2],
  blue: [0.12, 0.3, 0.9],
  yellow: [0.95, 0.85, 0.1],
  purple: [0.6, 0.15, 0.7],
  white: [0.97, 0.97, 0.97],
};
/** How far a point (x, y) is outside each shape of radius 1, negative inside. */
export const SHAPES = {
  circle: (x, y) => Math.hypot(x, y) - 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.88,
  triangle: (x, y) => Math.max(0.866 * Math.abs(x) - 0.5 * y, y) - 0.6,
  cross: (x, y) => {
    const [far, near] = [Math.max(Math.abs(x), Math.abs(y)), Math.min(Math.abs(x), Math.abs(y))];
    return Math.max(far - 1, near - 0.33);
  },
  ring: (x, y) => Math.abs(Math.hypot(x, y) - 0.75) - 0.25,
};
/** Middle of each place, in parts of the picture. */
const PLACES = {
  'at the top left': [0.29, 0.29],
  'at the top right': [0.71, 0.29],
  'in the middle': [0.5, 0.5],
  'at the bottom left': [0.29, 0.71],
  'at the bottom right': [0.71, 0.71],
};
/** What captions look like. */
export const TEMPLATES = ['a {}', 'a picture of a {}', 'there is a {}', 'a drawing of a {}'];

/** Side of a picture in pixels. */
export const SIDE = 24;

/** Every combination of colour, shape and place. Every fifth is kept from training, so that each pair of a
 * colour and a shape, of a colour and a place, of a shape and a place is seen, but not each combination of the three. */
export const COMBINATIONS = Object.keys(COLOURS).flatMap((colour, c) =>
  Object.keys(SHAPES).flatMap((shape, s) =>
    Object.keys(PLACES).map((place, p) => ({
      colour,
      shape,
      place,
      name: `${colour} ${shape} ${place}`,
      heldOut: (c + s + p) % 5 === 0,
    })),
  ),
);

/** The captions of a combination, one a template. */
export const captionsOf = ({ name }) => fillTemplates(TEMPLATES, [name])[0];

/** Pictures of combinations [n, 3, SIDE, SIDE] in float32: place, size, turn, colour and ground differ a little each time. */
export function drawPictures(combinations, rng) {
  const area = SIDE * SIDE;
  const data = Float32Array.from(
    normal(rng, [combinations.length * 3 * area]).data,
    (v) => 0.03 * v,
  );
  for (const [i, combination] of combinations.entries()) {
    drawOne(combination, rng, data.subarray(3 * area * i));
  }
  return reshape(data, [combinations.length, 3, SIDE, SIDE]);
}

/** Adds one picture to noise. */
function drawOne({ colour, shape, place }, rng, target) {
  const { data: chance } = uniform(rng, [9]);
  const between = (k, low, high) => low + (high - low) * chance[k];
  const [x0, y0] = PLACES[place].map((part, k) => part * SIDE - 0.5 + between(k, -1.5, 1.5));
  const radius = between(2, 4.8, 6.2);
  const turn = between(3, -0.25, 0.25);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const ground = between(4, 0.2, 0.45);
  const paint = COLOURS[colour].map((v, k) => v + between(5 + k, -0.08, 0.08));
  const outside = SHAPES[shape];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const [u, v] = [(x - x0) / radius, (y - y0) / radius];
      // The share of the pixel that is covered, from the distance of its middle to the edge.
      const edge = radius * outside(cos * u + sin * v, cos * v - sin * u);
      const share = Math.min(Math.max(0.5 - edge, 0), 1);
      for (let k = 0; k < 3; k++)
        target[(k * SIDE + y) * SIDE + x] += ground + share * (paint[k] - ground);
    }
  }
}
