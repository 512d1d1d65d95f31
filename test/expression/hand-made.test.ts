// Equations as data: what no text would have given is refused, by the name of the place where it stands.
import { describe, expect, it } from 'vitest';
import {
  derive,
  deriveMatrix,
  type Equations,
  equations,
  evaluateMatrices,
  gradientStep,
  type MatrixEquations,
  matrixEquations,
} from '../../src/expression/index.js';

const NEURON = equations`z = w * x; L = z^2`;
const LAYER = matrixEquations`Y = X * W; L = sum(Y)`;

/** A copy in which one place holds something else. */
function changed<T>(value: T, path: readonly (string | number)[], what: unknown): T {
  const copy = structuredClone(value);
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  at[path.at(-1)!] = what;
  return copy;
}

const takers: readonly (readonly [string, (given: unknown) => unknown])[] = [
  ['derive', (given) => derive(given as Equations, 'L', 'w', { values: { w: 1, x: 2 } })],
  ['gradientStep', (given) => gradientStep(given as Equations, 'L', ['w'], { w: 1, x: 2 }, 0.1)],
  [
    'deriveMatrix',
    (given) =>
      deriveMatrix(given as MatrixEquations, 'L', 'W', { shapes: { X: [2, 2], W: [2, 2] } }),
  ],
  [
    'evaluateMatrices',
    (given) => evaluateMatrices(given as MatrixEquations, { X: [[1, 2]], W: [[1], [2]] }),
  ],
];

const RUBBISH = [undefined, null, true, 'w', 1n, Symbol('s'), {}, [], () => 1, Number.NaN];
const PLACES = [
  ['definitions', 0],
  ['definitions', 0, 'name'],
  ['definitions', 0, 'expression'],
  ['definitions', 0, 'expression', 'op'],
  ['definitions', 0, 'expression', 'args'],
  ['definitions', 0, 'expression', 'args', 0],
  ['inputs', 0],
] as const;

describe.each(takers)('%s', (name, take) => {
  const whole = name.includes('Matri') ? LAYER : NEURON;

  it('refuses rubbish in any place', () => {
    for (const path of PLACES) {
      const isName = path.at(-1) === 'name' || path[0] === 'inputs';
      for (const what of RUBBISH) {
        if (isName && what === 'w') continue;
        expect(() => take(changed<unknown>(whole, path, what)), path.join('.')).toThrow(
          expect.objectContaining({
            function: name,
            argument: expect.stringMatching(/^equations\.(definitions|inputs)\[0\]/),
          }),
        );
      }
    }
  });

  it('refuses definitions in a circle, and of names that nobody gives', () => {
    for (const ref of ['L', 'z_9', whole.definitions[0]!.name]) {
      const path = ['definitions', 0, 'expression'];
      expect(() => take(changed<unknown>(whole, path, { ref }))).toThrow(
        `${name}: "equations.definitions[0]" expected only inputs and what was defined before`,
      );
    }
  });

  it('takes what has been stored', () => {
    expect(() => take(JSON.parse(JSON.stringify(whole)))).not.toThrow();
  });
});
