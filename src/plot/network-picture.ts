// The picture of a network as a graph: its content laid out in columns.
import { DomainError } from '../core/errors.js';
import type { ArrayInput } from '../core/types.js';
import type { NetworkNames } from '../gradient/network-names.js';
import type { NetworkInput } from '../gradient/network-types.js';
import type { GraphPicture } from './graph-picture.js';
import { FONT, LETTER, text } from './labels.js';
import {
  type GraphColumn,
  type GraphContent,
  type GraphEdge,
  graphContent,
} from './network-content.js';
import { placeLabels, type Segment } from './network-labels.js';
import { countOf, shortNumber } from './svg.js';
import type { Theme } from './theme.js';
import { numberLabel } from './ticks.js';

const GAP = 8;
const LINE = 17;
/** Letters at edges. */
const SMALL = 11;
/** From this many nodes in a column on, nodes are dots without words. */
const MOST_NODES = 12;
/** From this many edges between two columns on, edges have no words. */
const MOST_LABELS = 16;
/** From this many on, edges are thin. */
const MANY = 100;
const MOST_EDGES = 5000;
const DOT = 5;

/** A sample, its target and the names of the neurons. */
export interface NetworkQuestion {
  readonly x?: ArrayInput | undefined;
  readonly y?: ArrayInput | number | undefined;
  readonly names?: NetworkNames | undefined;
  readonly digits: number;
}

/**
 * Draws a network.
 *
 * @param fn - name of the public function, for errors
 * @param net - the network
 * @param question - what is to be shown
 * @param top - where the picture begins
 * @param theme - its colours
 * @returns the picture
 * @throws what `backwardPass` throws, and DomainError for more than 5000 weights
 */
export function drawNetwork(
  fn: string,
  net: NetworkInput,
  question: NetworkQuestion,
  top: number,
  theme: Theme,
): GraphPicture {
  const { x, y, names, digits } = question;
  const content = graphContent(
    fn,
    net,
    { ...(x !== undefined && { x }), ...(y !== undefined && { y }), ...(names && { names }) },
    digits,
  );
  const weights = content.columns.flatMap(({ edges }) => edges.map(({ weight }) => weight ?? 0));
  if (weights.length > MOST_EDGES) {
    const [expected, got] = [`at most ${MOST_EDGES} weights`, String(weights.length)];
    throw new DomainError({ function: fn, argument: 'net', expected, got });
  }
  const columns = layOut(content.columns, top + FONT + GAP);
  const most = weights.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const bottom = Math.max(
    ...columns.flatMap(({ boxes }) => boxes.map((box) => box.y + box.height)),
  );
  const key = keyOf(bottom + 2 * GAP + FONT / 2, theme, content.loss !== undefined);
  const last = columns.at(-1)!;
  const drawn = columns.map((column, c) =>
    c === 0 ? undefined : drawEdges(columns[c - 1]!, column, most, theme),
  );
  const elements = [
    ...drawn.flatMap((edges) => edges?.lines ?? []),
    ...drawn.flatMap((edges) => edges?.words ?? []),
    ...columns.flatMap((column) => drawNodes(column, theme)),
    ...columns.map(({ title: words, x: left, width: wide }, c) =>
      // A title may be wider than its boxes; the outer ones must stay on the paper.
      c === 0
        ? text(words, left, top + FONT / 2, 'start')
        : text(words, left + wide / 2, top + FONT / 2, 'middle'),
    ),
    ...key.elements,
  ];
  return {
    elements,
    width: Math.max(
      last.x + Math.max(last.width, last.title.length * FONT * LETTER) + GAP,
      key.width,
    ),
    height: bottom + 3 * GAP + FONT,
    title: `A network of ${content.sizes.join(', ')} units`,
    description: describe(content, x !== undefined),
  };
}

interface Box {
  readonly y: number;
  readonly height: number;
  readonly lines: readonly string[];
}

interface Column {
  readonly title: string;
  readonly x: number;
  readonly width: number;
  readonly boxes: readonly Box[];
  readonly edges: readonly GraphEdge[];
  /** Size of the labels of the edges that lead to it; undefined where they have none. */
  readonly label: { readonly width: number; readonly height: number } | undefined;
  /** Whether nodes are dots. */
  readonly dots: boolean;
}

function widthOf(lines: readonly string[], font: number): number {
  return lines.reduce((most, line) => Math.max(most, line.length), 0) * font * LETTER;
}

/** Boxes in columns, each column in the middle of the tallest one. */
function layOut(columns: readonly GraphColumn[], top: number): Column[] {
  const sized = columns.map(({ nodes, edges, title }) => {
    const dots = nodes.length > MOST_NODES;
    const height = dots ? 2 * DOT : Math.max(...nodes.map((lines) => lines.length)) * LINE + GAP;
    const labelled = edges.length <= MOST_LABELS && edges.some(({ lines }) => lines.length > 0);
    const lines = edges[0]?.lines.length ?? 0;
    const label = labelled
      ? {
          width: Math.max(...edges.map((edge) => widthOf(edge.lines, SMALL))) + 4,
          height: lines * (SMALL + 2) + 2,
        }
      : undefined;
    const width = dots ? 2 * DOT : widthOf(nodes.flat(), FONT) + 2 * GAP;
    const between = dots ? DOT : 3 * GAP;
    return { title, nodes, edges, dots, height, label, width, between };
  });
  const tall = (count: number, { height, between }: (typeof sized)[number]): number =>
    count * height + (count - 1) * between;
  // Labels need a height of their own: those of one column must fit beside each other.
  const needed = sized.map((column) => {
    const labels = column.label === undefined ? 0 : column.edges.length * column.label.height;
    return Math.max(tall(column.nodes.length, column), labels / 1.4);
  });
  const full = Math.max(...needed);
  let x = GAP;
  return sized.map((column, c) => {
    const { nodes, height, label, width, title, edges, dots } = column;
    if (c > 0) {
      const perColumn = label === undefined ? 1 : Math.max(1, full / (2.4 * label.height));
      const words =
        label === undefined
          ? edges.length > MOST_LABELS
            ? 0.4 * full
            : 0
          : label.width * Math.ceil(edges.length / perColumn);
      // Titles of neighbours must not meet either.
      const titles =
        (widthOf([title], FONT) - width) / 2 +
        (widthOf([columns[c - 1]!.title], FONT) - sized[c - 1]!.width) / (c === 1 ? 1 : 2);
      x += Math.max(90, words + 8 * GAP, titles + 2 * GAP);
    }
    const between =
      nodes.length === 1 ? 0 : (full - nodes.length * height) / (nodes.length - (dots ? 1 : 0));
    const start =
      top + (full - nodes.length * height - (nodes.length - 1) * Math.max(between, 0)) / 2;
    const boxes = nodes.map((lines, i) => ({
      y: start + i * (height + Math.max(between, 0)),
      height,
      lines,
    }));
    const left = x;
    x += width;
    return { title, x: left, width, boxes, edges, label, dots };
  });
}

function strokeOf(weight: number | undefined, most: number, theme: Theme, thin = false): string {
  if (weight === undefined) return `stroke="${theme.line}" stroke-width="1.5"`;
  const share = Math.abs(weight) / (most || 1);
  const width = shortNumber(thin ? 0.3 + share : 1 + 2.5 * share);
  return weight < 0
    ? `stroke="${theme.series[1]}" stroke-width="${width}" stroke-dasharray="7 4"`
    : `stroke="${theme.series[0]}" stroke-width="${width}"`;
}

function drawEdges(
  before: Column,
  column: Column,
  most: number,
  theme: Theme,
): { readonly lines: readonly string[]; readonly words: readonly string[] } {
  const segments = column.edges.map(({ from, to }): Segment => {
    const [a, b] = [before.boxes[from]!, column.boxes[to]!];
    return {
      from: [before.x + before.width, a.y + a.height / 2],
      to: [column.x, b.y + b.height / 2],
    };
  });
  const lines = segments.map(
    ({ from, to }, i) =>
      `<path d="M${from.map((n) => shortNumber(n)).join(' ')}L${to.map((n) => shortNumber(n)).join(' ')}" fill="none" ${strokeOf(column.edges[i]!.weight, most, theme, segments.length > MANY)}/>`,
  );
  const { label } = column;
  if (label === undefined) return { lines, words: [] };
  const words = placeLabels(segments, label).flatMap(([x, y], i) => {
    const place = `x="${shortNumber(x - label.width / 2)}" y="${shortNumber(y - label.height / 2)}"`;
    const box = `<rect ${place} width="${shortNumber(label.width)}" height="${shortNumber(label.height)}" rx="3" fill="${theme.paper}" fill-opacity=".92"/>`;
    const rows = column.edges[i]!.lines;
    const step = SMALL + 2;
    return [
      box,
      ...rows.map((line, k) =>
        text(
          line,
          x,
          y + (k - (rows.length - 1) / 2) * step - 0.5,
          'middle',
          ` font-size="${SMALL}"`,
        ),
      ),
    ];
  });
  return { lines, words };
}

function drawNodes({ x, width, boxes, dots }: Column, theme: Theme): string[] {
  return boxes.flatMap(({ y, height, lines }) => {
    const round = dots ? DOT : 6;
    const box = `<rect x="${shortNumber(x)}" y="${shortNumber(y)}" width="${shortNumber(width)}" height="${shortNumber(height)}" rx="${round}" fill="${theme.paper}" stroke="${theme.ink}"/>`;
    if (dots) return [box];
    const first = y + height / 2 - ((lines.length - 1) * LINE) / 2;
    return [box, ...lines.map((line, k) => text(line, x + width / 2, first + k * LINE, 'middle'))];
  });
}

/** What the lines and ∂ mean. */
function keyOf(
  y: number,
  theme: Theme,
  back: boolean,
): { readonly width: number; readonly elements: readonly string[] } {
  const elements: string[] = [];
  let x = GAP;
  for (const [weight, words] of [
    [1, 'positive weight'],
    [-1, 'negative weight'],
  ] as const) {
    elements.push(
      `<path d="M${shortNumber(x)} ${shortNumber(y)}h30" ${strokeOf(weight, 2, theme)}/>`,
    );
    elements.push(text(words, x + 30 + GAP, y, 'start'));
    x += 30 + 3 * GAP + words.length * FONT * LETTER;
  }
  if (back) {
    const words = '∂: derivative of L with respect to the weight';
    elements.push(text(words, x, y, 'start'));
    x += words.length * FONT * LETTER + GAP;
  }
  return { width: x, elements };
}

function describe({ sizes, loss, columns }: GraphContent, forward: boolean): string {
  const last = sizes.length - 1;
  const layers = sizes
    .slice(1)
    .map(
      (size, i) =>
        `${countOf(size, 'unit')} in layer ${i + 1}${i + 1 === last ? ', the output' : ''}`,
    );
  const shown = forward
    ? ' In each unit stand its bias b, sum z and activation a'
    : ' In each unit stands its bias b';
  const weights = columns.reduce(
    (sum, { edges }) => sum + edges.filter(({ weight }) => weight !== undefined).length,
    0,
  );
  const back =
    loss === undefined
      ? '.'
      : `, and δ, the derivative of the loss with respect to z. The loss is ${numberLabel(loss, 4)}.`;
  return (
    `From left to right ${countOf(sizes[0]!, 'input')}, ${layers.join(', ')}; ` +
    `${countOf(weights, 'line')} for the weights, dashed where they are negative.${shown}${back}`
  );
}
