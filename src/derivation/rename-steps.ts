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
      check: renameReferences(step.check, rename, restyle),
    };
  });
}

/**
 * An expression that refers to other names.
 *
 * @param expression - what is computed
 * @param rename - what becomes of ids
 * @param restyle - what becomes of the symbols of references in LaTeX; they stay where left out
 * @returns the same computation
 */
export function renameReferences(
  expression: StepExpression,
  rename: (id: string) => string,
  restyle: (latex: string) => string = (latex) => latex,
): StepExpression {
  const renamed = (of: StepExpression): StepExpression => {
    if (typeof of !== 'object') return of;
    if ('ref' in of) {
      const symbol = of.symbol === undefined ? {} : { symbol: restyle(of.symbol) };
      return { ...of, ref: rename(of.ref), ...symbol };
    }
    if ('list' in of) return { list: of.list.map(renamed) };
    if ('op' in of) return { op: of.op, args: of.args.map(renamed) };
    const fields = Object.entries(of.record).map(([name, part]) => [name, renamed(part)]);
    return { record: Object.fromEntries(fields) };
  };
  return renamed(expression);
}
