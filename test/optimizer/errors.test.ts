import { describe, expect, it } from 'vitest';
import { createNdArray } from '../../src/core/create.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { grad } from '../../src/gradient/grad.js';
import { adadelta } from '../../src/optimizer/adadelta.js';
import { adagrad } from '../../src/optimizer/adagrad.js';
import { adam, adamw } from '../../src/optimizer/adam.js';
import { adamax } from '../../src/optimizer/adamax.js';
import { nadam } from '../../src/optimizer/nadam.js';
import { rmsprop } from '../../src/optimizer/rmsprop.js';
import { momentum, nesterov, sgd } from '../../src/optimizer/sgd.js';

type ErrorKind = typeof KindError | typeof ShapeError | typeof DomainError;

function expectError(run: () => unknown, kind: ErrorKind, message: string): void {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(kind);
  expect((thrown as Error).message).toBe(message);
}

const optimizer = adam();
const parameters = { layers: [{ weights: [[1, 2]], bias: 3 }] };
const state = optimizer.init(parameters);
const step =
  (gradients: unknown, from: unknown = state, at: unknown = parameters) =>
  () =>
    optimizer.step(from as never, at, gradients as never);
const good = { layers: [{ weights: [[1, 2]], bias: 3 }] };

describe('gradients that do not fit are refused with the path to the place', () => {
  it('a missing one', () => {
    expectError(
      step({ layers: [{ weights: [[1, 2]] }] }),
      KindError,
      'adam.step: "gradients.layers[0].bias" expected a value, as "parameters.layers[0].bias" is there, got undefined',
    );
    expectError(
      step(undefined),
      KindError,
      'adam.step: "gradients.layers[0].weights" expected a value, as "parameters.layers[0].weights" is there, got undefined',
    );
  });

  it('one too many', () => {
    expectError(
      step({ layers: [...good.layers, { weights: 1 }] }),
      KindError,
      'adam.step: "gradients.layers[1].weights" expected no value, as there is no "parameters.layers[1].weights", got one',
    );
  });

  it('another shape', () => {
    expectError(
      step({ layers: [{ weights: [1, 2], bias: 3 }] }),
      ShapeError,
      'adam.step: "gradients.layers[0].weights" expected shape (1, 2), as "parameters.layers[0].weights" has, got (2)',
    );
    expectError(
      step({ layers: [{ weights: [[1, 2]], bias: [3] }] }),
      ShapeError,
      'adam.step: "gradients.layers[0].bias" expected shape (), as "parameters.layers[0].bias" has, got (1)',
    );
  });

  it('a record where an array belongs', () => {
    expectError(
      step({ layers: [{ weights: { w: 1 }, bias: 3 }] }),
      KindError,
      'adam.step: "gradients.layers[0].weights" expected an ndarray, nested numbers or a typed array, got an object',
    );
  });

  it('NaN and infinities', () => {
    expectError(
      step({ layers: [{ weights: [[1, Number.NaN]], bias: 3 }] }),
      DomainError,
      'adam.step: "gradients.layers[0].weights" expected finite numbers, got NaN at [0, 1]',
    );
    expectError(
      step({ layers: [{ weights: [[1, 2]], bias: -Infinity }] }),
      DomainError,
      'adam.step: "gradients.layers[0].bias" expected a finite number, got -Infinity',
    );
  });
});

describe('parameters that cannot be trained are refused', () => {
  it('NaN, integers, words, traced values', () => {
    expectError(
      () => optimizer.init({ w: [Number.NaN] }),
      DomainError,
      'adam.init: "parameters.w" expected finite numbers, got NaN at [0]',
    );
    expectError(
      () => optimizer.init([createNdArray(Int32Array.of(1), [1])]),
      KindError,
      'adam.init: "parameters[0]" expected float64 or float32 numbers, got integers in an ndarray (1)',
    );
    expectError(
      () => optimizer.init({ w: 'heavy' }),
      KindError,
      'adam.init: "parameters.w" expected a number, an array, or a plain record or list of these, got "heavy"',
    );
    expect(() =>
      grad((x) => {
        optimizer.init({ x });
        return x;
      })(1),
    ).toThrow(/adam\.init: "parameters\.x".*traced/);
  });
});

describe('states that do not belong are refused', () => {
  it('another optimizer’s, or none', () => {
    expectError(
      step(good, momentum({ learningRate: 1 }).init(parameters)),
      KindError,
      'adam.step: "state" expected a state of adam, from its init or its last step, got one of momentum',
    );
    expectError(
      step(good, null),
      KindError,
      'adam.step: "state" expected a state of adam, from its init or its last step, got null',
    );
    expectError(
      step(good, {}),
      KindError,
      'adam.step: "state" expected a state of adam, from its init or its last step, got an object',
    );
  });

  it('of other parameters', () => {
    expectError(
      step(good, optimizer.init({ layers: [{ weights: [[1, 2, 3]], bias: 3 }] })),
      ShapeError,
      'adam.step: "state.slots.firstMoment.layers[0].weights" expected shape (1, 2), as "parameters.layers[0].weights" has, got (1, 3)',
    );
    expectError(
      step(good, optimizer.init(1)),
      KindError,
      'adam.step: "state.slots.firstMoment.layers[0].weights" expected a value, as "parameters.layers[0].weights" is there, got undefined',
    );
  });

  it('of the same optimizer with other slots', () => {
    const other = adam({ amsgrad: true });
    expect(() => other.step(state, parameters, good)).toThrow(
      /"state\.slots\.largestSecondMoment.layers\[0\].weights" expected a value/,
    );
    expect(step(good, other.init(parameters))).toThrow(
      'adam.step: "state.slots" expected a record of firstMoment, secondMoment, as this adam carries along, got "largestSecondMoment"',
    );
  });

  it('without slots', () => {
    expect(step(good, { ...state, slots: undefined })).toThrow(
      '"state.slots" expected a record of',
    );
  });

  it('with a count of steps that is none', () => {
    for (const count of [-1, 0.5, '1', undefined]) {
      expect(step(good, { ...state, step: count })).toThrow(
        /"state\.step" expected a whole number/,
      );
    }
  });
});

describe('options', () => {
  it('are refused where they are unknown', () => {
    const makers = {
      sgd,
      momentum,
      nesterov,
      adagrad,
      rmsprop,
      adadelta,
      adam,
      adamw,
      adamax,
      nadam,
    };
    for (const [name, make] of Object.entries(makers)) {
      const misspelt = { learningRate: 1, learningrate: 2 };
      expect(() => make(misspelt)).toThrow(
        `${name}: "options" expected only the names learningRate`,
      );
      expect(() => make({ learningRate: -1 })).toThrow(`${name}: "learningRate" expected a finite`);
      expect(() => make({ learningRate: 1, weightDecay: -1 })).toThrow(`${name}: "weightDecay"`);
      expect(() => make({ learningRate: '1' as never })).toThrow(
        `${name}: "learningRate" expected a number, or a function from the number of steps taken to one, got "1"`,
      );
    }
  });

  it('must name a learning rate where PyTorch wants one', () => {
    for (const make of [sgd, momentum, nesterov]) {
      expect(() => make({} as never)).toThrow(/"learningRate" expected a number.*got undefined/);
      expect(() => make(undefined as never)).toThrow(KindError);
    }
  });

  it('are held to their ranges', () => {
    const bad: readonly [() => unknown, string][] = [
      [
        () => momentum({ learningRate: 1, momentum: 1 }),
        'momentum: "momentum" expected a finite number >= 0 and < 1, got 1',
      ],
      [
        () => momentum({ learningRate: 1, dampening: 2 }),
        'momentum: "dampening" expected a finite number >= 0 and <= 1, got 2',
      ],
      [() => adam({ beta1: 1 }), 'adam: "beta1" expected a finite number >= 0 and < 1, got 1'],
      [
        () => adamax({ beta2: -0.1 }),
        'adamax: "beta2" expected a finite number >= 0 and < 1, got -0.1',
      ],
      [
        () => nadam({ momentumDecay: Number.NaN }),
        'nadam: "momentumDecay" expected a finite number >= 0, got NaN',
      ],
      [
        () => rmsprop({ alpha: 1.5 }),
        'rmsprop: "alpha" expected a finite number >= 0 and < 1, got 1.5',
      ],
      [
        () => adadelta({ epsilon: -1 }),
        'adadelta: "epsilon" expected a finite number >= 0, got -1',
      ],
      [
        () => adagrad({ initialAccumulator: -1 }),
        'adagrad: "initialAccumulator" expected a finite number >= 0, got -1',
      ],
    ];
    for (const [run, message] of bad) expectError(run, DomainError, message);
    expect(() => adam({ amsgrad: 1 as never })).toThrow(
      'adam: "amsgrad" expected true or false, got 1',
    );
    expect(() => rmsprop({ centered: 0 as never })).toThrow('"centered" expected true or false');
  });

  it('ask for Nesterov’s rule only with a momentum that is not dampened', () => {
    for (const options of [{}, { momentum: 0.9, dampening: 0.5 }]) {
      expect(() => sgd({ learningRate: 1, nesterov: true, ...options })).toThrow(
        /sgd: "nesterov" expected momentum above 0 and dampening 0 with it/,
      );
    }
  });

  it('refuse what a schedule gives where it is no rate, at the step', () => {
    const falling = sgd({ learningRate: (t) => 1 - t });
    let p = 0;
    let s = falling.init(p);
    ({ state: s, parameters: p } = falling.step(s, p, 1));
    ({ state: s, parameters: p } = falling.step(s, p, 1));
    expectError(
      () => falling.step(s, p, 1),
      DomainError,
      'sgd.step: "learningRate(2)" expected a finite number >= 0, got -1',
    );
  });
});
