// What every page has: a header with the pages, a way past it, a title, and room for the rest.
import { type ComponentChildren, render } from 'preact';
import { pages } from '../nav.js';
import '../style/base.css';
import '../style/parts.css';

/** What a page says of itself. */
export interface PageProps {
  /** Its title. */
  readonly title: string;
  /** What it is for, below the title. */
  readonly intro: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A page. */
export function Page({ title, intro, children }: PageProps) {
  const here = location.pathname.split('/').pop() || 'index.html';
  const link = (href: string, text: string) => (
    <a href={href} {...(here === href && { 'aria-current': 'page' })}>
      {text}
    </a>
  );
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header class="top">
        <nav aria-label="Pages">
          <a
            class="brand"
            href="index.html"
            {...(here === 'index.html' && { 'aria-current': 'page' })}
          >
            <Mark />
            fovea playground
          </a>
          <ul>
            {pages.map(({ href, title: name }) => (
              <li key={href}>{link(href, name)}</li>
            ))}
          </ul>
          {HOME && (
            <a class="home" href={HOME}>
              Documentation
            </a>
          )}
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <h1>{title}</h1>
        <p class="intro">{intro}</p>
        {children}
      </main>
    </>
  );
}

/** Not a link: what follows `#` in the address is the state. */
function skip(): void {
  document.getElementById('content')?.focus();
}

/** A fovea: the pit in the middle of the retina, from above. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" stroke-width="1.5" />
      <circle cx="12" cy="12" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
      <circle cx="12" cy="12" r="2.2" fill="currentColor" />
    </svg>
  );
}

/** Puts a page into the document. */
export function show(page: ComponentChildren): void {
  render(page, document.getElementById('app')!);
}
