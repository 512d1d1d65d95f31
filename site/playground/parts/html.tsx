// Text with formulas, as the worker made it of what the library says.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { letScroll } from './let-scroll.js';

/** What is shown. */
export interface HtmlProps {
  /** HTML from the worker. */
  readonly html: string;
  /** Whether it stands in a line. */
  readonly inline?: boolean;
  readonly class?: string;
  readonly id?: string;
}

/** HTML in the page. Inline styles travel as data, since a strict policy refuses them in what is inserted. */
export function Html({ html, inline = false, class: name, id }: HtmlProps) {
  const place = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const root = place.current;
    if (!root) return;
    root.innerHTML = html;
    for (const element of root.querySelectorAll<HTMLElement>('[data-style]')) {
      element.style.cssText = element.dataset['style'] ?? '';
    }
    letScroll(root);
  }, [html]);
  const shared = { ...(name && { class: name }), ...(id && { id }) };
  return inline ? (
    <span ref={place as never} {...shared} />
  ) : (
    <div ref={place as never} {...shared} />
  );
}
