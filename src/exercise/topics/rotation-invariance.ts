// Orientations relative to the dominant one, before and after the image is turned.
import type { Derivation } from '../../derivation/types.js';
import { explainRotationInvariance } from '../../orientation-histogram/explain-rotation.js';
import { relativeOrientation } from '../../orientation-histogram/polar.js';
import type { Draw } from '../draw.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { numberTex } from '../wording.js';

type TurnGiven = {
  readonly dominant: number;
  readonly orientations: readonly number[];
  readonly rotation: number;
};

const PERIOD = 360;

const relative = (angle: number, to: number): number =>
  relativeOrientation(angle, to, { period: PERIOD });
const degrees = (angle: number): string => `$${numberTex(angle)}^\\circ$`;

const shared = { unit: 'degrees', period: PERIOD } as const;

/** Relative orientations before the turn, everything turned, relative orientations after it. */
export const rotationInvarianceTopic: Topic<TurnGiven> = {
  id: 'rotation-invariance',
  title: 'Orientations that do not change when the image is turned',
  quantities: { dominant: 'number', orientations: 'vector', rotation: 'number' },
  generate,
  statement: ({ dominant, orientations, rotation }) =>
    [
      `The dominant orientation at a keypoint is ${degrees(dominant)}; gradients near it point to ${orientations.map(degrees).join(', ')}. All angles grow from $+x$ towards $+y$.`,
      `Then the image is turned by ${degrees(rotation)}, in the same sense.`,
      'Angles that differ by full turns are the same: each of them will do.',
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt: 'What are the orientations of the gradients relative to the dominant one?',
      marks: 2,
      kind: 'vector',
      ...shared,
      value: () => given.orientations.map((angle) => relative(angle, given.dominant)),
    },
    {
      id: 'b',
      prompt: 'What is the dominant orientation after the turn?',
      marks: 1,
      kind: 'number',
      ...shared,
      value: () => relative(given.dominant + given.rotation, 0),
    },
    {
      id: 'c',
      prompt: 'Where do the gradients point after the turn?',
      marks: 1,
      kind: 'vector',
      ...shared,
      value: () => given.orientations.map((angle) => relative(angle + given.rotation, 0)),
    },
    {
      id: 'd',
      prompt: 'What are their orientations relative to the dominant one after the turn?',
      marks: 2,
      kind: 'vector',
      ...shared,
      value: (earlier) => earlier.vector('c').map((angle) => relative(angle, earlier.number('b'))),
    },
  ],
  misconceptions: [
    {
      id: 'sift-absolute-angle',
      name: 'The difference without its sign',
      explanation:
        'The difference keeps its sign: an edge that lies as far before the dominant orientation as another lies after it is a different one.',
      wrong: {
        a: ({ orientations, dominant }) => orientations.map((angle) => Math.abs(angle - dominant)),
        d: (_, earlier) =>
          earlier.vector('c').map((angle) => Math.abs(angle - earlier.number('b'))),
      },
    },
    {
      id: 'sift-relative-reversed',
      name: 'The difference is taken the other way round',
      explanation:
        'The dominant orientation is taken off each orientation, not the orientation off the dominant one.',
      wrong: {
        a: ({ orientations, dominant }) => orientations.map((angle) => relative(dominant, angle)),
        d: (_, earlier) => earlier.vector('c').map((angle) => relative(earlier.number('b'), angle)),
      },
    },
    {
      id: 'sift-dominant-not-rotated',
      name: 'The dominant orientation is not turned',
      explanation:
        'The dominant orientation turns with the image: after the turn the turned one is taken off.',
      wrong: {
        b: ({ dominant }) => dominant,
        d: ({ dominant }, earlier) => earlier.vector('c').map((angle) => relative(angle, dominant)),
      },
    },
    {
      id: 'sift-turn-sense',
      name: 'Turned the other way',
      explanation: 'Angles grow in the sense in which the image is turned: the turn is added.',
      wrong: {
        b: ({ dominant, rotation }) => relative(dominant - rotation, 0),
        c: ({ orientations, rotation }) =>
          orientations.map((angle) => relative(angle - rotation, 0)),
      },
    },
    {
      id: 'sift-gradients-not-rotated',
      name: 'Only the dominant orientation is turned',
      explanation: 'The gradients turn with the image, just as the dominant orientation does.',
      wrong: {
        c: ({ orientations }) => orientations,
        d: ({ orientations }, earlier) =>
          orientations.map((angle) => relative(angle, earlier.number('b'))),
      },
    },
    {
      id: 'sift-degrees-for-radians',
      name: 'Given in radians',
      explanation: 'The angles are right in radians, but were asked for in degrees.',
      wrong: {
        b: ({ dominant, rotation }) => relative(dominant + rotation, 0) * (Math.PI / 180),
      },
    },
  ],
  solve: ({ dominant, orientations, rotation }): Derivation =>
    explainRotationInvariance({ dominant, orientations, rotation }, { period: PERIOD }),
};

function generate(draw: Draw, difficulty: Difficulty): TurnGiven {
  const step = difficulty === 'hard' ? 1 : 5;
  const count = difficulty === 'easy' ? 4 : 5;
  const [dominant = 0, ...orientations] = draw
    .ownIntegers(count, 1, PERIOD / step - 1)
    .map((each) => step * each);
  return {
    dominant,
    orientations,
    rotation: step * draw.integer(1, (difficulty === 'easy' ? 90 : PERIOD) / step - 1),
  };
}
