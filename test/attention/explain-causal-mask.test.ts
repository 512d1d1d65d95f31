import { describe, expect, it } from 'vitest';
import { causalMask, explainCausalMask } from '../../src/attention/index.js';
import { toNested } from '../../src/core/to-nested.js';
import { expectSet, expectShown, stepOf } from './explained.js';

describe('explainCausalMask', () => {
  it('solves the course problem: a word sees itself, but not where it is predicted', () => {
    const d = explainCausalMask(['The', 'dog', 'barked', 'loudly']);
    const text = expectShown(d);
    expectSet(d);
    expect(toNested(d.result)).toEqual([
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 1, 0],
      [1, 1, 1, 1],
    ]);
    expect(text).toContain('“barked” sees “The”, “dog” and “barked”, not “loudly”');
    expect(text).toContain('4 ≤ 3 (false)');
    // The sheet's answer belongs to the place before, which predicts "barked".
    const rows = stepOf(d, 'predictions').table!.rows;
    expect(rows[1]).toEqual({ label: '“dog”', cells: [2, 'The, dog', 'barked'] });
    expect(rows[2]!.cells).toEqual([3, 'The, dog, barked', 'loudly']);
    // A token that does not see itself, and the triangle the other way round, are mistakes.
    expect(d.result.get(2, 2)).toBe(1);
    expect(d.result.get(0, 3)).toBe(0);
  });

  it('writes the mask as what is added to scores', () => {
    const d = explainCausalMask(['a', 'b']);
    expectShown(d);
    expect(toNested(stepOf(d, 'added').value as never)).toEqual([
      [0, -Infinity],
      [0, 0],
    ]);
    expect(toNested(d.result)).toEqual(toNested(causalMask(2)));
  });

  it('takes 1 to 12 words', () => {
    expectShown(explainCausalMask(['one']));
    expect(() => explainCausalMask([])).toThrow('"tokens" expected 1 to 12 words, got 0');
    expect(() => explainCausalMask(new Array(13).fill('x'))).toThrow('got 13');
    expect(() => explainCausalMask('word' as never)).toThrow('"tokens" expected a list of words');
    expect(() => explainCausalMask([1] as never)).toThrow('"tokens" expected a list of words');
  });
});
