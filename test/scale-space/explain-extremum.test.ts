import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../src/derivation/box.js';
import { derivationFromJson } from '../../src/derivation/json-read.js';
import { derivationToJson } from '../../src/derivation/json-write.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Derivation } from '../../src/derivation/types.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { explainScaleSpaceExtremum } from '../../src/scale-space/explain-extremum.js';
import { flat, step, steps, tableRows } from '../derivation/read-off.js';
import { DIFFERENCES, GAUSSIANS } from './course-problem.js';

const sheet = explainScaleSpaceExtremum({ gaussians: GAUSSIANS }, { order: 'finer-minus-coarser' });
const lowe = explainScaleSpaceExtremum({ gaussians: GAUSSIANS }, { order: 'coarser-minus-finer' });

describe('explainScaleSpaceExtremum on the course problem', () => {
  it('finds the one keypoint, and says minimum where it is one', () => {
    expect(sheet.result).toEqual([{ level: 2, y: 1, x: 1, value: -3, kind: 'minimum' }]);
    expect(sheet.conclusion).toBe(
      'One extremum: a minimum at x = 1 (column), y = 1 (row), level 2 (scale 3 where sheets count scales from 1).',
    );
    expect(renderText(sheet)).not.toContain('is a maximum:');
  });

  it('calls the same place a maximum of +3 with the sign of Lowe, which is the default', () => {
    expect(lowe.result).toEqual([{ level: 2, y: 1, x: 1, value: 3, kind: 'maximum' }]);
    expect(explainScaleSpaceExtremum({ gaussians: GAUSSIANS })).toEqual(lowe);
    expect(lowe.conclusion).toContain('a maximum at x = 1 (column), y = 1 (row), level 2 (scale 3');
  });

  it('subtracts each pair of neighbouring images: four differences, not five', () => {
    DIFFERENCES.forEach((difference, level) => {
      expect(flat(step(sheet, `difference-${level}`).value)).toEqual(difference.flat());
      const turned = difference.flat().map((v) => -v || 0);
      expect(flat(step(lowe, `difference-${level}`).value).map((v) => v || 0)).toEqual(turned);
    });
    expect(steps(sheet).filter(({ id }) => id.startsWith('difference-'))).toHaveLength(4);
    expect(step(sheet, 'difference-1').formula).toBe('D_{1} = G_{1} - G_{2}');
    expect(step(lowe, 'difference-1').formula).toBe('D_{1} = G_{2} - G_{1}');
    expect(step(sheet, 'dog').formula).toBe('D_k = G_k - G_{k+1}');
    expect(step(lowe, 'dog').formula).toBe('D_k = G_{k+1} - G_k');
  });

  it('looks at each of the eight interior samples of the two inner levels', () => {
    expect(step(sheet, 'candidates').value).toBe(8);
    expect(tableRows(sheet, 'verdicts').map(([place, value]) => [place, value])).toEqual([
      ['1, 1, 1', '−2'],
      ['1, 2, 1', '0'],
      ['1, 1, 2', '1'],
      ['1, 2, 2', '0'],
      ['2, 1, 1', '−3'],
      ['2, 2, 1', '1'],
      ['2, 1, 2', '0'],
      ['2, 2, 2', '1'],
    ]);
    expect(step(sheet, 'verdicts').value).toEqual([
      [
        ['neither', 'neither'],
        ['neither', 'neither'],
      ],
      [
        ['minimum', 'neither'],
        ['neither', 'neither'],
      ],
    ]);
  });

  it('names for each of the others the first neighbour that rules out a maximum, and a minimum', () => {
    // Read off the differences above by hand: level by level, row by row.
    expect(tableRows(sheet, 'verdicts')).toEqual([
      ['1, 1, 1', '−2', '−2 ≤ 0', '0, 0, 0', '−2 ≥ −2', '0, 1, 1', 'neither'],
      ['1, 2, 1', '0', '0 ≤ 2', '0, 1, 0', '0 ≥ 0', '0, 2, 0', 'neither'],
      ['1, 1, 2', '1', '1 ≤ 1', '0, 0, 2', '1 ≥ 0', '0, 0, 1', 'neither'],
      ['1, 2, 2', '0', '0 ≤ 0', '0, 2, 1', '0 ≥ −2', '0, 1, 1', 'neither'],
      ['2, 1, 1', '−3', '−3 ≤ 1', '1, 0, 0', 'minimum'],
      ['2, 2, 1', '1', '1 ≤ 2', '1, 1, 0', '1 ≥ 0', '1, 2, 0', 'neither'],
      ['2, 1, 2', '0', '0 ≤ 0', '1, 0, 1', '0 ≥ 0', '1, 0, 1', 'neither'],
      ['2, 2, 2', '1', '1 ≤ 1', '1, 3, 1', '1 ≥ −2', '1, 1, 1', 'neither'],
    ]);
  });

  it('compares −3 with all 26 neighbours, 9 + 8 + 9, with the values that the levels hold', () => {
    const compared = (level: number): string[] =>
      tableRows(sheet, `extremum-2-1-1-level-${level}`).flatMap((row) => row.slice(1));
    // The sheet prints 1, 2, 0, 1, 1, 0, 1, 1, 1 for the first block, and +2 for the last −2.
    const before = [1, 2, 0, 0, -2, 0, 1, 1, 0];
    const own = [2, 3, 0, 1, undefined, 1, 2, 0, 1];
    const after = [2, 5, 0, 4, -2, 8, 0, 8, -2];
    const printed = (value: number | undefined): string =>
      value === undefined ? '−3' : `−3 < ${String(value).replace('-', '−')}`;
    expect(compared(1)).toEqual(before.map(printed));
    expect(compared(2)).toEqual(own.map(printed));
    expect(compared(3)).toEqual(after.map(printed));
    for (const value of [...before, ...own, ...after])
      if (value !== undefined) expect(-3).toBeLessThan(value);
    expect([1, 2, 3].map((level) => step(sheet, `extremum-2-1-1-level-${level}`).value)).toEqual([
      9, 8, 9,
    ]);
    expect(renderText(sheet)).toContain('n = n₁ + n₂ + n₃ = 9 + 8 + 9 = 26');
  });

  it('compares with "larger" where the extremum is a maximum', () => {
    expect(tableRows(lowe, 'extremum-2-1-1-level-2')).toEqual([
      ['y = 0', '3 > −2', '3 > −3', '3 > 0'],
      ['y = 1', '3 > −1', '3', '3 > −1'],
      ['y = 2', '3 > −2', '3 > 0', '3 > −1'],
    ]);
  });

  it('says how places are counted', () => {
    const text = renderText(sheet).replaceAll(/\s+/g, ' ');
    expect(text).toContain('D(x, y) stands in column x and row y');
    expect(text).toContain('counted from 0');
    expect(text).toContain('scale 3 where sheets count scales');
  });

  it('refers to the cells that a step looks at', () => {
    const { refers } = step(sheet, 'extremum-2-1-1-level-1');
    expect(refers).toHaveLength(1);
    expect(refers![0]!.id).toBe('dog');
    const below = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => [1, y, x]));
    expect(refers![0]!.cells).toHaveLength(10);
    expect(refers![0]!.cells).toEqual(expect.arrayContaining([[2, 1, 1], ...below]));
    expect(step(sheet, 'candidates').refers).toEqual([
      {
        id: 'dog',
        cells: [1, 2].flatMap((l) => [1, 2].flatMap((y) => [1, 2].map((x) => [l, y, x]))),
      },
    ]);
    expect(step(sheet, 'difference-0').refers).toEqual([{ id: 'gaussians', cells: [[0], [1]] }]);
  });

  it('fits a terminal of 100 columns, and KaTeX sets it', () => {
    for (const d of [sheet, lowe]) {
      for (const line of renderText(d).split('\n'))
        expect(textWidth(line)).toBeLessThanOrEqual(100);
      const strict = {
        renderToString: (latex: string, options?: object): string =>
          katex.renderToString(latex, { ...options, strict: 'error', throwOnError: true }),
      };
      expect(renderHtml(d, { katex: strict })).toContain('data-step="extremum-2-1-1-level-3"');
    }
  });

  it('verifies, also after a journey through JSON', () => {
    for (const d of [sheet, lowe]) {
      const report = verifyDerivation(d);
      expect(report.ok).toBe(true);
      for (const { error } of report.steps) expect(error).toBe(0);
      const back = derivationFromJson(JSON.stringify(derivationToJson(d)));
      expect(verifyDerivation(back)).toEqual(report);
      expect(renderText(back)).toBe(renderText(d));
    }
  });

  it('does not verify with the mistakes of the sheet', () => {
    // D3(1, 1) printed as 3; the keypoint called a maximum.
    const wrongSign = structuredCloneWith(sheet, (json) => {
      json.steps[0].steps[2].value.ndarray.data[5] = 3;
    });
    const failed = verifyDerivation(wrongSign)
      .steps.filter(({ ok }) => !ok)
      .map(({ id }) => id);
    expect(failed).toContain('difference-2');
    const called = structuredCloneWith(sheet, (json) => {
      json.result[0].record.kind = 'maximum';
    });
    expect(verifyDerivation(called).steps.at(-1)).toMatchObject({ id: 'result', ok: false });
    const counted = structuredCloneWith(sheet, (json) => {
      json.steps[3].steps[0].value = 7;
    });
    expect(verifyDerivation(counted).ok).toBe(false);
  });

  it('starts from the differences just as well', () => {
    const d = explainScaleSpaceExtremum({ dog: DIFFERENCES });
    expect(d.result).toEqual(sheet.result);
    expect(d.steps.map(({ id }) => id)).toEqual([
      'candidates',
      'verdicts',
      'extremum-2-1-1',
      'count',
    ]);
    expect(tableRows(d, 'verdicts')).toEqual(tableRows(sheet, 'verdicts'));
    expect(d.given[0]!.title).toBe('Differences of neighbouring Gaussian images');
    const said = explainScaleSpaceExtremum({ dog: DIFFERENCES }, { order: 'finer-minus-coarser' });
    expect(said.given[0]!.title).toContain('finer minus coarser');
  });
});

interface Document {
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document that is changed at will
  readonly steps: any;
  // biome-ignore lint/suspicious/noExplicitAny: a JSON document that is changed at will
  readonly result: any;
}

function structuredCloneWith(d: Derivation<unknown>, change: (json: Document) => void): Derivation {
  const json: Document = JSON.parse(JSON.stringify(derivationToJson(d)));
  change(json);
  return derivationFromJson(json);
}
