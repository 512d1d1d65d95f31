// Which boxes and arrows of the graph a step is about, and which step belongs to them.

/** What a step looks at. */
export interface Referral {
  readonly id: string;
}

/** Whether a name is that of an arrow: `∂z/∂w`. */
export function isArrow(key: string): boolean {
  return key.startsWith('∂');
}

/**
 * The boxes and arrows that a step is about.
 *
 * @param step - its id
 * @param refers - what it looks at
 * @param keys - names of all boxes and arrows
 */
export function keysOf(
  step: string | undefined,
  refers: readonly Referral[],
  keys: readonly string[],
): Set<string> {
  if (step === undefined) return new Set();
  if (step === 'forward pass') return new Set(keys.filter((key) => !isArrow(key)));
  if (step === 'all links' || step.startsWith('paths ')) return new Set(keys.filter(isArrow));
  const total = /^d(.+)\/d(.+?)(?: by the chain rule)?$/.exec(step);
  const wanted = new Set([step, ...refers.map(({ id }) => id), ...(total ? [total[2]!] : [])]);
  return new Set(keys.filter((key) => wanted.has(key)));
}

/**
 * The steps that belong to a box or an arrow, the most fitting first: the derivative of the loss by it, its own.
 *
 * @param key - of the box or the arrow
 * @param loss - what is differentiated
 */
export function stepsOf(key: string, loss: string): readonly string[] {
  return isArrow(key) ? [key] : [`d${loss}/d${key}`, `∂${loss}/∂${key}`, key];
}
