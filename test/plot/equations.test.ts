import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derive, equations } from '../../src/expression/index.js';
import { plotGraph } from '../../src/plot/index.js';
import { labelsOf, rasterOf, textsOf } from './read-svg.js';

const neuron = equations`z = w*x + b; a = sigmoid(z); L = (y - a)^2 / 2`;
const values = { w: 2, x: 1, b: -2, y: 1 };

const network = equations`
  z3 = w13*x1 + w23*x2
  a3 = tanh(z3)
  z4 = w14*x1 + w24*x2
  a4 = relu(z4)
  a5 = sigmoid(w35*a3 + w45*a4)
  L = -(y*log(a5) + (1 - y)*log(1 - a5)) + lambda*w13^2
`;

interface Group {
  readonly step: string;
  readonly texts: readonly string[];
  readonly dashes: string | undefined;
  readonly paths: readonly string[];
}

/** Boxes and arrows with what stands in them. */
function groupsOf(svg: string): Group[] {
  return Array.from(svg.matchAll(/<g data-step="([^"]*)">(.*?)<\/g>/gs), ([, step, inner]) => ({
    step: step!,
    texts: textsOf(inner!),
    dashes: /stroke-dasharray="([^"]+)"/.exec(inner!)?.[1],
    paths: Array.from(inner!.matchAll(/<path d="([^"]+)"/g), ([, d]) => d!),
  }));
}

function groupOf(svg: string, step: string): Group {
  const found = groupsOf(svg).filter((group) => group.step === step);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** A number as plots print it: −1,234.5, 2·10⁻⁷ or 10⁸. */
function numberOf(text: string): number {
  const [, sign, factor, raised] = /^(−?)(?:([\d.,]+)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(text) ?? [];
  if (raised === undefined) return Number(text.replace('−', '-').replaceAll(',', ''));
  const exponent = Array.from(raised, (c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))
    .join('')
    .replace('-1', '-');
  return Number(`${sign === '' ? '' : '-'}${factor ?? 1}e${exponent}`);
}

function valueAfter(texts: readonly string[], start: string): number {
  return numberOf(texts.find((words) => words.startsWith(start))!.slice(start.length));
}

describe('plotGraph of equations', () => {
  it('takes equations apart into operations with values, local derivatives and gradients', () => {
    // u₁ = 2, z = 0, a = 1/2, u₂ = 1/2, u₃ = 1/4, L = 1/8; back: 1, 1/2, 2·1/2·1/2 = 1/2, −1/2, ·1/4, ·1.
    const svg = plotGraph(neuron, { values });
    expect(groupOf(svg, 'w').texts).toEqual(['w = 2', '∂L/∂w = −0.125']);
    expect(groupOf(svg, 'u1').texts).toEqual(['u₁ = wx', '= 2', '∂L/∂u₁ = −0.125']);
    expect(groupOf(svg, 'u3').texts).toEqual(['u₃ = u₂²', '= 0.25', '∂L/∂u₃ = 0.5']);
    expect(groupOf(svg, 'L').texts).toEqual(['L = u₃/2', '= 0.125', '∂L/∂L = 1']);
    expect(groupOf(svg, '∂u1/∂x').texts).toEqual(['→ 1', '∂u₁/∂x = w = 2', '← −0.25']);
    expect(groupOf(svg, '∂a/∂z').texts).toEqual(['→ 0', '∂a/∂z = a(1 − a)', '= 0.25', '← −0.125']);
    expect(groupOf(svg, '∂u2/∂a').texts).toEqual(['→ 0.5', '∂u₂/∂a = −1', '← −0.5']);
    expect(groupsOf(svg)).toHaveLength(10 + 9);
  });

  it('draws a node for each equation where asked, whose arrows are the links of derive, by its ids', () => {
    const svg = plotGraph(network, { nodes: 'equations', parameter: 'w13' });
    const derived = derive(network, 'L', 'w13');
    const ids = (steps: typeof derived.steps): string[] =>
      steps.flatMap(({ id, steps: inner }) => [id, ...ids(inner ?? [])]);
    const known = ids(derived.steps);
    const shown = groupsOf(svg).filter(
      ({ step, texts }) => step.startsWith('∂') && texts.length > 0,
    );
    expect(shown.map(({ step }) => step).sort()).toEqual(
      known.filter((id) => id.startsWith('∂') && id.includes('/')).sort(),
    );
    for (const name of ['z3', 'a3', 'z4', 'a5', 'L']) {
      expect(known).toContain(name);
      groupOf(svg, name);
    }
    expect(groupOf(svg, '∂a3/∂z3').texts).toEqual(['∂a₃/∂z₃ = 1 − a₃²']);
    expect(groupOf(svg, '∂z4/∂x1').texts).toEqual([]);
  });

  it('gives the derivatives that derive gives, whatever the granularity, and every gradient is the sum of its arrows', () => {
    const number = fc.double({ min: -2, max: 2, noNaN: true });
    const inputs = fc.record({
      ...{ w13: number, w23: number, w14: number, w24: number, w35: number, w45: number },
      ...{ x1: number, x2: number, lambda: number, y: fc.constantFrom(0, 1, 0.25) },
    });
    fc.assert(
      fc.property(
        inputs,
        fc.constantFrom('operations' as const, 'equations' as const),
        (at, nodes) => {
          const svg = plotGraph(network, { values: at, nodes, digits: 12 });
          const groups = groupsOf(svg);
          for (const name of ['w13', 'w23', 'x1', 'z3', 'a4', 'w45', 'y']) {
            const { value } = derive(network, 'L', name, { values: at }).result;
            const shown = groups.find(({ step }) => step === name)!.texts;
            const gradient = numberOf(shown.at(-1)!.split(' = ')[1]!);
            expect(Math.abs(gradient - value!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value!)));
            const back = groups
              .filter(({ step }) => step.endsWith(`/∂${name}`))
              .map(({ texts }) => valueAfter(texts, '← '));
            const sum = back.reduce((a, b) => a + b, 0);
            expect(Math.abs(gradient - sum)).toBeLessThan(1e-9 * Math.max(1, Math.abs(sum)));
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('computes once what appears twice, and keeps its own names apart from those of the equations', () => {
    const twice = equations`u1 = x; L = exp(x*y) + log(x*y) + u1 + exp(3)*x`;
    const svg = plotGraph(twice, { values: { x: 2, y: 1 } });
    const products = groupsOf(svg).filter(({ texts }) => texts[0]?.endsWith('= xy'));
    expect(products.map(({ step }) => step)).toEqual(['u2']);
    expect(groupOf(svg, 'u1').texts[0]).toBe('u₁ = x');
    // (e² + 1/2)·y + 1 + e³
    const slope = valueAfter(
      groupOf(plotGraph(twice, { values: { x: 2, y: 1 }, digits: 9 }), 'x').texts,
      '∂L/∂x = ',
    );
    expect(slope).toBeCloseTo(Math.exp(2) + 0.5 + 1 + Math.exp(3), 6);
    // A quantity that the equations define is used only where it is named.
    const defined = equations`z = w*x; L = z + (w*x)^2`;
    expect(groupOf(plotGraph(defined, { values: { w: 2, x: 3 } }), 'z').texts.at(-1)).toBe(
      '∂L/∂z = 1',
    );
  });

  it('shows no numbers without values, and derivatives on the paths of the parameter alone', () => {
    const svg = plotGraph(neuron, { parameter: 'b', nodes: 'equations' });
    expect(groupOf(svg, 'z').texts).toEqual(['z = wx + b']);
    expect(groupOf(svg, '∂z/∂b').texts).toEqual(['∂z/∂b = 1']);
    expect(groupOf(svg, '∂z/∂w').texts).toEqual([]);
    expect(groupOf(svg, '∂L/∂y').texts).toEqual([]);
    expect(groupOf(svg, '∂L/∂a').texts).toEqual(['∂L/∂a = a − y']);
    const valued = plotGraph(neuron, { parameter: 'b', nodes: 'equations', values });
    expect(groupOf(valued, 'w').texts).toEqual(['w = 2']);
    expect(groupOf(valued, 'z').texts.at(-1)).toBe('∂L/∂z = −0.125');
    const none = equations`a = 2*x; L = y^2 + z`;
    const independent = plotGraph(none, { parameter: 'x' });
    expect(textsOf(independent).join()).not.toContain('∂');
    expect(labelsOf(independent).description).toContain('L does not depend on x.');
  });

  it('tells arrows apart by the sign of the local derivative, in grey too', () => {
    const svg = plotGraph(equations`h = relu(w*x + b); L = 3 - h^2`, {
      values: { w: 2, x: -1, b: 1 },
    });
    expect(groupOf(svg, '∂u1/∂w').dashes).toBe('7 4');
    expect(groupOf(svg, '∂u1/∂x').dashes).toBeUndefined();
    expect(groupOf(svg, '∂h/∂u2').dashes).toBe('1.5 4');
    expect(textsOf(svg).slice(-3)).toEqual([
      'local derivative &gt; 0',
      'local derivative &lt; 0',
      'local derivative 0',
    ]);
  });

  it('points every arrow at the box that uses the quantity, to the right or downwards', () => {
    for (const direction of ['right', 'down'] as const) {
      const svg = plotGraph(network, { direction, nodes: 'equations' });
      for (const { step, paths } of groupsOf(svg).filter((group) => group.step.startsWith('∂'))) {
        const [, head] = paths;
        const [tip, a, b] = Array.from(head!.matchAll(/(-?[\d.]+) (-?[\d.]+)/g), ([, x, y]) => [
          Number(x),
          Number(y),
        ]) as [number[], number[], number[]];
        const along = direction === 'right' ? 0 : 1;
        expect(tip[along]! - a[along]!).toBeCloseTo(8, 1);
        expect(b[along]).toBe(a[along]);
        const above = /^∂(.*)\/∂/.exec(step)![1];
        const box = new RegExp(
          `data-step="${above}"><rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"`,
        ).exec(svg)!;
        const corner = [Number(box[1]), Number(box[2])];
        const size = [Number(box[3]), Number(box[4])];
        expect(Math.abs(tip[along]! - corner[along]!)).toBeLessThan(0.011);
        expect(tip[1 - along]).toBeGreaterThan(corner[1 - along]!);
        expect(tip[1 - along]).toBeLessThan(corner[1 - along]! + size[1 - along]!);
      }
    }
    expect(textsOf(plotGraph(neuron, { values, direction: 'down' }))).toContain('↑ −0.25');
  });

  it('names itself, tells of its numbers, takes a theme and stays small', () => {
    const svg = plotGraph(neuron, { values, nodes: 'equations', parameter: 'w', theme: 'dark' });
    expect(labelsOf(svg)).toEqual({
      name: 'The graph of L and its derivative with respect to w',
      description:
        'From left to right 4 inputs and 3 computed quantities, up to L. 3 arrows with local derivatives, for the derivative of L with respect to w. z = wx + b; a = σ(z); L = (y − a)²/2; L is 0.125; ∂L/∂w is −0.125.',
    });
    expect(rasterOf(svg).at(1, 1)).toEqual([38, 40, 43, 255]);
    const { name } = labelsOf(plotGraph(neuron, { title: '<L>' }));
    expect(name).toBe('&lt;L&gt;');
    const at = { w13: 1, w23: 1, w14: 1, w24: 1, w35: 1, w45: 1, x1: 1, x2: 1, lambda: 1, y: 1 };
    expect(plotGraph(network, { values: at }).length).toBeLessThan(40_000);
  });

  it('writes infinite slopes, and refuses products without a value', () => {
    const root = equations`r = sqrt(x); L = 2*r`;
    expect(groupOf(plotGraph(root, { values: { x: 0 } }), 'x').texts).toEqual([
      'x = 0',
      '∂L/∂x = ∞',
    ]);
    expect(() => plotGraph(equations`r = sqrt(x); L = r^2`, { values: { x: 0 } })).toThrow(
      'plotGraph: "∂r/∂x" expected derivatives along the path whose product has a value, got 0 · Infinity',
    );
  });

  it('refuses what it cannot draw', () => {
    expect(() => plotGraph(neuron, { loss: 'w' })).toThrow(
      'plotGraph: "loss" expected a quantity that the equations define: z, a, L',
    );
    expect(() => plotGraph(neuron, { parameter: 'q' })).toThrow('plotGraph: "parameter"');
    expect(() => plotGraph(neuron, { values: { w: 1 } })).toThrow('a value for x, b, y');
    expect(() => plotGraph(neuron, { values: { ...values, z: 1 } })).toThrow('"values.z"');
    expect(() => plotGraph(neuron, { x: [1] } as never)).toThrow('only the names');
    expect(() => plotGraph(neuron, { nodes: 'all' as never })).toThrow('"operations", "equations"');
    expect(() => plotGraph(neuron, { direction: 'up' as never })).toThrow('"right", "down"');
    const many = Array.from({ length: 120 }, (_, i) => `x${i + 1} = sin(x${i})`).join('\n');
    const long = equations({ raw: [many] } as never);
    expect(() => plotGraph(long)).toThrow(
      'plotGraph: "equations" expected at most 100 nodes, got 121',
    );
  });
});
