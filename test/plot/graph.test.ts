import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backwardPass, network } from '../../src/gradient/index.js';
import { plotGraph } from '../../src/plot/index.js';
import { labelsOf, rasterOf, textsOf } from './read-svg.js';

/** The network of the doc comment with two layers: all numbers fit on paper. */
const net = network({
  layers: [
    {
      weights: [
        [1, -2],
        [0, 1],
      ],
      bias: [0, 1],
      activation: 'relu',
    },
    { weights: [[2], [-1]], bias: [0.5], activation: 'identity' },
  ],
  loss: 'half-squared-error',
});
const names = { nodes: [[1, 2], [3, 4], [5]] };

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Rectangles: nodes have an outline, labels none. */
function boxesOf(svg: string, kind: 'node' | 'label'): Box[] {
  const pattern =
    /<rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)" rx="[^"]+" fill="[^"]+" (stroke|fill-opacity)=/g;
  return Array.from(svg.matchAll(pattern))
    .filter(([, , , , , last]) => (last === 'stroke') === (kind === 'node'))
    .map(([, ...numbers]) => {
      const [x, y, width, height] = numbers.slice(0, 4).map(Number);
      return { x: x!, y: y!, width: width!, height: height! };
    });
}

interface Line {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly dashed: boolean;
  readonly width: number;
}

function linesOf(svg: string): Line[] {
  return Array.from(
    svg.matchAll(/<path d="M(\S+) ([^L"]+)L(\S+) ([^"]+)"[^>]*stroke-width="([^"]+)"([^>]*)>/g),
    ([, a, b, c, d, width, rest]) => ({
      from: [Number(a), Number(b)],
      to: [Number(c), Number(d)],
      dashed: rest!.includes('dasharray'),
      width: Number(width),
    }),
  );
}

describe('plotGraph', () => {
  it('writes what a forward and a backward pass give, by the names of the sheet', () => {
    // z₃ = 1, z₄ = −2 + 2 + 1 = 1; a₅ = 2 − 1 + 0.5 = 1.5; with y = 1, δ₅ = 0.5, L = 0.125.
    const texts = textsOf(plotGraph(net, { x: [1, 2], y: 1, names }));
    for (const words of ['x₁ = 1', 'x₂ = 2', 'b₄ = 1', 'z₃ = 1', 'a₄ = 1', 'z₅ = 1.5', 'a₅ = 1.5'])
      expect(texts).toContain(words);
    // δ₃ = 2 · 0.5, δ₄ = −0.5; by x₁: 1 · 1 + (−2)(−0.5) = 2, by x₂: 0 + (−0.5) = −0.5.
    for (const words of ['δ₅ = 0.5', 'δ₃ = 1', 'δ₄ = −0.5', '∂L/∂x₁ = 2', '∂L/∂x₂ = −0.5'])
      expect(texts).toContain(words);
    expect(texts).toEqual(expect.arrayContaining(['y = 1', 'L = 0.125', 'half squared error']));
    // Each weight is followed by its derivative.
    const follower = (words: string): string => texts[texts.indexOf(words) + 1]!;
    expect(follower('w₁₃ = 1')).toBe('∂ = 1');
    expect(follower('w₁₄ = −2')).toBe('∂ = −0.5');
    expect(follower('w₂₃ = 0')).toBe('∂ = 2');
    expect(follower('w₂₄ = 1')).toBe('∂ = −1');
    expect(follower('w₃₅ = 2')).toBe('∂ = 0.5');
    expect(follower('w₄₅ = −1')).toBe('∂ = 0.5');
  });

  it('shows as much as it is given', () => {
    const bare = textsOf(plotGraph(net, { names }));
    expect(bare).toEqual(expect.arrayContaining(['x₁', 'b₃ = 0', 'w₁₃ = 1', 'layer 1: relu']));
    expect(bare.join()).not.toMatch(/z|∂|L =/);
    const forward = textsOf(plotGraph(net, { x: [1, 2], names }));
    expect(forward).toEqual(expect.arrayContaining(['z₅ = 1.5', 'a₅ = 1.5']));
    expect(forward.join()).not.toMatch(/∂|δ|L =/);
    expect(textsOf(plotGraph(net))).toContain('w₁₂₁ = 0');
  });

  it('leads a line from box to box for each weight, dashed where it is negative, wider where it is larger', () => {
    const svg = plotGraph(net, { x: [1, 2], y: 1 });
    const boxes = boxesOf(svg, 'node');
    expect(boxes).toHaveLength(6);
    const right = ({ x, y, width, height }: Box): number[] => [x + width, y + height / 2];
    const left = ({ x, y, height }: Box): number[] => [x, y + height / 2];
    const ends = [
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 4],
      [3, 4],
      [4, 5],
    ];
    const lines = linesOf(svg);
    expect(lines).toHaveLength(7);
    lines.forEach(({ from, to }, i) => {
      const [a, b] = [right(boxes[ends[i]![0]!]!), left(boxes[ends[i]![1]!]!)];
      for (const k of [0, 1]) {
        expect(Math.abs(from[k]! - a[k]!)).toBeLessThan(0.02);
        expect(Math.abs(to[k]! - b[k]!)).toBeLessThan(0.02);
      }
    });
    expect(lines.map(({ dashed }) => dashed)).toEqual([
      false,
      true,
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(lines.slice(0, 6).map(({ width }) => width)).toEqual([2.25, 3.5, 1, 2.25, 3.5, 2.25]);
  });

  it('keeps labels and boxes clear of each other, and all on the paper', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
        (sizes) => {
          const layers = sizes.slice(1).map((outs, l) => ({
            weights: Array.from({ length: sizes[l]! }, (_, i) =>
              Array.from({ length: outs }, (_, j) => Math.sin(1 + l + 3 * i + 5 * j)),
            ),
            bias: new Array(outs).fill(0.25),
            activation: 'tanh' as const,
          }));
          const svg = plotGraph(
            { layers, loss: 'mean-squared-error' },
            { x: new Array(sizes[0]!).fill(1), y: new Array(sizes.at(-1)!).fill(0) },
          );
          const labels = boxesOf(svg, 'label');
          expect(labels).toHaveLength(
            layers.reduce((n, { weights }) => n + weights.flat().length, 0),
          );
          const all = [...boxesOf(svg, 'node'), ...labels];
          const [, width, height] = /viewBox="-.5 -.5 (\d+) (\d+)"/.exec(svg)!.map(Number);
          all.forEach((a, i) => {
            expect(Math.min(a.x, a.y)).toBeGreaterThan(0);
            expect(a.x + a.width).toBeLessThan(width!);
            expect(a.y + a.height).toBeLessThan(height!);
            for (const b of all.slice(0, i)) {
              const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
              const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
              // A label may touch another by a hair, never hide a digit of it.
              expect(Math.min(across, down)).toBeLessThan(3);
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('draws wide networks as dots and lines, without words', () => {
    const wide = (ins: number, outs: number) => ({
      weights: Array.from({ length: ins }, () => new Array(outs).fill(0.5)),
      bias: new Array(outs).fill(0),
      activation: 'relu' as const,
    });
    const svg = plotGraph({ layers: [wide(30, 20), wide(20, 2)], loss: 'mean-squared-error' });
    expect(boxesOf(svg, 'label')).toEqual([]);
    expect(boxesOf(svg, 'node')).toHaveLength(52);
    expect(linesOf(svg)).toHaveLength(640);
    expect(svg.length).toBeLessThan(100000);
    expect(() => plotGraph({ layers: [wide(101, 50)], loss: 'mean-squared-error' })).toThrow(
      'at most 5000 weights, got 5050',
    );
  });

  it('gives the numbers that backwardPass gives, in float32 too', () => {
    const single = network({
      layers: [{ weights: [[0.3]], bias: Float32Array.of(0.1), activation: 'sigmoid' }],
      loss: 'binary-cross-entropy',
    });
    const pass = backwardPass(single, [0.7], 1);
    const texts = textsOf(
      plotGraph(single, { x: [0.7], y: 1, names: { nodes: [[1], [2]] }, digits: 9 }),
    );
    const shown = (value: number): string => String(Number(value.toPrecision(9))).replace('-', '−');
    expect(texts).toContain(`L = ${shown(pass.loss)}`);
    expect(texts).toContain(`δ₂ = ${shown(pass.layers[0]!.delta.get(0))}`);
  });

  it('names itself, and takes a theme', () => {
    const svg = plotGraph(net, { x: [1, 2], y: 1, title: '<net>', theme: 'dark' });
    expect(labelsOf(svg)).toEqual({
      name: '&lt;net&gt;',
      description:
        'From left to right 2 inputs, 2 units in layer 1, 1 unit in layer 2, the output; 6 lines for the weights, dashed where they are negative. In each unit stand its bias b, sum z and activation a, and δ, the derivative of the loss with respect to z. The loss is 0.125.',
    });
    expect(labelsOf(plotGraph(net)).name).toBe('A network of 2, 2, 1 units');
    expect(rasterOf(svg).at(1, 1)).toEqual([38, 40, 43, 255]);
  });

  it('refuses what it cannot draw', () => {
    expect(() => plotGraph(net, { y: 1 })).toThrow('plotGraph: "y" expected a sample x');
    expect(() => plotGraph(net, { x: [[1, 2]] })).toThrow('"x" expected one sample, shape (in)');
    expect(() =>
      plotGraph(net, {
        x: [
          [1, 2],
          [1, 2],
        ],
        y: [[1], [1]],
      }),
    ).toThrow('a batch of 2');
    expect(() => plotGraph(net, { x: [1] })).toThrow('plotGraph: "x" expected shape (in=2)');
    expect(() => plotGraph(net, { names: { nodes: [[1]] } })).toThrow('"names.nodes"');
    expect(() => plotGraph(null as never)).toThrow('plotGraph: "net" expected an object');
    expect(() => plotGraph(net, { digits: 0 })).toThrow('"digits"');
    expect(() => plotGraph(net, { theme: 'x' as never })).toThrow('"light", "dark"');
    expect(() => plotGraph(net, { pass: 1 } as never)).toThrow('only the names');
  });
});
