// The page of errata: what the sheet says, what is right, and the derivation that shows it.
import { type Derivation, renderMarkdown } from '../../src/derivation/index.js';
import * as fovea from '../../src/index.js';
import { ATTENTION_PROBLEMS } from './attention.js';
import { IMAGE_PROBLEMS } from './image.js';
import { LEARNING_PROBLEMS } from './learning.js';
import { PROBABILITY_PROBLEMS } from './probability.js';
import type { Erratum, Problem } from './types.js';

/** Every problem with errors, in the order of the page. */
export const CHAPTERS: readonly (readonly [title: string, problems: readonly Problem[]])[] = [
  ['Images', IMAGE_PROBLEMS],
  ['Probability', PROBABILITY_PROBLEMS],
  ['Attention and transformers', ATTENTION_PROBLEMS],
  ['Training and generative models', LEARNING_PROBLEMS],
];

/** Runs the call of a problem. */
export function solve({ call }: Problem): Derivation {
  const run = new Function(...Object.keys(fovea), `return ${call};`);
  return run(...Object.values(fovea));
}

const INTRODUCTION = `# Errata of the course sheet

What the worked problems of the course sheet state wrongly, what is right, and the derivation that shows it.
Each problem gives the call that solves it, so that every number here can be computed again. The word "slip" is for
digits, signs and labels that were lost or moved in printing; everything else is an error of the matter.

This page is written by \`npm run errata\`; its words are in \`tools/errata\`.
`;

/** The page as Markdown. */
export function errataPage(): string {
  const parts = CHAPTERS.flatMap(([title, problems]) => [
    `## ${title}`,
    ...problems.map((problem) => section(problem)),
  ]);
  return `${[INTRODUCTION.trimEnd(), ...parts].join('\n\n')}\n`;
}

function section(problem: Problem): string {
  const { title, call, depth, errors, slips = [] } = problem;
  const derivation = renderMarkdown(solve(problem), depth === undefined ? {} : { depth });
  return [
    `### ${title}`,
    ...errors.map(item),
    ...(slips.length === 0 ? [] : [table(slips)]),
    `\`\`\`js\n${call}\n\`\`\``,
    '<details>\n<summary>The derivation</summary>',
    lowered(derivation).trimEnd(),
    '</details>',
  ].join('\n\n');
}

function item({ stated, right, why }: Erratum): string {
  return `- **Stated:** ${stated}\n  **Right:** ${right}${why === undefined ? '' : ` ${why}`}`;
}

function table(slips: readonly Erratum[]): string {
  const rows = slips.map(({ stated, right }) => `| ${stated} | ${right} |`);
  return ['| Slip | Right |', '| :-- | :-- |', ...rows].join('\n');
}

/** Headings of a derivation, below those of the page. */
function lowered(markdown: string): string {
  return markdown.replace(/^#{1,6} /gm, (marks) => `${'#'.repeat(Math.min(marks.length + 2, 6))} `);
}
