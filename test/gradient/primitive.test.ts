import { describe, expect, it } from 'vitest';
import { cos, mul, neg, sin, square, sum, toNested } from '../../src/array/index.js';
import { DomainError, KindError, ShapeError } from '../../src/core/errors.js';
import { checkGradient } from '../../src/gradient/check-gradient.js';
import { grad } from '../../src/gradient/grad.js';
import { primitive } from '../../src/gradient/primitive.js';
import type { Traced } from '../../src/gradient/traced.js';

const sine = primitive('sine', (x) => sin(x!), [(g, _, x) => mul(g, cos(x!))]);
const product = primitive('product', (a, b) => mul(a!, b!), [(g, _, __, b) => mul(g, b!), null]);

describe('primitive', () => {
  it('computes plain values without a trace, and traced ones with', () => {
    expect(sine(0.5)).toBe(Math.sin(0.5));
    expect(toNested(product([1, 2], [3, 4]) as never)).toEqual([3, 8]);
    expect(grad((x) => sine(x))(0.5)).toBe(Math.cos(0.5));
  });

  it('has second derivatives, made of those of its pullbacks', () => {
    expect(checkGradient((x) => sine(x), [0.3, -2], { order: 2 }).ok).toBe(true);
    expect(grad((x) => grad((y) => sine(y))(x))(0.5)).toBe(-Math.sin(0.5));
  });

  it('sums over what was repeated', () => {
    expect(grad((x) => sum(product(x, [[1, 2, 3]])))(2)).toBe(6);
  });

  it('gives its forward function plain values alone, in nested traces too', () => {
    const seen: boolean[] = [];
    const watched = primitive(
      'watched',
      (x) => {
        seen.push(typeof x === 'number');
        return square(x!);
      },
      [(g, _, x) => mul(g, mul(2, x!))],
    );
    expect(grad((x) => grad((y) => watched(y))(x))(3)).toBe(2);
    expect(seen).toEqual([true]);
  });

  it('takes any kind of array from its forward function', () => {
    const list = primitive('list', () => [1, 2], [(g) => sum(g as Traced)]);
    expect(grad((x) => sum(list(x)))(1)).toBe(2);
  });

  it('names itself where a traced argument has no pullback', () => {
    const message =
      'product: "pullbacks" expected a rule for argument 2, which is traced, got none';
    expect(() => grad((x) => product(2, x))(1)).toThrow(KindError);
    expect(() => grad((x) => product(2, x))(1)).toThrow(message);
    expect(() => grad((x) => sine(1, x))(1)).toThrow(/^sine: "pullbacks" .* argument 2/);
  });

  it('names itself where a pullback gives a gradient of another shape', () => {
    const wrong = primitive('wrong', (x) => x!, [() => [1, 2, 3]]);
    expect(() => grad((x) => sum(wrong(x)))([1, 2])).toThrow(
      new ShapeError({
        function: 'wrong',
        argument: 'pullback',
        expected: 'a gradient of shape (2), or one that this broadcasts to',
        got: '(3)',
      }),
    );
    const short = primitive('short', (x) => x!, [() => 1]);
    expect(() => grad((x) => sum(short(x)))([1, 2])).toThrow(/^short: "pullback" .* got \(\)$/);
  });

  it('refuses parts of the wrong kind', () => {
    expect(() => primitive('', neg, [])).toThrow(DomainError);
    // @ts-expect-error a number is no name
    expect(() => primitive(1, neg, [])).toThrow('primitive: "name" expected a word, got 1');
    // @ts-expect-error a word is no function
    expect(() => primitive('a', 'b', [])).toThrow(/^primitive: "forward" expected a function/);
    // @ts-expect-error a function is no list
    expect(() => primitive('a', neg, neg)).toThrow(/^primitive: "pullbacks" expected a list/);
    // @ts-expect-error undefined is no pullback
    expect(() => primitive('a', neg, [undefined])).toThrow(/^primitive: "pullbacks\[0\]"/);
  });
});
