// What the benchmark makes of its measurements: medians, ratios, goals, slopes, and the document.
import { describe, expect, it } from 'vitest';
import { fitPower } from '../../bench/growth/slope.js';
import { describeLoad } from '../../bench/machine.js';
import { alternate, type Comparison, median, timed } from '../../bench/speed/alternate.js';
import {
  cannot,
  compareNumbers,
  largestDifference,
  synchronous,
} from '../../bench/speed/compare-numbers.js';
import { withPart } from '../../bench/speed/document.js';
import { FASTEST_JS, ONNX, OPENCV, TFJS } from '../../bench/speed/names.js';
import { goalRows, ratiosOf, reportTimes, summaryRows, verdict } from '../../bench/speed/report.js';
import { renderTable } from '../../bench/table.js';

const comparison = (names: readonly string[], goals: Comparison['goals'] = {}): Comparison => ({
  work: 'work',
  contenders: names.map((name) => ({ name, run: () => 1 })),
  absent: [{ name: 'other', reason: 'has no such function' }],
  goals,
  agreement: { holds: true, text: 'all agree' },
});

describe('median', () => {
  it('is the middle by size, not by place or by letters', () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([5])).toBe(5);
  });

  it('is between the two in the middle of an even count', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('leaves its argument alone', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('alternate', () => {
  it('runs contenders in turn, each round starting with the next, and forgets the warm-ups', async () => {
    const order: string[] = [];
    const contender = (name: string, first: number) => {
      let ms = first;
      return {
        name,
        run: () => {
          order.push(name);
          return ms++;
        },
      };
    };
    const times = await alternate([contender('a', 10), contender('b', 20)], 3, 1);
    expect(order.join('')).toBe('abbaabba');
    // Of 10, 11, 12, 13 the first is forgotten.
    expect(times).toEqual([{ ms: 12 }, { ms: 22 }]);
  });

  it('goes on without one that fails', async () => {
    const fails = () => {
      throw new Error('out of memory\nstack');
    };
    const times = await alternate(
      [
        { name: 'a', run: () => 1 },
        { name: 'b', run: fails },
      ],
      2,
      1,
    );
    expect(times).toEqual([{ ms: 1 }, { failed: 'out of memory' }]);
  });

  it('times a slow one less often, but at least once', async () => {
    const runs = { slow: 0, quick: 0 };
    const contender = (name: keyof typeof runs, ms: number) => ({
      name,
      run: () => {
        runs[name]++;
        return ms;
      },
    });
    const times = await alternate([contender('slow', 100), contender('quick', 1)], 5, 2, 150);
    expect(times).toEqual([{ ms: 100 }, { ms: 1 }]);
    expect(runs).toEqual({ slow: 3, quick: 7 });
  });

  it('calls what is short again and again for so long as asked, and gives the time of one call', async () => {
    let runs = 0;
    const run = () => {
      runs++;
      return runs % 2 === 0 ? 1 : 3;
    };
    const [time] = await alternate([{ name: 'short', run }], 1, 0, Infinity, 4);
    expect(runs).toBeGreaterThan(2);
    expect((time as { ms: number }).ms).toBeCloseTo(2, 0);
  });

  it('times synchronous work', () => {
    let ran = false;
    const ms = timed(() => {
      ran = true;
    });
    expect(ran).toBe(true);
    expect(ms).toBeGreaterThanOrEqual(0);
  });
});

describe('compareNumbers', () => {
  it('times who agrees, and lists who differs, cannot or fails', async () => {
    const peers = [
      { name: 'same', prepare: () => synchronous(() => [1, 2]) },
      { name: 'differs', prepare: () => synchronous(() => [1, 2.5]) },
      { name: 'coarse', tolerance: 1, prepare: () => synchronous(() => [1, 2.5]) },
      { name: 'nothing', prepare: () => synchronous(() => [Number.NaN, 2]) },
      cannot('small', 'has no such function'),
    ];
    const seen = await compareNumbers({ work: 'w', ours: () => [1, 2], peers, tolerance: 0.1 });
    expect(seen.contenders.map(({ name }) => name)).toEqual(['fovea', 'same', 'coarse']);
    expect(seen.absent).toEqual([
      { name: 'differs', reason: 'does not agree: 5.0e-1' },
      { name: 'nothing', reason: 'does not agree: Infinity' },
      { name: 'small', reason: 'has no such function' },
    ]);
    expect(seen.agreement.holds).toBe(false);
  });

  it('takes lists of different lengths for different', () => {
    expect(largestDifference([1], [1, 2])).toBe(Infinity);
    expect(largestDifference([1, 2], [1])).toBe(Infinity);
  });
});

describe('the report', () => {
  const goals = { [OPENCV]: 1, [FASTEST_JS]: 0.5, absent: 2 };
  const result = {
    comparison: comparison(['fovea', OPENCV, TFJS, ONNX], goals),
    times: [{ ms: 6 }, { ms: 3 }, { ms: 40 }, { ms: 12 }],
  };

  it('divides our time by theirs', () => {
    expect(ratiosOf(result)?.peers.map(({ ratio }) => ratio)).toEqual([2, 0.15, 0.5]);
  });

  it('holds goals against the peer, or against the fastest that is JavaScript', () => {
    const rows = goalRows(result);
    expect(rows.map(({ seen }) => seen)).toEqual([2, 0.5, undefined]);
    expect(rows[1]!.of).toBe(`${FASTEST_JS} (${ONNX})`);
    expect(rows.map(verdict)).toEqual(['**not met**', 'met', 'not measured']);
  });

  it('names the fastest peer of pages, and the fastest native one, beside each work', () => {
    const result = {
      comparison: comparison(['fovea', TFJS, ONNX, OPENCV], { [OPENCV]: 1, [ONNX]: 0.5 }),
      times: [{ ms: 10 }, { ms: 40 }, { ms: 50 }, { ms: 5 }],
    };
    expect(summaryRows([result])).toEqual([['work', '10.0', TFJS, '0.25', OPENCV, '2.0']]);
    expect(reportTimes([result])).toContain(
      'Of 2 goals 1 are met, 1 are not, and 0 could not be measured.',
    );
    const alone = { comparison: comparison(['fovea']), times: [{ ms: 1 }] };
    expect(summaryRows([alone])).toEqual([['work', '1.00', '–', '', '–', '']]);
  });

  it('says why a peer has no time', () => {
    const failed = { ...result, times: [{ ms: 6 }, { failed: 'no room' }, { ms: 40 }, { ms: 12 }] };
    const text = reportTimes([failed]);
    expect(text).toContain('- other: has no such function – work');
    expect(text).toContain(`- ${OPENCV}: failed: no room – work`);
    expect(text).not.toMatch(new RegExp(`\\| *${OPENCV.replace(/[()]/g, '\\$&')} \\| *\\d`));
  });

  it('survives a failure of our own', () => {
    const failed = { ...result, times: [{ failed: 'no room' }, { ms: 1 }, { ms: 1 }, { ms: 1 }] };
    expect(ratiosOf(failed)).toBeUndefined();
    expect(reportTimes([failed])).toContain('- fovea: failed: no room – work');
  });
});

describe('tables', () => {
  it('align names left and numbers right', () => {
    expect(
      renderTable(
        ['work', 'ms'],
        [
          ['a', '10'],
          ['longer', '9'],
        ],
      ),
    ).toBe('| work   | ms |\n|--------|---:|\n| a      | 10 |\n| longer |  9 |');
  });
});

describe('describeLoad', () => {
  it('says where the machine is busy, beside the one process that measures', () => {
    expect(describeLoad(0.2, 2)).toEqual([]);
    expect(describeLoad(1.2, 2)).toEqual([]);
    expect(describeLoad(15, 2)[0]).toContain('a load of 15.0 on 2 processors');
  });
});

describe('the document', () => {
  it('keeps the other part, in one order, however often a part is written', () => {
    const first = withPart('', 'growth', 'growing');
    const both = withPart(first, 'speed', 'fast');
    expect(both.indexOf('fast')).toBeLessThan(both.indexOf('growing'));
    expect(withPart(both, 'speed', 'fast')).toBe(both);
    const again = withPart(both, 'growth', 'grown');
    expect(again).toContain('fast');
    expect(again).not.toContain('growing');
  });
});

describe('fitPower', () => {
  it('gives back the power law that the points lie on', () => {
    const sizes = [1, 2, 4, 16];
    const fit = fitPower(
      sizes,
      sizes.map((n) => 3 * n ** 1.5),
    );
    expect(fit.exponent).toBeCloseTo(1.5, 12);
    expect(fit.factor).toBeCloseTo(3, 12);
    expect(fit.largestFactor).toBeCloseTo(1, 12);
  });

  it('has the smallest sum of squares in logarithms: worked by hand', () => {
    // ln y at ln x = 0, 1, 2 is 0, 3, 3: slope 3/2, mean 2, at 0 it is 1/2.
    const e = Math.E;
    const fit = fitPower([1, e, e ** 2], [1, e ** 3, e ** 3]);
    expect(fit.exponent).toBeCloseTo(1.5, 12);
    expect(fit.factor).toBeCloseTo(Math.exp(0.5), 12);
    // The middle one lies e above the line.
    expect(fit.largestFactor).toBeCloseTo(e, 12);
  });

  it('leaves out what cannot be drawn, and gives NaN where less than two sizes are left', () => {
    expect(fitPower([1, 2, 4], [0, 2, 4]).exponent).toBeCloseTo(1, 12);
    expect(fitPower([1, 2], [0, 2]).exponent).toBeNaN();
    expect(fitPower([2, 2], [1, 2]).exponent).toBeNaN();
  });
});
