// Whoever has no pointer must be able to scroll what is wider than the page.

/**
 * Lets the keyboard reach formulas and tables that are wider than their place.
 *
 * @param root - what they stand in
 */
export function letScroll(root: Element): void {
  for (const element of root.querySelectorAll<HTMLElement>('.fovea-formula, .fovea-table')) {
    if (element.scrollWidth <= element.clientWidth) {
      element.removeAttribute('tabindex');
      continue;
    }
    element.tabIndex = 0;
    if (element.classList.contains('fovea-table')) {
      element.setAttribute('role', 'group');
      element.setAttribute('aria-label', 'A table that scrolls sideways');
    }
  }
}
