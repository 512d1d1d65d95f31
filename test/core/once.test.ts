import { describe, expect, it } from 'vitest';
import { once } from '../../src/core/once.js';

describe('once', () => {
  it('makes nothing before it is asked, and one thing however often it is asked', () => {
    let made = 0;
    const table = once(() => ({ number: ++made }));
    expect(made).toBe(0);
    expect(table()).toBe(table());
    expect(table()).toEqual({ number: 1 });
  });

  it('tries again where making failed', () => {
    let tries = 0;
    const table = once(() => {
      if (++tries < 2) throw new Error('not yet');
      return [tries];
    });
    expect(table).toThrow('not yet');
    expect(table()).toEqual([2]);
  });
});
