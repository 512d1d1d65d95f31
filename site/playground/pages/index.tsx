// The first page: what there is.
import { pages } from '../nav.js';
import { Page, show } from '../parts/page.js';

show(
  <Page
    title="fovea playground"
    intro="The computations of a vision course, in your browser: change the numbers and watch the picture; open a step and see it worked out. Nothing you put in leaves your machine."
  >
    <ul class="cards">
      {pages.map(({ href, title, about }) => (
        <li key={href}>
          <a href={href}>
            <h2>{title}</h2>
            <p>{about}</p>
          </a>
        </li>
      ))}
    </ul>
  </Page>,
);
