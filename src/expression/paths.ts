// Which definitions lead from a symbol to another, and along which paths.
import { symbolsOf } from './build.js';
import type { Definition, Equations, SymbolicExpression } from './types.js';

/** The part of the equations that lies between a symbol and the loss. */
export interface PathGraph {
  /** The definitions on a path that use a symbol, in the order of evaluation. */
  readonly users: (name: string) => readonly string[];
  /** How many paths there are. */
  readonly count: number;
}

/** Longer lists of paths no one reads. */
const MOST_PATHS = 8;

/** The right sides by name. */
export function expressionsByName({ definitions }: Equations): Map<string, SymbolicExpression> {
  return new Map(definitions.map(({ name, expression }) => [name, expression]));
}

/** The definitions that a quantity needs, and itself, in the order of evaluation. */
export function neededFor(name: string, { definitions }: Equations): Definition[] {
  const needed = new Set([name]);
  for (const definition of [...definitions].reverse()) {
    if (needed.has(definition.name)) {
      for (const used of symbolsOf(definition.expression)) needed.add(used);
    }
  }
  return definitions.filter((definition) => needed.has(definition.name));
}

/** The paths from a symbol to the loss. */
export function pathGraph(equations: Equations, loss: string, from: string): PathGraph {
  const between = new Map<string, string[]>();
  const counts = new Map([[from, 1]]);
  for (const { name, expression } of neededFor(loss, equations)) {
    if (name === from) continue;
    const used = [...symbolsOf(expression)].filter((other) => counts.has(other));
    for (const other of used) between.set(other, [...(between.get(other) ?? []), name]);
    if (used.length > 0)
      counts.set(
        name,
        used.reduce((sum, u) => sum + counts.get(u)!, 0),
      );
  }
  return { users: (name) => between.get(name) ?? [], count: counts.get(loss) ?? 0 };
}

/** The first few paths from a symbol to the loss. */
export function listPaths(graph: PathGraph, loss: string, from: string): string[][] {
  const paths: string[][] = [];
  const walk = (path: readonly string[]): void => {
    if (paths.length >= MOST_PATHS) return;
    const last = path.at(-1)!;
    if (last === loss) paths.push([...path]);
    else for (const next of graph.users(last)) walk([...path, next]);
  };
  walk([from]);
  return paths;
}
