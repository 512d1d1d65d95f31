// How deep expressions may be: everything that goes over them does so by recursion.

/** Operations inside operations; more would exhaust the stack. */
export const LEVELS = 1000;

/**
 * Whether operations are nested too deeply. It is found out without recursion, of circles too.
 *
 * @param root - an expression, or what may be one
 * @returns whether there are more than `LEVELS` levels
 */
export function isTooDeep(root: unknown): boolean {
  const open: { readonly part: unknown; readonly level: number }[] = [{ part: root, level: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, level } = next;
    if (typeof part !== 'object' || part === null || !('args' in part)) continue;
    if (!Array.isArray(part.args)) continue;
    if (level >= LEVELS) return true;
    for (const inner of part.args) open.push({ part: inner, level: level + 1 });
  }
  return false;
}
