// The landing page: the README in the order of somebody who asks what this is, with a picture and ways into the site.
// @ts-check

/** @typedef {import('typedoc').CommentDisplayPart} Part */

const PICTURE = `<img src="media/matches.svg" width="584" height="288" alt="Two photos side by side, the second turned by 25 degrees; lines join what fovea found in both">`;

/**
 * Parts in groups: a new one begins wherever the pattern is found in the text between code and links.
 * @param {readonly Part[]} parts
 * @param {RegExp} pattern
 * @returns {Part[][]}
 */
function split(parts, pattern) {
  /** @type {Part[][]} */
  const groups = [[]];
  for (const part of parts) {
    const [first = '', ...others] = part.kind === 'text' ? part.text.split(pattern) : [part.text];
    groups.at(-1)?.push({ ...part, text: first });
    for (const text of others) groups.push([{ kind: 'text', text }]);
  }
  return groups.filter((group) => group.some(({ text }) => text.trim()));
}

/** @param {readonly Part[]} parts */
const chapters = (parts) => split(parts, /^(?=## )/m);

/** @param {readonly Part[]} parts */
const paragraphs = (parts) => split(parts, /\n{2,}/);

/**
 * The page between the bar at the top and the sidebars.
 * @param {import('typedoc').DefaultThemeRenderContext} context
 * @param {import('typedoc').ProjectReflection} project
 * @param {boolean} playground - whether there is one
 * @returns {string} HTML
 */
export function landing(context, project, playground) {
  const readme = project.readme ?? [];
  const [head = [], ...rest] = chapters(readme);
  const [title = [], introduction = [], ...points] = paragraphs(head);
  const examples = rest.find(([heading]) => /^## .*examples/i.test(heading?.text ?? ''));
  const install = readme.find(({ text }) => /^```sh\nnpm install fovea\n/.test(text));
  if (!examples || !install)
    throw new Error('README.md needs examples and how to install: the landing page shows them');
  const guides = project.documents?.find(({ name }) => name === 'Guides')?.content ?? [];
  const ways = paragraphs(guides).find(([first]) => first?.text.startsWith('|')) ?? [];
  const picture = points.find((group) => /^!\[/.test(group[0]?.text ?? ''));
  const button = (/** @type {string} */ address, /** @type {string} */ label) =>
    `<a class="button" href="${address}">${label}</a>`;
  const markdown = (/** @type {readonly Part[][]} */ ...groups) =>
    context.markdown(groups.flatMap((group) => [...group, { kind: 'text', text: '\n\n' }]));
  return `<div class="tsd-panel tsd-typography landing">
<section class="hero"><div>
${markdown(title, introduction, [install])}
<p class="buttons">${button('guides/index.html', 'Guides')} ${button('modules.html', 'Reference')}
${playground ? button('playground/index.html', 'Playground') : ''}</p></div>
<div class="picture">${picture ? markdown(picture) : PICTURE}</div></section>
${markdown(...points.filter((group) => group !== picture), examples)}
<h2>Where to go on</h2>
${markdown(ways, ...rest.filter((chapter) => chapter !== examples))}
</div>`;
}
