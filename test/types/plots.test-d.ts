import { describe, expectTypeOf, it } from 'vitest';
import { type Equations, type Network, plotGraph } from '../../src/index.js';

declare const net: Network;
declare const lines: Equations;

describe('plotGraph', () => {
  it('takes a network with a sample, or equations with values', () => {
    expectTypeOf(plotGraph(net, { x: [1, 2], y: 1 })).toEqualTypeOf<string>();
    expectTypeOf(plotGraph(lines, { values: { w: 1 }, direction: 'down' })).toEqualTypeOf<string>();
    expectTypeOf(plotGraph(lines)).toEqualTypeOf<string>();
    // @ts-expect-error a network has no symbols
    plotGraph(net, { values: { w: 1 } });
    // @ts-expect-error equations have no sample
    plotGraph(lines, { x: [1, 2] });
    // @ts-expect-error there are two ways only
    plotGraph(lines, { direction: 'up' });
  });
});
