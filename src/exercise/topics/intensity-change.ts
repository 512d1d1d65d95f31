// How much a window changes when it is moved: the quadratic form of the structure tensor.
import { toNested } from '../../core/to-nested.js';
import { createDerivation } from '../../derivation/create-derivation.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import { intensityChange } from '../../structure-tensor/eigenvalues.js';
import { explainHarris } from '../../structure-tensor/explain-harris.js';
import { windowTensor } from '../../structure-tensor/window-tensor.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import type { Earlier, Topic } from '../topic.js';
import type { Difficulty, ExerciseAnswer } from '../types.js';
import { display, matrixTex, rowsOf, vectorTex } from '../wording.js';

type Rows = readonly (readonly number[])[];

type ChangeGiven = {
  readonly ix: Rows;
  readonly iy: Rows;
  readonly first: readonly number[];
  readonly second: readonly number[];
};

type Wrong = (tensor: Rows, move: readonly number[]) => ExerciseAnswer;

const tensorOf = ({ ix, iy }: ChangeGiven): Rows => toNested(windowTensor(ix, iy)) as Rows;

/** What a wrong idea makes of each of the two changes. */
function bothMoves(wrong: Wrong): {
  readonly b: (given: ChangeGiven, earlier: Earlier) => ExerciseAnswer;
  readonly c: (given: ChangeGiven, earlier: Earlier) => ExerciseAnswer;
} {
  return {
    b: ({ first }, earlier) => wrong(earlier.matrix('a'), first),
    c: ({ second }, earlier) => wrong(earlier.matrix('a'), second),
  };
}

/** M, and uᵀMu for two displacements. */
export const intensityChangeTopic: Topic<ChangeGiven> = {
  id: 'intensity-change',
  title: 'How much a window changes when it is moved',
  quantities: { ix: 'matrix', iy: 'matrix', first: 'vector', second: 'vector' },
  generate,
  // A displacement and its opposite change the window alike.
  accepts: ({ first, second }) =>
    [1, -1].every((sign) => first.some((each, i) => each !== sign * second[i]!)),
  statement: ({ ix, iy, first, second }) =>
    [
      'The derivatives of an image in a window are',
      display(`I_x = ${matrixTex(ix)}`, `I_y = ${matrixTex(iy)}`),
      `Every pixel of the window counts 1. It is moved by $\\mathbf{d} = (u, v) = ${vectorTex(first)}$ and, another time, by $\\mathbf{e} = ${vectorTex(second)}$.`,
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt: 'Write down the structure tensor $M$, the sum over the window.',
      marks: 3,
      kind: 'matrix',
      value: () => tensorOf(given),
    },
    {
      id: 'b',
      prompt:
        'How large is the change $E(\\mathbf{d})$, the sum of squared differences, with the image taken to first order in the displacement?',
      marks: 2,
      kind: 'number',
      value: (earlier) => intensityChange(symmetric(earlier.matrix('a')), given.first),
    },
    {
      id: 'c',
      prompt: 'And how large is $E(\\mathbf{e})$?',
      marks: 1,
      kind: 'number',
      value: (earlier) => intensityChange(symmetric(earlier.matrix('a')), given.second),
    },
  ],
  misconceptions: [
    {
      id: 'tensor-mean-for-sum',
      name: 'The mean is taken for the sum',
      explanation: 'Every pixel counts 1 here: the entries are sums over the window, not means.',
      wrong: {
        a: (given) => {
          const pixels = given.ix.length * given.ix[0]!.length;
          return tensorOf(given).map((row) => row.map((entry) => entry / pixels));
        },
      },
    },
    {
      id: 'tensor-axes-swapped',
      name: 'The derivatives along x and y are swapped',
      explanation: 'The sum of the squares along x stands first, that along y last.',
      wrong: {
        a: (given) => {
          const [[a = 0, b = 0] = [], [, d = 0] = []] = tensorOf(given);
          return [
            [d, b],
            [b, a],
          ];
        },
      },
    },
    {
      id: 'tensor-cross-term-lost',
      name: 'The products of the two derivatives are left out',
      explanation:
        'Beside the diagonal stands the sum of the products of both derivatives; it is 0 only where they happen to cancel.',
      wrong: {
        a: (given) => {
          const [[a = 0] = [], [, d = 0] = []] = tensorOf(given);
          return [
            [a, 0],
            [0, d],
          ];
        },
      },
    },
    {
      id: 'quadratic-form-omits-double-cross-term',
      name: 'The cross term counts once',
      explanation:
        'The product u v is in the quadratic form twice, once from each entry beside the diagonal.',
      wrong: /* @__PURE__ */ bothMoves(
        ([[a = 0, b = 0] = [], [, d = 0] = []], [u = 0, v = 0]) =>
          a * u * u + b * u * v + d * v * v,
      ),
    },
    {
      id: 'quadratic-form-not-scalar',
      name: 'The vector M d is given for the number dᵀ M d',
      explanation:
        'This is the tensor times the displacement, a vector; multiplied with the displacement once more it becomes the change, a number.',
      wrong: /* @__PURE__ */ bothMoves((tensor, move) =>
        tensor.map((row) => row.reduce((sum, entry, i) => sum + entry * move[i]!, 0)),
      ),
    },
    {
      id: 'quadratic-form-not-squared',
      name: 'The displacement counts once',
      explanation:
        'The displacement stands on both sides of the tensor, so that its components are multiplied with each other.',
      wrong: /* @__PURE__ */ bothMoves((tensor, move) =>
        tensor.reduce(
          (sum, row) => sum + row.reduce((inner, entry, i) => inner + entry * move[i]!, 0),
          0,
        ),
      ),
    },
  ],
  solve,
};

function generate(draw: Draw, difficulty: Difficulty): ChangeGiven {
  const size = difficulty === 'easy' ? 2 : 3;
  const low = { easy: 0, medium: -2, hard: -5 }[difficulty];
  const high = { easy: 6, medium: 3, hard: 6 }[difficulty];
  const most = difficulty === 'hard' ? 3 : 2;
  return {
    ix: rowsOf(draw.ownIntegers(size ** 2, low, high), size),
    iy: rowsOf(draw.integers(size ** 2, low, high), size),
    first: difficulty === 'easy' ? [1, draw.pick([1, -1])] : draw.integers(2, -most, most),
    second: difficulty === 'easy' ? draw.shuffle([1, 2]) : draw.integers(2, -most, most),
  };
}

/** A tensor is symmetric; what a student wrote need not be. */
function symmetric([[a = 0, b = 0] = [], [c = 0, d = 0] = []]: Rows): Rows {
  const beside = (b + c) / 2;
  return [
    [a, beside],
    [beside, d],
  ];
}

function solve(given: ChangeGiven): Derivation {
  const { ix, iy, first, second } = given;
  const whole = explainHarris({ ix, iy }, { displacement: first });
  const last = whole.steps.findIndex(({ id }) => id === 'change');
  const { tensor, change } = whole.result;
  const { conclusion: _, ...rest } = whole;
  const moved = {
    ...rest,
    given: whole.given.filter(({ id }) => id !== 'k'),
    steps: whole.steps.slice(0, last + 1),
    result: { tensor, change },
    answer: { record: { tensor: refer('tensor'), change: refer('change') } },
  };
  const { dot, matmul } = stepOperations;
  const value = intensityChange(tensor, second);
  const again = createDerivation<number>({
    topic: 'structure-tensor',
    title: 'Another displacement',
    given: [
      { id: 'm', symbol: 'M', title: 'The structure tensor', value: tensor },
      { id: 'e', symbol: '\\mathbf{e}', title: 'The other displacement', value: second },
    ],
    steps: [
      {
        id: 'moved',
        symbol: 'M \\mathbf{e}',
        title: 'Multiply the tensor with the displacement',
        formula: 'M \\mathbf{e}',
        check: matmul(refer('m'), refer('e')),
      },
      {
        id: 'change',
        symbol: 'E(\\mathbf{e})',
        title: 'Multiply with the displacement once more',
        check: dot(refer('e'), refer('moved')),
        value,
      },
    ],
    result: value,
    answer: refer('change'),
  });
  return joinDerivations('How much a window changes when it is moved', [
    { id: 'first', title: 'The tensor, and the first displacement', derivation: moved },
    {
      id: 'second',
      title: 'The second displacement',
      derivation: again,
      from: { m: 'first-tensor' },
    },
  ]);
}
