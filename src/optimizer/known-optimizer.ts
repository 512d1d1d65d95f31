// Optimizers as arguments: what has the look of one, and what is one of the library's own.
import { DomainError, describeValue, KindError } from '../core/errors.js';
import { adadelta } from './adadelta.js';
import { adagrad } from './adagrad.js';
import { adam, adamw } from './adam.js';
import { adamax } from './adamax.js';
import { nadam } from './nadam.js';
import { rmsprop } from './rmsprop.js';
import { momentum, nesterov, sgd } from './sgd.js';
import type { LearningRate, Optimizer, OptimizerName, OptimizerSettings } from './types.js';

/** Makes an optimizer of the settings of another of its name; what they must be is the maker's to check. */
const MAKERS: { readonly [Name in OptimizerName]: (settings: OptimizerSettings) => Optimizer } = {
  sgd: (settings) => sgd(rated(settings)),
  // What is always so is no option of theirs.
  momentum: ({ nesterov: _, ...settings }) => momentum(rated(settings)),
  nesterov: ({ nesterov: _, dampening: __, ...settings }) => nesterov(rated(settings)),
  adagrad,
  rmsprop,
  adadelta,
  adam,
  adamw,
  adamax,
  nadam,
};

function rated(settings: OptimizerSettings): { readonly learningRate: LearningRate } {
  return settings as { readonly learningRate: LearningRate };
}

/**
 * The library's optimizer of the name and the settings that an argument has.
 *
 * @param fn - name of the public function, for errors
 * @param optimizer - what came
 * @returns an optimizer whose steps follow its settings
 * @throws KindError where it is no optimizer of the library's, or its settings are none of that name
 */
export function knownOptimizer(fn: string, optimizer: Optimizer): Optimizer {
  const expected = `one of the optimizers ${Object.keys(MAKERS).join(', ')}`;
  const refuse = (got: string): never => {
    throw new KindError({ function: fn, argument: 'optimizer', expected, got });
  };
  const given: unknown = optimizer;
  if (typeof given !== 'object' || given === null) return refuse(describeValue(given));
  const { name, settings, init, step } = optimizer;
  const numbers: unknown = settings;
  if (typeof name !== 'string' || !Object.hasOwn(MAKERS, name)) {
    return refuse(`one named ${describeValue(name)}`);
  }
  if (typeof init !== 'function' || typeof step !== 'function') {
    return refuse(`${name} without the functions init and step`);
  }
  if (typeof numbers !== 'object' || numbers === null) {
    return refuse(`${describeValue(numbers)} as settings`);
  }
  try {
    return MAKERS[name](settings);
  } catch (error) {
    if (!(error instanceof KindError || error instanceof DomainError)) throw error;
    return refuse(`settings of which ${error.message}`);
  }
}
