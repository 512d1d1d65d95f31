// Steps that stand in a derivation more than once, each time under names of its own.
import type { StepDraft } from './create-derivation.js';
import type { StepExpression } from './expression-types.js';

/**
 * Steps under other names: whoever writes them once can show them twice.
 *
 * @param steps - steps without tables, that refer to each other and to what is given
 * @param rename - what becomes of ids
 * @param restyle - what becomes of symbols and formulas in LaTeX
 * @returns the same steps
 */
export function renameSteps(
  steps: readonly StepDraft[],
  rename: (id: string) => string,
  restyle: (latex: string) => string,
): StepDraft[] {
  const expression = (of: StepExpression): StepExpression => {
    if (typeof of !== 'object') return of;
    if ('ref' in of) {
      const symbol = of.symbol === undefined ? {} : { symbol: restyle(of.symbol) };
      return { ...of, ref: rename(of.ref), ...symbol };
    }
    if ('list' in of) return { list: of.list.map(expression) };
    if ('op' in of) return { op: of.op, args: of.args.map(expression) };
    const fields = Object.entries(of.record).map(([name, part]) => [name, expression(part)]);
    return { record: Object.fromEntries(fields) };
  };
  const latex = (of: string | undefined): string | undefined =>
    of === undefined ? undefined : restyle(of);
  return steps.map((step): StepDraft => {
    const shared = {
      id: rename(step.id),
      formula: latex(step.formula),
      ...(step.steps && { steps: renameSteps(step.steps, rename, restyle) }),
    };
    if ('kind' in step) return { ...step, ...shared };
    return {
      ...step,
      ...shared,
      symbol: latex(step.symbol),
      substitution: latex(step.substitution),
      check: expression(step.check),
    };
  });
}
