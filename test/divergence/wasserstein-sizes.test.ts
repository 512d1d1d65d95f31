import { describe, expect, it } from 'vitest';
import { wassersteinDistance } from '../../src/divergence/index.js';

describe('wassersteinDistance', () => {
  it('takes more numbers than a call may have arguments', () => {
    // Moved by 3 as a whole: each number is carried by 3.
    const x = Float64Array.from({ length: 300_000 }, (_, i) => i);
    const moved = x.map((value) => value + 3);
    expect(wassersteinDistance(x, moved)).toBeCloseTo(3, 9);
  });
});
