// How products, determinants and the like are written.
import { elementOf } from './element.js';
import { evaluate } from './evaluate.js';
import type { StepExpression } from './expression-types.js';
import { atom, group, LEVEL, type Notate, prefixed } from './notation-types.js';
import { isTensor } from './tensor.js';
import { vectorLatex } from './value-latex.js';

const dot: Notate = ([a, b], context, print) => {
  const products: StepExpression = { op: 'multiply', args: [a!, b!] };
  if (context.digits !== undefined) return print({ op: 'sum', args: [products] }, context);
  return {
    latex: `${group(print(a!, context), LEVEL.power)} \\cdot ${group(print(b!, context), LEVEL.power)}`,
    level: LEVEL.product,
  };
};

const matmul: Notate = (args, context, print) => {
  const factors = args.map((factor, i) => {
    const plain = typeof factor === 'object' && ('ref' in factor || 'list' in factor);
    const datum =
      plain && context.digits !== undefined ? evaluate(factor, context.scope) : undefined;
    if (datum !== undefined && isTensor(datum) && datum.shape.length === 1) {
      return vectorLatex(datum, i === 0 ? 'row' : 'column', context.digits!);
    }
    return group(print(factor, context), LEVEL.product);
  });
  return { latex: factors.join('\\,'), level: LEVEL.product };
};

const raised =
  (mark: string): Notate =>
  ([x], context, print) => ({
    latex: `${group(print(x!, context), LEVEL.atom)}^{${mark}}`,
    level: LEVEL.power,
  });

/** An operation on a matrix or vector, in its elements where numbers are put in. */
const inElements =
  (
    whole: Notate,
    elements: (
      at: (...index: number[]) => StepExpression,
      shape: readonly number[],
    ) => StepExpression | undefined,
  ): Notate =>
  (args, context, print) => {
    const [array] = args;
    const shape = context.shapes(array!);
    if (
      context.digits !== undefined &&
      shape !== undefined &&
      elementOf(
        array!,
        shape.map(() => 0),
        context.shapes,
      ) !== undefined
    ) {
      const written = elements((...index) => elementOf(array!, index, context.shapes)!, shape);
      if (written !== undefined) return print(written, context);
    }
    return whole(args, context, print);
  };

/** Larger ones are written by their names. */
const MOST_ELEMENTS = 6;

type MatrixName = 'dot' | 'matmul' | 'transpose' | 'determinant' | 'inverse' | 'trace' | 'norm';

/** How operations on matrices are written. In a function, so that a bundle without printers drops it. */
export function createMatrixNotations(): { readonly [Name in MatrixName]: Notate } {
  return {
    dot,
    matmul,
    transpose: raised('\\top'),
    inverse: raised('-1'),
    determinant: inElements(prefixed('\\det'), (at, shape) => {
      if (shape.join() !== '2,2') return undefined;
      const crosswise = (a: StepExpression, b: StepExpression): StepExpression => ({
        op: 'multiply',
        args: [a, b],
      });
      return {
        op: 'subtract',
        args: [crosswise(at(0, 0), at(1, 1)), crosswise(at(0, 1), at(1, 0))],
      };
    }),
    trace: inElements(prefixed('\\operatorname{tr}'), (at, [size = 0]) => {
      if (size > MOST_ELEMENTS) return undefined;
      return { op: 'add', args: Array.from({ length: size }, (_, i) => at(i, i)) };
    }),
    norm: inElements(
      ([x], context, print) =>
        atom(`\\left\\|${print(x!, { ...context, letters: [] }).latex}\\right\\|`),
      (at, shape) => {
        if (shape.length !== 1 || shape[0]! > MOST_ELEMENTS) return undefined;
        const squares = Array.from(
          { length: shape[0]! },
          (_, i): StepExpression => ({ op: 'power', args: [at(i), 2] }),
        );
        return { op: 'sqrt', args: [{ op: 'add', args: squares }] };
      },
    ),
  };
}
