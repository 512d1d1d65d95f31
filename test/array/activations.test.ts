import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  elu,
  gelu,
  leakyRelu,
  logSigmoid,
  type Operand,
  relu,
  sigmoid,
  silu,
  softplus,
  tanh,
} from '../../src/array/index.js';
import { DomainError, KindError } from '../../src/core/errors.js';
import { toNested } from '../../src/core/to-nested.js';
import type { FloatNdArray } from '../../src/core/types.js';

type Unary = (x: Operand) => number | FloatNdArray;

const UNARY: Record<string, Unary> = { elu, gelu, logSigmoid, sigmoid, silu, softplus, tanh };

describe('activations', () => {
  const xs = [-20, -5, -1.5, -0.25, 0, 0.5, 3, 8];
  // mpmath 1.3.0 with 30 digits, from the formulas in the documentation.
  const expected: [string, number[]][] = [
    [
      'gelu',
      [
        -5.507248237212468e-88, -1.4332578593959695e-6, -0.1002108019032871, -0.10032341857926907,
        0.0, 0.34573123063700656, 2.99595030590511, 7.999999999999995,
      ],
    ],
    [
      'sigmoid',
      [
        2.0611536181902037e-9, 0.0066928509242848554, 0.18242552380635635, 0.4378234991142019, 0.5,
        0.6224593312018546, 0.9525741268224333, 0.9996646498695335,
      ],
    ],
    [
      'silu',
      [
        -4.122307236380407e-8, -0.03346425462142428, -0.2736382857095345, -0.10945587477855047, 0.0,
        0.3112296656009273, 2.8577223804672998, 7.997317198956268,
      ],
    ],
    [
      'softplus',
      [
        2.061153620314381e-9,
        0.006715348489118068,
        0.2014132779827524,
        0.5759394198788436,
        Math.LN2,
        0.9740769841801067,
        3.048587351573742,
        8.000335406372896,
      ],
    ],
    [
      'logSigmoid',
      [
        -20.000000002061153,
        -5.006715348489118,
        -1.7014132779827524,
        -0.8259394198788436,
        -Math.LN2,
        -0.4740769841801067,
        -0.04858735157374206,
        -0.00033540637289576885,
      ],
    ],
    [
      'elu',
      [
        -0.9999999979388464, -0.9932620530009145, -0.7768698398515702, -0.22119921692859512, 0.0,
        0.5, 3.0, 8.0,
      ],
    ],
    [
      'tanh',
      [
        -1.0, -0.9999092042625951, -0.9051482536448664, -0.24491866240370913, 0.0,
        0.46211715726000974, 0.9950547536867305, 0.9999997749296758,
      ],
    ],
  ];

  it.each(expected)('%s agrees with 30 digits to 1e-15, relative', (name, numbers) => {
    const f = UNARY[name]!;
    xs.forEach((x, i) => {
      const e = numbers[i]!;
      expect(Math.abs((f(x) as number) - e)).toBeLessThanOrEqual(1e-15 * Math.abs(e));
    });
  });

  it('have the limits of their formulas at both ends, without overflow', () => {
    const ends = (f: Unary) =>
      [f(-Infinity), f(-1e4), f(1e4), f(Infinity)].map((v) => Number(v) + 0);
    expect(ends(sigmoid)).toEqual([0, 0, 1, 1]);
    expect(ends(logSigmoid)).toEqual([-Infinity, -1e4, 0, 0]);
    expect(ends(softplus)).toEqual([0, 0, 1e4, Infinity]);
    expect(ends(silu)).toEqual([0, 0, 1e4, Infinity]);
    expect(ends(gelu)).toEqual([0, 0, 1e4, Infinity]);
    expect(ends(relu)).toEqual([0, 0, 1e4, Infinity]);
    expect(ends(elu)).toEqual([-1, -1, 1e4, Infinity]);
    expect(ends(tanh)).toEqual([-1, -1, 1, 1]);
    expect(sigmoid(-740)).toBeGreaterThan(0);
  });

  it('keep the symmetries of their formulas', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(sigmoid(x) + sigmoid(-x)).toBeCloseTo(1, 15);
        expect(logSigmoid(x)).toBe(-softplus(-x) + 0);
        expect(Math.abs(softplus(x) - softplus(-x) - x)).toBeLessThanOrEqual(
          1e-15 * (1 + Math.abs(x)),
        );
        expect(Math.abs(silu(x) - silu(-x) - x)).toBeLessThanOrEqual(1e-15 * (1 + Math.abs(x)));
        expect(Math.abs(gelu(x) - gelu(-x) - x)).toBeLessThanOrEqual(1e-15 * (1 + Math.abs(x)));
        expect(leakyRelu(x)).toBe(x > 0 ? x : 0.01 * x);
      }),
    );
  });

  it('gelu is the exact form: it differs from the one with tanh by up to 4.7e-4', () => {
    let worst = 0;
    for (let x = -5; x <= 5; x += 0.01) {
      const approximate =
        (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
      worst = Math.max(worst, Math.abs(gelu(x) - approximate));
    }
    expect(worst).toBeGreaterThan(4.6e-4);
    expect(worst).toBeLessThan(5e-4);
  });

  it('take their parameters and refuse others', () => {
    expect(toNested(leakyRelu([-2, 3], { slope: 0.5 }))).toEqual([-1, 3]);
    expect(elu(-1e4, { alpha: 2.5 })).toBe(-2.5);
    expect(leakyRelu(-1, { slope: undefined })).toBe(-0.01);
    expect(() => leakyRelu(1, { slop: 1 } as never)).toThrow('only the names slope, got "slop"');
    expect(() => leakyRelu(1, { slope: Number.NaN })).toThrow(DomainError);
    expect(() => elu(1, { alpha: '1' } as never)).toThrow(KindError);
    expect(() => elu(1, 2 as never)).toThrow(KindError);
  });
});
