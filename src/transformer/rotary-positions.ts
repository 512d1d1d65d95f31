// Positions as turns: queries and keys are rotated, pair by pair, so that their dot products see how far apart they are.
import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import { allocate, computeDType, readArray, wrap } from '../core/create.js';
import { KindError, ShapeError } from '../core/errors.js';
import { elementCount } from '../core/layout.js';
import type { ArrayInput, FloatNdArray } from '../core/types.js';
import { asArray, shapeOf } from '../gradient/moves.js';
import { type PrimitiveFunction, primitive } from '../gradient/primitive.js';
import { isTraced, type Traceable, type Traced } from '../gradient/traced.js';
import type { ArrayValue } from '../gradient/value-types.js';
import type { PairTurns } from '../kernels/position-kernels.js';
import { rotatePairs } from '../kernels/scalar/rotate-pairs.js';
import { kernel } from '../kernels/select.js';
import { angleOf, USUAL_BASE } from './frequencies.js';

/** Which numbers of a row form a pair: neighbours, or one of each half. */
export type RotaryLayout = 'interleaved' | 'halves';

/** Options of `rotaryPositions`. */
export interface RotaryOptions {
  /** Which numbers form a pair: "interleaved" (2i with 2i + 1) or "halves" (i with i + d/2). */
  readonly layout?: RotaryLayout | undefined;
  /** Position of the first row; 0 where left out. */
  readonly offset?: number | undefined;
  /** Base of the wavelengths; 10000 where left out. */
  readonly base?: number | undefined;
}

const FN = 'rotaryPositions';

/**
 * Rotary position embeddings: each pair of numbers is turned by an angle that grows with the position.
 *
 * $$\begin{pmatrix} y_a \\ y_b \end{pmatrix} = \begin{pmatrix} \cos\varphi & -\sin\varphi \\ \sin\varphi & \cos\varphi \end{pmatrix} \begin{pmatrix} x_a \\ x_b \end{pmatrix}, \qquad \varphi = \frac{p}{b^{2i/d}}$$
 *
 * Turn queries and keys, not values: the dot product of a query at p and a key at r then depends on p and r by
 * $p - r$ alone. Lengths are kept; position 0 is left as it is. Positions p count from `offset`.
 *
 * `layout` has no default: with "interleaved" (the paper, GPT-J, the weights that Meta gave out) the pair i is
 * (2i, 2i + 1), with "halves" (GPT-NeoX, Llama in Hugging Face's form) it is (i, i + d/2). Weights trained with one
 * give nonsense, without an error, in the other.
 *
 * @param x - queries or keys, shape [..., n, d] with d even; n counts positions
 * @param options - `layout`; `offset`: position of the first row, 0 where left out; `base`: b, 10000 where left out
 * @returns the same shape; a traced value for a traced one
 * @throws KindError where the layout is not said, ShapeError where d is odd or there are fewer than two axes,
 * DomainError where a number is out of range
 * @see J. Su et al., "RoFormer: enhanced transformer with rotary position embedding", 2021, equations 14, 15 and 34
 *
 * @example
 * The same vector at positions 0 and 1: turned by one radian.
 * ```ts
 * import { rotaryPositions, toNested } from 'fovea';
 * toNested(rotaryPositions([[1, 0], [1, 0]], { layout: 'interleaved' })) // => [[1, 0], [0.540302, 0.841471]]
 * ```
 */
export function rotaryPositions<X extends ArrayInput | Traced>(
  x: X,
  options: RotaryOptions & { readonly layout: RotaryLayout },
): ArrayValue<X>;
export function rotaryPositions(
  x: ArrayInput | Traced,
  options: RotaryOptions & { readonly layout: RotaryLayout },
): FloatNdArray | Traced {
  const given = checkOptions(FN, options, ['layout', 'offset', 'base']);
  const layout = readLayout(given.layout);
  const offset = checkNumber(FN, 'offset', given.offset ?? 0, { integer: true });
  const base = checkNumber(FN, 'base', given.base ?? USUAL_BASE, { above: 0 });
  const shape = shapeOf(x, FN, 'x');
  const [n, d] = [shape.at(-2), shape.at(-1)];
  if (n === undefined || d === undefined || d % 2 !== 0 || d === 0) {
    throw new ShapeError({
      function: FN,
      argument: 'x',
      expected: 'shape (..., n, d) with d even',
      got: `(${shape.join(', ')})`,
    });
  }
  const turns = turnsOf(n, d, offset, base, layout);
  if (!isTraced(x)) return turn(x, turns);
  return asArray(differentiable(turns)(x)) as Traced;
}

function readLayout(layout: unknown): RotaryLayout {
  if (layout !== undefined) return checkOneOf(FN, 'layout', layout, ['interleaved', 'halves']);
  throw new KindError({
    function: FN,
    argument: 'layout',
    expected:
      '"interleaved" (2i with 2i + 1: the paper, GPT-J) or "halves" (i with i + d/2: GPT-NeoX, Llama of Hugging Face); weights fit only the one that they were trained with, so there is no default',
    got: 'nothing',
  });
}

function turnsOf(
  n: number,
  d: number,
  offset: number,
  base: number,
  layout: RotaryLayout,
): PairTurns {
  const pairs = d / 2;
  const cosines = new Float64Array(n * pairs);
  const sines = new Float64Array(n * pairs);
  for (let row = 0, at = 0; row < n; row++) {
    for (let pair = 0; pair < pairs; pair++, at++) {
      const angle = angleOf(offset + row, pair, d, base);
      cosines[at] = Math.cos(angle);
      sines[at] = Math.sin(angle);
    }
  }
  return layout === 'interleaved'
    ? { cosines, sines, n, pairs, step: 2, gap: 1 }
    : { cosines, sines, n, pairs, step: 1, gap: pairs };
}

/** The turns the other way round: what the pullback of a turn is. */
function backward(turns: PairTurns): PairTurns {
  return { ...turns, sines: turns.sines.map((sine) => -sine) };
}

function turn(x: ArrayInput, turns: PairTurns): FloatNdArray {
  const { data, shape } = readArray(FN, 'x', x);
  const target = allocate(computeDType(x), data.length);
  kernel('rotatePairs', rotatePairs)(data, target, elementCount(shape.slice(0, -2)), turns);
  return wrap(target, shape);
}

function differentiable(turns: PairTurns): PrimitiveFunction {
  return primitive(FN, (x) => turn(asArray(x!), turns), [
    (gradient: Traceable) => differentiable(backward(turns))(gradient),
  ]);
}
