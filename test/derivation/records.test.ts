import { describe, expect, it } from 'vitest';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderText } from '../../src/derivation/render-text.js';

const layer = (start: number) => ({
  z: [start, start + 0.25, start + 0.5],
  weightsGradient: [
    [start, 0.125],
    [0.5, 0.75],
    [1.5, 2.5],
  ],
});
const result = { loss: 0.5, layers: [layer(1), layer(4)], input: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] };
const d = createDerivation({
  topic: 'example',
  title: 'Records in a list',
  given: [{ id: 'r', symbol: 'r', title: 'A result', value: result }],
  steps: [],
  result,
  answer: { ref: 'r' },
});

describe('a list of records within a result', () => {
  it('is taken apart, each part with its path, in lines that fit a terminal', () => {
    const text = renderText(d);
    const shown = text.slice(text.indexOf('Result'));
    expect(shown).toContain('layers[0].z = (1, 1.25, 1.5)');
    expect(shown).toContain('layers[1].z = (4, 4.25, 4.5)');
    expect(shown).toContain('loss = 0.5');
    for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('is taken apart on a page too', () => {
    expect(renderHtml(d, { katex: { renderToString: (latex: string) => latex } })).toContain(
      'layers[1].weightsGradient',
    );
  });
});

describe('a record within a record', () => {
  it('stands in parentheses, so that one sees where it ends', () => {
    const value = {
      mean: { a: 1, b: 2 },
      shift: 1,
      kinds: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    };
    const mixed = createDerivation({
      topic: 'example',
      title: 'Mixed',
      given: [{ id: 'r', symbol: 'r', title: 'A result', value }],
      steps: [],
      result: value,
      answer: { ref: 'r' },
    });
    expect(renderText(mixed)).toContain('(a = 1, b = 2)');
  });
});
