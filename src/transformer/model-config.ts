// The plan of a language model, read once for all that work with one.
import { checkBoolean, checkNumber, checkOneOf, checkOptions, recordAt } from '../core/check.js';
import { DomainError } from '../core/errors.js';
import type { Options } from '../core/types.js';
import { NORM_PLACES } from './encoder-layer.js';
import { ACTIVATIONS } from './feed-forward.js';
import type {
  LanguageModelConfig,
  LanguageModelPlan,
  ModelPositions,
  StackConfig,
  StackPlan,
} from './parameters.js';

const POSITIONS: readonly ModelPositions[] = ['learned', 'sinusoidal', 'rotary', 'linear', 'none'];

/** What `initializeTransformer` makes. */
export const MODEL_KINDS: readonly NonNullable<(LanguageModelPlan | StackPlan)['kind']>[] = [
  'language-model',
  'encoder',
  'decoder',
  'encoder-decoder',
];

const NAMES = [
  'vocabulary',
  'context',
  'width',
  'heads',
  'layers',
  'feedForward',
  'norm',
  'activation',
  'positions',
  'tied',
  'epsilon',
] as const;

/**
 * Reads a plan and makes the choices that it leaves open.
 *
 * @param fn - name of the public function, for errors
 * @param path - what stands before the names in errors
 * @param config - the plan
 * @returns the plan with every choice made
 * @throws KindError or DomainError for a choice that is none
 */
export function readConfig(
  fn: string,
  path: string,
  config: Options<LanguageModelConfig>,
): LanguageModelConfig {
  const given = checkOptions(fn, config, NAMES, recordAt(path, 'config'));
  const size = (name: (typeof NAMES)[number], value: unknown): number =>
    checkNumber(fn, path + name, value, name === 'layers' ? LAYERS : { integer: true, min: 1 });
  const width = size('width', given.width);
  const heads = size('heads', given.heads);
  const positions = given.positions ?? 'learned';
  checkHeads(fn, `${path}heads`, heads, width);
  checkOneOf(fn, `${path}positions`, positions, POSITIONS);
  if (positions === 'rotary' && (width / heads) % 2 !== 0) {
    throw new DomainError({
      function: fn,
      argument: `${path}heads`,
      expected: 'heads of an even width, which rotary positions turn pair by pair',
      got: `${width} / ${heads} = ${width / heads}`,
    });
  }
  return {
    vocabulary: size('vocabulary', given.vocabulary),
    context: size('context', given.context),
    width,
    heads,
    layers: size('layers', given.layers),
    feedForward: size('feedForward', given.feedForward ?? 4 * width),
    norm: checkOneOf(fn, `${path}norm`, given.norm ?? 'pre', NORM_PLACES),
    activation: checkOneOf(fn, `${path}activation`, given.activation ?? 'gelu', ACTIVATIONS),
    positions,
    tied: checkBoolean(fn, `${path}tied`, given.tied ?? true),
    epsilon: checkNumber(fn, `${path}epsilon`, given.epsilon ?? 1e-5, { min: 0 }),
  };
}

/** More of them no machine holds; a list of them would end a page before its matrices do. */
const LAYERS = { integer: true, min: 1, max: 10_000 };

/**
 * Reads the plan of a stack of layers and makes the choices that it leaves open.
 *
 * @param fn - name of the public function, for errors
 * @param config - the plan
 * @returns the plan with every choice made
 * @throws KindError or DomainError for a choice that is none
 */
export function readStack(fn: string, config: StackPlan): StackConfig {
  const names = ['kind', 'width', 'heads', 'layers', 'feedForward', 'norm', 'dtype'] as const;
  const {
    kind,
    width,
    heads,
    layers,
    norm = 'post',
    ...rest
  } = checkOptions(fn, config, names, 'config');
  const feedForward = rest.feedForward ?? 4 * width;
  for (const [name, value] of Object.entries({ width, heads, layers, feedForward })) {
    checkNumber(fn, name, value, name === 'layers' ? LAYERS : { integer: true, min: 1 });
  }
  checkHeads(fn, 'heads', heads, width);
  checkOneOf(fn, 'norm', norm, NORM_PLACES);
  return { kind, width, heads, layers, feedForward, norm };
}

/**
 * Refuses heads that do not divide the width.
 *
 * @param fn - name of the public function, for errors
 * @param argument - name of the argument
 * @param heads - how many
 * @param width - of a token
 */
function checkHeads(fn: string, argument: string, heads: number, width: number): void {
  if (width % heads === 0) return;
  throw new DomainError({
    function: fn,
    argument,
    expected: `a divisor of the width ${width}`,
    got: String(heads),
  });
}
