// The first page: what there is.
import type { ComponentChildren } from 'preact';
import { pages } from '../nav.js';
import { Page, show } from '../parts/page.js';
import '../style/index.css';

/** A small drawing for each page, in the colours of the page. */
const drawings: Readonly<Record<string, ComponentChildren>> = {
  'photo.html': (
    <>
      <circle cx="26" cy="28" r="20" />
      <path d="M26 28 40 14" />
      <circle cx="66" cy="18" r="9" />
      <path d="M66 18 58 22" />
      <circle cx="62" cy="44" r="6" />
      <path d="M62 44 66 48" />
      <circle cx="86" cy="38" r="4" />
    </>
  ),
  'attention.html': (
    <g class="cells">
      {[0.15, 0.5, 1, 0.3, 0.9, 0.2, 0.35, 0.15, 0.25, 0.75, 0.2, 0.55].map((weight, i) => (
        <rect
          key={`${i}`}
          x={6 + 21 * (i % 4)}
          y={2 + 18 * Math.floor(i / 4)}
          width="19"
          height="16"
          fill-opacity={weight}
        />
      ))}
    </g>
  ),
  'chain-rule.html': (
    <>
      <path d="M18 14 42 26M18 44 42 32M54 29H76" />
      <circle cx="12" cy="12" r="7" />
      <circle cx="12" cy="46" r="7" />
      <circle cx="48" cy="29" r="7" />
      <circle cx="83" cy="29" r="7" />
      <path d="m68 23-6 6 6 6" />
    </>
  ),
  'exercise.html': (
    <>
      <path d="M8 10H70M8 24H58M8 38H46" />
      <path d="m60 44 9 9 21-27" class="strong" />
    </>
  ),
};

show(
  <Page
    title="fovea playground"
    intro="The computations of a vision course, in your browser: change the numbers and watch the picture; open a step and see it worked out. Nothing you put in leaves your machine."
  >
    <ul class="cards">
      {pages.map(({ href, title, about }) => (
        <li key={href}>
          <a href={href}>
            <svg viewBox="0 0 96 58" aria-hidden="true">
              {drawings[href]}
            </svg>
            <h2>{title}</h2>
            <p>{about}</p>
          </a>
        </li>
      ))}
    </ul>
  </Page>,
);
