// Several derivations one after the other, as the solution of an exercise with several questions.
import type { StepExpression } from '../derivation/expression-types.js';
import { renameReferences } from '../derivation/rename-steps.js';
import type { Derivation, Given, Step, StepTable } from '../derivation/types.js';

/** A derivation, and what its steps stand under. */
export interface JoinedPart {
  /** Put before the names of its steps. */
  readonly id: string;
  /** What it answers, in plain words. */
  readonly title: string;
  readonly derivation: Derivation;
  /** What it takes over from earlier parts: names of what is given to it, each with the whole name of what stands for it. */
  readonly from?: { readonly [given: string]: string };
  /** Whether its result is one on the way, and no part of the whole (false). */
  readonly onTheWay?: boolean;
}

/**
 * One derivation out of several: the steps of each stand within a step of its own, its result under its id,
 * or the fields of a result that is a record. Quantities that are given alike are given once, and what an earlier part
 * has worked out is not given again.
 *
 * @param title - what is derived
 * @param parts - the derivations
 * @returns the whole
 */
export function joinDerivations(
  title: string,
  parts: readonly JoinedPart[],
): Derivation<{ readonly [id: string]: unknown }> {
  const given: Given[] = [];
  const steps: Step[] = [];
  const answers: { [id: string]: StepExpression } = {};
  const results: { [id: string]: unknown } = {};
  for (const { id, title: under, derivation, from = {}, onTheWay = false } of parts) {
    const names = new Map<string, string>();
    for (const quantity of derivation.given) {
      const earlier = from[quantity.id];
      if (earlier !== undefined) {
        names.set(quantity.id, earlier);
        continue;
      }
      const same = given.find((other) => isAlike(other, quantity, id));
      if (same === undefined) given.push({ ...quantity, id: `${id}-${quantity.id}` });
      names.set(quantity.id, same?.id ?? `${id}-${quantity.id}`);
    }
    const rename = (name: string): string => names.get(name) ?? `${id}-${name}`;
    steps.push({
      kind: 'statement',
      id,
      title: under,
      ...(derivation.conclusion === undefined ? {} : { note: derivation.conclusion }),
      steps: derivation.steps.map((step) => renamedStep(step, rename)),
    });
    if (onTheWay) continue;
    const answer = renameReferences(derivation.answer, rename);
    const fields = typeof answer === 'object' && 'record' in answer ? answer.record : undefined;
    for (const [name, part] of Object.entries(fields ?? { [id]: answer })) {
      const key = Object.hasOwn(answers, name) ? `${id}-${name}` : name;
      answers[key] = part;
      results[key] = fields === undefined ? derivation.result : fieldOf(derivation.result, name);
    }
  }
  const sources = new Set(parts.flatMap(({ derivation }) => derivation.sources));
  return {
    topic: 'exercise',
    title,
    given,
    steps,
    result: results,
    answer: { record: answers },
    sources: [...sources],
  };
}

function fieldOf(result: unknown, name: string): unknown {
  return (result as { readonly [name: string]: unknown })[name];
}

/** Whether a quantity was given already, under the same symbol and by the same words. */
function isAlike(other: Given, { symbol, title, value }: Given, id: string): boolean {
  if (other.id.startsWith(`${id}-`)) return false;
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return other.symbol === symbol && other.title === title && same(other.value, value);
}

type Rename = (name: string) => string;

function renamedTable(table: StepTable, rename: Rename): StepTable {
  const rows = table.rows.map(({ label, cells }) => ({
    label,
    cells: cells.map((cell) => (cell === null ? null : renameReferences(cell, rename))),
  }));
  return { ...table, rows };
}

function renamedStep(step: Step, rename: Rename): Step {
  const { refers, table, steps } = step;
  const shared = {
    id: rename(step.id),
    ...(refers === undefined
      ? {}
      : { refers: refers.map((place) => ({ ...place, id: rename(place.id) })) }),
    ...(table === undefined ? {} : { table: renamedTable(table, rename) }),
    ...(steps === undefined ? {} : { steps: steps.map((inner) => renamedStep(inner, rename)) }),
  };
  if (step.kind === 'statement') return { ...step, ...shared };
  return { ...step, ...shared, check: renameReferences(step.check, rename) };
}
