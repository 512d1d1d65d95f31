// The picture of equations as a graph: boxes, arrows, what stands at them, and what that means.
import type { Equations } from '../expression/types.js';
import {
  ARROWS,
  type EquationContent,
  type EquationEdge,
  type EquationQuestion,
  equationGraph,
} from './equation-graph.js';
import type { GraphPicture } from './graph-picture.js';
import { FONT, LETTER, text } from './labels.js';
import { type PlacedBox, type PlacedEdge, placeGraph, type Size } from './layered.js';
import { countOf, escapeText, shortNumber } from './svg.js';
import type { Theme } from './theme.js';

const GAP = 8;
const LINE = 17;
/** Letters at arrows, and the height of their lines. */
const SMALL = 11;
const SMALL_LINE = 14;
/** Length and half the width of the head of an arrow. */
const HEAD = [8, 4] as const;

/**
 * Draws the graph of equations.
 *
 * @param fn - name of the public function, for errors
 * @param equations - made by `equations`
 * @param question - what is to be shown
 * @param top - where the picture begins
 * @param theme - its colours
 * @returns the picture
 * @throws what `equationGraph` throws
 */
export function drawEquations(
  fn: string,
  equations: Equations,
  question: EquationQuestion,
  top: number,
  theme: Theme,
): GraphPicture {
  const content = equationGraph(fn, equations, question);
  const turned = question.direction === 'down';
  const turn = <S extends Size>(size: S): S =>
    turned ? { ...size, width: size.height, height: size.width } : size;
  const placed = placeGraph(
    content.nodes.map(({ lines }) => turn(sizeOf(lines, FONT, LINE, 2 * GAP, GAP))),
    content.edges.map(({ from, to, lines }) =>
      turn({ ...sizeOf(lines, SMALL, SMALL_LINE, GAP, 4), from, to }),
    ),
  );
  const graph = turn(placed);
  const key = keyOf(content, question, { ...graph, top: top + graph.height + 2 * GAP }, theme);
  const upright = (box: PlacedBox): PlacedBox =>
    turned ? turn({ ...box, x: box.y, y: box.x }) : box;
  const elements = [
    `<g transform="translate(${GAP} ${top})">`,
    ...placed.edges.map((edge, i) => {
      const { id, lines } = content.edges[i]!;
      return [
        `<g data-step="${escapeText(id)}">`,
        ...drawArrow(content.edges[i]!, edge, turned, theme),
        ...writeLines(lines, upright(edge.label), SMALL_LINE, ` font-size="${SMALL}"`),
        '</g>',
      ].join('');
    }),
    ...placed.nodes.map((box, i) => {
      const { id, input, lines } = content.nodes[i]!;
      return drawNode(id, input ? 14 : 4, lines, upright(box), theme);
    }),
    '</g>',
    ...key.elements,
  ];
  const by =
    content.parameter === undefined
      ? ''
      : ` and its derivative with respect to ${content.parameter}`;
  return {
    elements,
    width: Math.max(graph.width + 2 * GAP, key.width),
    height: top + graph.height + 2 * GAP + key.height,
    title: `The graph of ${content.loss}${by}`,
    description: describe(content, turned),
  };
}

function sizeOf(
  lines: readonly string[],
  font: number,
  line: number,
  besides: number,
  above: number,
): Size {
  if (lines.length === 0) return { width: 0, height: 0 };
  const longest = Math.max(...lines.map((words) => Array.from(words).length));
  return { width: longest * font * LETTER + besides, height: lines.length * line + above };
}

function writeLines(
  lines: readonly string[],
  { x, y, width, height }: PlacedBox,
  line: number,
  more = '',
): string[] {
  const first = y + height / 2 - ((lines.length - 1) * line) / 2;
  return lines.map((words, k) => text(words, x + width / 2, first + k * line, 'middle', more));
}

function drawNode(
  id: string,
  round: number,
  lines: readonly string[],
  box: PlacedBox,
  theme: Theme,
): string {
  const { x, y, width, height } = box;
  return [
    `<g data-step="${escapeText(id)}">`,
    `<rect x="${shortNumber(x)}" y="${shortNumber(y)}" width="${shortNumber(width)}" height="${shortNumber(height)}" rx="${round}" fill="${theme.paper}" stroke="${theme.ink}"/>`,
    ...writeLines(lines, box, LINE),
    '</g>',
  ].join('');
}

/** A line that is level inside columns, bent between them and open where the label stands, and its head. */
function drawArrow(
  { local, lines }: EquationEdge,
  { points, label }: PlacedEdge,
  turned: boolean,
  theme: Theme,
): string[] {
  const show = (along: number, across: number): string =>
    (turned ? [across, along] : [along, across]).map((n) => shortNumber(n)).join(' ');
  const [long, half] = HEAD;
  const last = points.length - 1;
  const [x, y] = points[last]!;
  let path = `M${show(...points[0]!)}`;
  points.forEach((to, i) => {
    const [from = to] = points.slice(i - 1, i);
    if (i === 0) return;
    if (i % 2 === 0) {
      const middle = (from[0] + to[0]) / 2;
      path += `C${show(middle, from[1])} ${show(middle, to[1])} ${show(...to)}`;
    } else if (lines.length > 0 && i === last - 2) {
      path += `L${show(label.x, to[1])}M${show(label.x + label.width, to[1])}L${show(...to)}`;
    } else path += `L${show(i === last ? x - long : to[0], to[1])}`;
  });
  const head = `M${show(x, y)}L${show(x - long, y - half)}L${show(x - long, y + half)}z`;
  return [
    `<path d="${path}" fill="none" ${strokeOf(local, theme)}/>`,
    `<path d="${head}" fill="${colorOf(local, theme)}"/>`,
  ];
}

function colorOf(local: number | undefined, theme: Theme): string {
  if (local === undefined || local === 0) return theme.line;
  return theme.series[local < 0 ? 1 : 0]!;
}

function strokeOf(local: number | undefined, theme: Theme): string {
  const dashes = local === 0 ? '1.5 4' : local !== undefined && local < 0 ? '7 4' : undefined;
  const dash = dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`;
  return `stroke="${colorOf(local, theme)}" stroke-width="1.5"${dash}`;
}

/** What the arrows and their labels mean, in as many rows as the width of the graph asks for. */
function keyOf(
  { edges, loss }: EquationContent,
  { direction }: EquationQuestion,
  { width: wide, top }: Size & { readonly top: number },
  theme: Theme,
): Size & { readonly elements: readonly string[] } {
  const shown = edges.filter(({ lines }) => lines.length > 0);
  const [there, here] = ARROWS[direction];
  const has = (sign: number): boolean =>
    shown.some(({ local }) => local !== undefined && Math.sign(local) === sign);
  const signs = [
    { sign: 1, words: 'local derivative > 0' },
    { sign: -1, words: 'local derivative < 0' },
    { sign: 0, words: 'local derivative 0' },
  ].filter(({ sign }) => has(sign));
  const words = [
    ...(shown.length === 0 ? [] : [`at u ${there} v: ∂v/∂u, the local derivative`]),
    ...(signs.length === 0
      ? []
      : [`${there} value`, `${here} gradient that comes back: ∂${loss}/∂v · ∂v/∂u`]),
  ];
  let [x, rows, width] = [GAP, shown.length === 0 ? 0 : 1, 0];
  const elements = [...words.map((line) => ({ sign: undefined, words: line })), ...signs].flatMap(
    ({ sign, words: line }) => {
      const sample = sign === undefined ? 0 : 30 + GAP;
      const room = sample + line.length * FONT * LETTER;
      if (x > GAP && x + room > wide + GAP) [x, rows] = [GAP, rows + 1];
      const [left, y] = [x, top + (rows - 1) * LINE + FONT / 2];
      x += room + 2 * GAP;
      width = Math.max(width, x - GAP);
      return [
        ...(sign === undefined
          ? []
          : [`<path d="M${shortNumber(left)} ${shortNumber(y)}h30" ${strokeOf(sign, theme)}/>`]),
        text(line, left + sample, y, 'start'),
      ];
    },
  );
  return { width, height: rows * LINE + (rows > 0 ? GAP : 0), elements };
}

function describe(
  { nodes, loss, parameter, edges, told }: EquationContent,
  turned: boolean,
): string {
  const inputs = nodes.filter(({ input }) => input).length;
  const others = nodes.length - inputs;
  const shown = edges.filter(({ lines }) => lines.length > 0).length;
  const by = parameter === undefined ? 'all quantities' : parameter;
  const paths =
    shown === 0
      ? `${loss} does not depend on ${by}.`
      : `${countOf(shown, 'arrow')} with local derivatives, for the derivative of ${loss} with respect to ${by}.`;
  return (
    `From ${turned ? 'top to bottom' : 'left to right'} ${countOf(inputs, 'input')} and ` +
    `${countOf(others, 'computed quantity', 'computed quantities')}, up to ${loss}. ${paths} ${told.join('; ')}.`
  );
}
