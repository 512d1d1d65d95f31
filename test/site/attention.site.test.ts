// The attention page: cells and steps lead to each other, heads and masks do what they should, mistakes are seen.
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, samples } from '../../site/playground/attention/fields.js';
import { matricesOf } from '../../site/playground/attention/input.js';
import { shownMistakes } from '../../site/playground/attention/mistakes.js';
import { cellsOf, productOf, stepOf } from '../../site/playground/attention/steps.js';
import { attend } from '../../site/playground/attention/work.js';
import { nextPlace } from '../../site/playground/parts/next-place.js';
import { initialState } from '../../site/playground/state/address.js';
import { readMatrix } from '../../site/playground/work/matrix-text.js';
import { misconceptions } from '../../src/exercise/diagnose.js';
import { faultsOf, LOOKS } from './axe.js';
import { folder, launch, open, settled } from './open.js';
import { type Served, serve } from './serve.js';

const FILE = 'attention.html';
const start = { ...initialState(fields), theme: 'light' as const };
const work = (part: object) => attend({ ...start, ...part }, async () => {});
const SMALL = { from: 'seed', tokens: 'I saw the cat', width: 2, only: -1 } as const;

let browser: Browser;
let served: Served;

beforeAll(async () => {
  served = await serve(folder);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

async function at(state: string, options?: Parameters<typeof open>[3]): Promise<Page> {
  const { page } = await open(browser, served.address, `${FILE}#1${state}`, options);
  await page.waitForSelector('.linked button');
  return page;
}

describe('what the worker of the attention page gives', () => {
  it('gives the weights of the course', async () => {
    const { heads, output } = await work({});
    expect(heads[0]!.weights[2]!.map((x) => x.toFixed(6))).toEqual(
      [0.200556, 0.200556, 0.098888, 0.200556, 0.200556, 0.098888].map((x) => x.toFixed(6)),
    );
    expect(output).toEqual([[expect.closeTo(0.802224, 6), expect.closeTo(0.598888, 6)]]);
  });

  it('works out every sample', async () => {
    for (const [name, part] of samples) {
      const { heads, html } = await work(part);
      expect(heads[0]!.weights.flat().every(Number.isFinite), name).toBe(true);
      expect(html).not.toContain('katex-error');
      expect(html).not.toContain(' style=');
    }
  });

  it('hides what follows, or what fills up', async () => {
    const causal = await work({ ...SMALL, mask: 'causal' });
    causal.heads[0]!.weights.forEach((row, i) => {
      expect(row.slice(i + 1).every((weight) => weight === 0)).toBe(true);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    });
    const padded = await work({ ...SMALL, mask: 'padding', keys: 2 });
    expect(padded.heads[0]!.weights.every((row) => row[2] === 0 && row[3] === 0)).toBe(true);
    await expect(work({ ...SMALL, mask: 'padding', keys: 9 })).rejects.toThrow('only 4 keys');
  });

  it('has heads of their own', async () => {
    const { heads } = await work({ ...SMALL, width: 4, heads: 2, seed: 3 });
    expect(heads).toHaveLength(2);
    expect(heads[0]!.weights).not.toEqual(heads[1]!.weights);
    await expect(work({ ...SMALL, width: 4, heads: 3 })).rejects.toMatchObject({
      argument: 'width',
    });
  });

  it('shares given queries, keys and values among heads, as if each were alone', async () => {
    const given = {
      from: 'matrices',
      tokens: 'a b',
      q: '2 1 0 3\n1 0 1 1',
      k: '1 0 1 1\n0 2 0 1',
      v: '1 5\n2 7',
      only: -1,
    } as const;
    const { heads, output, html } = await work({ ...given, heads: 2 });
    const alone = [
      await work({ ...given, q: '2 1\n1 0', k: '1 0\n0 2', v: '1\n2' }),
      await work({ ...given, q: '0 3\n1 1', k: '1 1\n0 1', v: '5\n7' }),
    ];
    expect(heads.map(({ weights }) => weights)).toEqual(
      alone.map(({ heads: [one] }) => one!.weights),
    );
    expect(output).toEqual([0, 1].map((row) => alone.flatMap((one) => one.output[row]!)));
    expect(html).toContain('Head 2: columns 3 to 4 of Q and K, column 2 of V');
    expect(html).toContain('data-step="head-2-weights-1"');
    expect(html).toContain('data-step="joined"');
    // What a step looks at is told by names of the same head.
    const refers = [...html.matchAll(/data-refers="([^"]*)"/g)].map(([, json]) => json!);
    expect(refers.every((json) => !/id&quot;:&quot;(q|k|v|weights)\b/.test(json))).toBe(true);
    const ids = [...html.matchAll(/data-step="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    await expect(work({ ...given, heads: 3 })).rejects.toMatchObject({
      argument: 'heads',
      message: 'Q has 4 columns, which 3 heads cannot share evenly.',
    });
  });

  it('gives the same word the same vector', () => {
    const read = matricesOf({ ...start, from: 'seed', tokens: 'The cat the' });
    if (read.kind !== 'projected') throw new Error('typed');
    expect(read.x[0]).toEqual(read.x[2]);
    expect(read.x[0]).not.toEqual(read.x[1]);
  });

  it('shows mistakes: no scale, scaled twice, the softmax of the columns', async () => {
    const problem = {
      from: 'matrices',
      tokens: '',
      q: '2 1\n0 1',
      k: '1 0\n0 1',
      v: '1\n2',
    } as const;
    const right = (await work({ ...problem })).heads[0]!.weights;
    const of = async (mistake: string) => (await work({ ...problem, mistake })).heads[0]!.mistaken!;
    // q₁·k = (2, 1): without the scale the weights are those of e and 1.
    expect((await of('unscaled'))[0]![0]).toBeCloseTo(Math.E / (1 + Math.E), 12);
    expect(right[0]![0]).toBeCloseTo(1 / (1 + Math.exp(-Math.SQRT1_2)), 12);
    expect((await of('by-width'))[0]![0]).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12);
    const columns = await of('columns');
    expect(columns[0]![0]! + columns[1]![0]!).toBeCloseTo(1, 12);
    expect((await of('none')) as unknown).toBeUndefined();
  });

  it('tells of mistakes in the words of the exercises', () => {
    const catalogue = misconceptions('scaled-dot-product');
    for (const { id, name, explanation } of Object.values(shownMistakes)) {
      expect(catalogue.find((known) => known.id === id)).toMatchObject({ name, explanation });
    }
  });

  it('reads matrices as they are typed, and says where one cannot be read', () => {
    expect(readMatrix('x', 'X', '1/2, −0.5\n sqrt(4) 1e-1;')).toEqual([
      [0.5, -0.5],
      [2, 0.1],
    ]);
    expect(() => readMatrix('x', 'X', '1 2\n3 four')).toThrow('X, row 2, number 2: “four”');
    expect(() => readMatrix('x', 'X', '1 2\n3')).toThrow(
      'row 2 has one number, row 1 has 2 numbers',
    );
    expect(() => readMatrix('x', 'X', ' ')).toThrow('X has no numbers yet');
    expect(() => readMatrix('x', 'X', '1/0')).toThrow('not finite');
  });

  it('says in the words of the library which matrix does not fit', async () => {
    await expect(work({ wq: '1 0 0' })).rejects.toMatchObject({
      argument: 'wq',
      message: expect.stringContaining('shape'),
    });
    await expect(work({ tokens: 'two words' })).rejects.toMatchObject({ argument: 'tokens' });
  });

  it('works out one query where all would be too many', async () => {
    const many = await work({ ...SMALL, tokens: 'a b c d e f g h i j k l m' });
    expect(many.worked).toEqual([0]);
    expect(many.note).toContain('144 pairs');
  });
});

describe('steps and cells', () => {
  const one = { heads: 1, rows: 3, columns: 3 };
  const two = { heads: 2, rows: 2, columns: 2 };

  it('leads from each cell to steps that there are', async () => {
    const two = samples.find(([name]) => name.startsWith('Two heads by hand'))![1];
    for (const part of [
      { ...SMALL },
      { ...SMALL, width: 4, heads: 2, mask: 'causal' },
      { ...two, only: -1 },
    ]) {
      const { html, heads, queries, keys } = await work(part);
      const sizes = { heads: heads.length, rows: queries.length, columns: keys.length };
      for (const cell of cellsOf('weights', sizes)) {
        for (const step of [stepOf(cell, sizes), productOf(cell, sizes)]) {
          expect(html).toContain(`data-step="${step}"`);
        }
      }
    }
  });

  it('knows the cells of a step', () => {
    expect([...cellsOf('score-1-2', one)]).toEqual(['0.1.2']);
    expect([...cellsOf('weights-1-exponentials', one)]).toEqual(['0.1.0', '0.1.1', '0.1.2']);
    expect([...cellsOf('head-2-output-0', two)]).toEqual(['1.0.0', '1.0.1']);
    expect([...cellsOf('head-1-k-1', two)]).toEqual(['0.0.1', '0.1.1']);
    expect(cellsOf('head-2', two).size).toBe(4);
    expect(cellsOf('rule-0', two).size).toBe(4);
    expect(cellsOf('joined', two).size).toBe(0);
    expect(cellsOf(undefined, two).size).toBe(0);
    expect(stepOf('0.9.0', one)).toBeUndefined();
  });

  it('moves to the nearest place that way', () => {
    const places = [0, 1, 2, 3].map((i) => ({
      x: 10 * (i % 2),
      y: 10 * Math.floor(i / 2),
      width: 10,
      height: 10,
    }));
    const [a, b, c, d] = places;
    expect(nextPlace(places, a!, 'right')).toBe(b);
    expect(nextPlace(places, a!, 'down')).toBe(c);
    expect(nextPlace(places, d!, 'left')).toBe(c);
    expect(nextPlace(places, d!, 'up')).toBe(b);
    expect(nextPlace(places, a!, 'left')).toBeUndefined();
  });
});

describe('the attention page', () => {
  it('opens the step of a cell that is pointed at, and marks the cells of a step', async () => {
    const page = await at('');
    const cell = page.locator('[data-target="0.2.1"]');
    await page.getByRole('button', { name: 'Close all' }).click();
    await cell.hover();
    await page.waitForSelector('details.meant[data-step="weights-2"][open]');
    expect(await page.textContent('.readout')).toContain('“bird” takes 0.2006 of “early”');
    await page.locator('details[data-step="scores"] > summary').click();
    await page.locator('details[data-step="score-2-3"] > summary').hover();
    await page.waitForSelector('[data-target="0.2.3"].marked');
    expect(await page.locator('.linked button.marked').count()).toBe(1);
    await page.context().close();
  });

  it('is used by keyboard: arrows move through the cells, Enter leads to the step', async () => {
    const page = await at('');
    await page.locator('[data-target="0.0.0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      '“bird” takes 0.2006 of “early”',
    );
    await page.waitForSelector('details.meant[data-step="weights-2"][open]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('cell=0.2.1'));
    const summary = page.locator('details.meant > summary');
    await expect
      .poll(() => summary.evaluate((it) => it.getBoundingClientRect().top))
      .toBeLessThan(800);
    // One stop of the Tab key for the whole picture.
    await page.locator('[data-target="0.2.1"]').focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.linked') === null)).toBe(
      true,
    );
    await page.context().close();
  });

  it('works out the query of a cell that was not worked out', async () => {
    const page = await at('');
    await page.locator('[data-target="0.0.3"]').click();
    await page.waitForSelector('details.meant[data-step="weights-0"]');
    expect(await page.textContent('.steps h2')).toContain('“The”');
    await page.context().close();
  });

  it('shows from its address what was chosen', async () => {
    const page = await at(
      '&from=seed&tokens=the+cat+sat&width=4&heads=2&mask=causal&only=-1&cell=1.2.0',
    );
    expect(await page.locator('.head').count()).toBe(2);
    await page.waitForSelector('details.meant[data-step="head-2-weights-2"][open]');
    expect(await page.locator('[data-target="1.2.0"]').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('[data-target="0.0.2"]').getAttribute('aria-label')).toBe(
      '“the” takes 0 of “sat”',
    );
    await page.context().close();
  });

  it('says at the field what is wrong, and goes on when it is mended', async () => {
    const page = await at('');
    await page.getByLabel('W_Q: makes queries').fill('0 1\n1');
    await page.waitForSelector('.field.wrong .error');
    expect(await page.textContent('.field.wrong .error')).toContain('W_Q: row 2 has one number');
    expect(await page.locator('.working .error').count()).toBe(0);
    await page.getByLabel('W_Q: makes queries').fill('0 1\n1 0');
    await page.waitForSelector('.field.wrong', { state: 'detached' });
    await page.context().close();
  });

  it('shows a mistake beside the right weights', async () => {
    const page = await at('');
    await page.getByLabel('Show a mistake beside it').selectOption('columns');
    await page.waitForSelector('.head .picture svg');
    expect(await page.textContent('.mistake')).toContain('each row adds up to 1');
    await page.locator('[data-target="0.2.1"]').hover();
    expect(await page.textContent('.readout')).toContain('With the mistake it would be');
    await page.context().close();
  });

  it('draws from a seed, and goes on by hand', async () => {
    const page = await at('&from=seed&tokens=a+b&width=2&only=0&seed=5');
    await page.getByRole('button', { name: 'Edit these' }).click();
    await page.waitForFunction(() => !location.hash.includes('from=seed'));
    expect(await page.getByLabel('X: a row for each word').inputValue()).toMatch(
      /^\S+ \S+\n\S+ \S+$/,
    );
    await page.context().close();
  });

  it('is accessible with all steps open', async () => {
    const page = await at(
      '&from=seed&tokens=a+b+c&width=4&heads=2&mask=causal&mistake=columns&cell=1.2.0',
    );
    await page.getByRole('button', { name: 'Open all steps' }).click();
    await settled(page);
    expect(await faultsOf(page, LOOKS)).toEqual([]);
    await page.context().close();
  });
});
