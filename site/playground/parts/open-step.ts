// Opens the step of a derivation that a picture points to.

/**
 * Opens a step and all that it stands in, and marks it as the one that is meant.
 *
 * @param root - what the derivation stands in
 * @param id - of the step; undefined marks none
 * @param show - whether it is brought into view
 * @returns whether there is such a step
 */
export function openStep(root: Element | null, id: string | undefined, show = false): boolean {
  let found: HTMLElement | undefined;
  for (const step of root?.querySelectorAll<HTMLElement>('details[data-step]') ?? []) {
    const meant = step.dataset['step'] === id;
    step.classList.toggle('meant', meant);
    if (meant) found = step;
  }
  if (!found) return false;
  for (
    let step: HTMLElement | null | undefined = found;
    step;
    step = step.parentElement?.closest<HTMLElement>('details')
  ) {
    (step as HTMLDetailsElement).open = true;
  }
  if (show) (found.querySelector('summary') ?? found).scrollIntoView({ block: 'center' });
  return true;
}
