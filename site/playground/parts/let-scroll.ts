// Whoever has no pointer must be able to scroll what is wider than the page.

/**
 * Lets the keyboard reach formulas and tables that are wider than their place.
 *
 * @param root - what they stand in
 */
export function letScroll(root: Element): void {
  for (const element of root.querySelectorAll<HTMLElement>('.fovea-formula, .fovea-table')) {
    showMore(element);
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

const watched = new WeakSet<Element>();

/**
 * Tells the styles whether more comes to the right of what is seen, which fades there.
 *
 * @param element - what scrolls
 */
export function showMore(element: HTMLElement): void {
  const tell = (): void => {
    const { scrollLeft, clientWidth, scrollWidth } = element;
    element.toggleAttribute('data-more', scrollLeft + clientWidth < scrollWidth - 4);
  };
  tell();
  if (watched.has(element)) return;
  watched.add(element);
  element.addEventListener('scroll', tell, { passive: true });
  new ResizeObserver(tell).observe(element);
}
