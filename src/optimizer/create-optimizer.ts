// What all optimizers share: trees are taken apart, every leaf takes its step on copies, and the trees are
// put together again.
import { checkNumber } from '../core/check.js';
import { describeValue, KindError } from '../core/errors.js';
import type { FloatTypedArray } from '../core/types.js';
import {
  copyOf,
  dtypeOf,
  type Leaf,
  type Parameters,
  readMatching,
  readTree,
  storageLike,
  wrapLike,
} from './read-trees.js';
import type {
  GradientsOf,
  Optimizer,
  OptimizerName,
  OptimizerSettings,
  OptimizerState,
  StepResult,
} from './types.js';

/** Moves the parameters of one leaf, and what is carried along with it, in place. */
export type LeafUpdate = (
  parameters: FloatTypedArray,
  gradients: FloatTypedArray,
  slots: readonly FloatTypedArray[],
) => void;

/** How an optimizer differs from others. */
export interface UpdateRule {
  /** Its name. */
  readonly name: OptimizerName;
  /** Its numbers. */
  readonly settings: OptimizerSettings;
  /** Names of what it carries along, in the order in which the update takes them. */
  readonly slots: readonly string[];
  /** What these start from; 0 where left out. */
  readonly initial?: number;
  /**
   * The update of one step.
   *
   * @param step - how many steps were taken before
   * @returns what moves a leaf
   */
  update(step: number): LeafUpdate;
}

/**
 * Makes an optimizer of its rule.
 *
 * @param rule - the rule
 * @returns the optimizer
 */
export function createOptimizer<Slot extends string, Extra extends string = never>(
  rule: UpdateRule,
): Optimizer<Slot, Extra> {
  const { name, settings, slots, initial = 0 } = rule;
  const fn = `${name}.step`;
  return {
    name,
    settings,
    init<P>(parameters: P): OptimizerState<P, Slot, Extra> {
      const { flat, leaves } = readTree(`${name}.init`, 'parameters', parameters);
      const tree = (): unknown =>
        flat.rebuild(leaves.map((leaf) => wrapLike(leaf, storageLike(leaf, initial))));
      const filled = Object.fromEntries(slots.map((slot) => [slot, tree()]));
      return { optimizer: name, step: 0, slots: filled } as OptimizerState<P, Slot, Extra>;
    },
    step<P>(
      state: OptimizerState<P, Slot, Extra>,
      parameters: P,
      gradients: GradientsOf<P>,
    ): StepResult<P, Slot, Extra> {
      const read = readTree(fn, 'parameters', parameters);
      const slopes = readMatching(fn, 'gradients', gradients, read);
      const { step, slots: before } = readState(fn, rule, state, read);
      const update = rule.update(step);
      const moved = read.leaves.map(copyOf);
      const carried = before.map((leaves) => leaves.map(copyOf));
      moved.forEach((data, i) => {
        const own = carried.map((slot) => slot[i]!);
        update(data, slopes[i]!.data, own);
      });
      const rebuild = (data: readonly FloatTypedArray[]): unknown =>
        read.flat.rebuild(read.leaves.map((leaf, i) => wrapLike(leaf, data[i]!)));
      const filled = Object.fromEntries(slots.map((slot, k) => [slot, rebuild(carried[k]!)]));
      return {
        state: { optimizer: name, step: step + 1, slots: filled },
        parameters: rebuild(moved),
      } as StepResult<P, Slot, Extra>;
    },
  };
}

/** A state, read. */
interface ReadState {
  /** How many steps were taken before. */
  readonly step: number;
  /** For each slot of the rule its leaves, in the order of the parameters. */
  readonly slots: readonly (readonly Leaf[])[];
}

function readState(
  fn: string,
  rule: UpdateRule,
  state: Partial<OptimizerState<unknown>>,
  parameters: Parameters,
): ReadState {
  const { name, slots } = rule;
  if (typeof state !== 'object' || state === null || state.optimizer !== name) {
    const own = typeof state === 'object' && state !== null && typeof state.optimizer === 'string';
    throw new KindError({
      function: fn,
      argument: 'state',
      expected: `a state of ${name}, from its init or its last step`,
      got: own ? `one of ${state.optimizer}` : describeValue(state),
    });
  }
  const step = checkNumber(fn, 'state.step', state.step, { integer: true, min: 0 });
  const dtypes = parameters.leaves.map(dtypeOf);
  const trees = checkSlots(fn, rule, state.slots);
  return {
    step,
    slots: slots.map((slot) =>
      readMatching(fn, `state.slots.${slot}`, trees[slot], parameters, dtypes),
    ),
  };
}

function checkSlots(
  fn: string,
  { name, slots }: UpdateRule,
  given: unknown,
): { readonly [slot: string]: unknown } {
  const isRecord = typeof given === 'object' && given !== null;
  const stranger = isRecord ? Object.keys(given).find((key) => !slots.includes(key)) : undefined;
  if (isRecord && stranger === undefined) return given as { readonly [slot: string]: unknown };
  throw new KindError({
    function: fn,
    argument: 'state.slots',
    expected: `a record of ${slots.join(', ') || 'nothing'}, as this ${name} carries along`,
    got: isRecord ? `"${stranger}"` : describeValue(given),
  });
}
