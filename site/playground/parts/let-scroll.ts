// Whoever has no pointer must be able to scroll what is wider than the page.

/**
 * Lets the keyboard reach formulas and tables while they are wider than their place.
 *
 * @param root - what they stand in
 */
export function letScroll(root: Element): void {
  for (const element of root.querySelectorAll<HTMLElement>('.fovea-formula, .fovea-table')) {
    showMore(element, letReach);
  }
}

function letReach(element: HTMLElement): void {
  if (element.scrollWidth <= element.clientWidth) {
    element.removeAttribute('tabindex');
    return;
  }
  element.tabIndex = 0;
  if (element.classList.contains('fovea-table')) {
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', 'A table that scrolls sideways');
  }
}

const watched = new WeakSet<Element>();

/**
 * Tells the styles whether more comes to the right of what is seen, which fades there.
 *
 * @param element - what scrolls
 * @param resized - called at once and whenever the element's place is another
 */
export function showMore(element: HTMLElement, resized?: (element: HTMLElement) => void): void {
  const tell = (): void => {
    const { scrollLeft, clientWidth, scrollWidth } = element;
    element.toggleAttribute('data-more', scrollLeft + clientWidth < scrollWidth - 4);
  };
  const look = (): void => {
    tell();
    resized?.(element);
  };
  look();
  if (watched.has(element)) return;
  watched.add(element);
  element.addEventListener('scroll', tell, { passive: true });
  new ResizeObserver(look).observe(element);
}
