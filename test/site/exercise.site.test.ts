// The exercise page: answers typed as students type them are diagnosed, hints come step by step, staff get their files.
import { readFileSync } from 'node:fs';
import { XMLValidator } from 'fast-xml-parser';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields, partIds } from '../../site/playground/exercise/fields.js';
import { numbersIn } from '../../site/playground/exercise/paste.js';
import { subjects } from '../../site/playground/exercise/topics.js';
import { answerText, inShape } from '../../site/playground/exercise/work.js';
import { readState, writeState } from '../../site/playground/state/address.js';
import { exercises, generateExercise } from '../../src/exercise/generate.js';
import { faultsOf } from './axe.js';
import { folder, fromFolder, launch, open, settled } from './open.js';
import { type Served, serve } from './serve.js';

const FILE = 'exercise.html';

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
  await page.waitForSelector('.part');
  return page;
}

/** Types into the boxes of a part. */
async function type(page: Page, part: string, ...boxes: readonly string[]): Promise<void> {
  const inputs = page.locator(`[data-part="${part}"] input[type="text"]`);
  for (const [i, text] of boxes.entries()) await inputs.nth(i).fill(text);
}

async function check(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check the answers' }).click();
  await page.waitForFunction(() => document.querySelector('.score')?.textContent !== '');
}

const verdict = (page: Page, part: string) => page.locator(`[data-part="${part}"] .verdict`);

describe('the state of the exercise page', () => {
  it('knows the topics of the library, each once, by their titles', () => {
    const known = subjects.flatMap(({ topics }) => topics);
    const all = exercises().map(({ id, title }) => [id, title]);
    expect([...known].sort()).toEqual(all.sort());
  });

  it('has a field for each part of each exercise', () => {
    for (const { id, difficulties } of exercises()) {
      for (const difficulty of difficulties) {
        for (const part of generateExercise(id, { seed: 2, difficulty }).parts) {
          expect(partIds).toContain(part.id);
        }
      }
    }
  });

  it('comes back from an address, whatever was typed', () => {
    const state = {
      ...readState(fields, '').state,
      topic: 'harris',
      seed: 77,
      a: ['1/3', '', '−0.5', 'a & b = c # ;'],
      b: ['50 %'],
      hints: 2,
    };
    const text = writeState(fields, state);
    expect(readState(fields, text)).toEqual({ state, refused: [] });
    expect(text).toContain('seed=77');
    expect(readState(fields, '1&topic=none&level=insane&seed=1.5').refused).toEqual([
      'topic',
      'level',
      'seed',
    ]);
  });

  it('turns boxes into answers of the right shape', () => {
    expect(inShape(['1', '2', '3', '4'], [2, 2])).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(inShape(['1'], [2])).toEqual(['1', '']);
    expect(inShape(['1/3'], [])).toBe('1/3');
    expect(inShape(['', ' '], [2])).toBeUndefined();
  });

  it('finds the numbers in what is pasted', () => {
    expect(numbersIn('[[1, 2.5], [-3, 4]]')).toEqual(['1', '2.5', '-3', '4']);
    expect(numbersIn('1 2\n3 1/4')).toEqual(['1', '2', '3', '1/4']);
    expect(numbersIn('1,2,3')).toEqual(['1', '2', '3']);
    expect(numbersIn('0,5; 1,5')).toEqual(['0,5', '1,5']);
    expect(numbersIn('what is this')).toEqual([]);
  });

  it('writes answers as they would be typed', () => {
    expect(answerText(-0.00004, { decimals: 4 } as never)).toBe('0.0000');
    expect(answerText([[1, -2.5]], undefined)).toBe('1, −2.5');
    expect(
      answerText(
        [
          [1, 2],
          [3, 4],
        ],
        undefined,
      ),
    ).toBe('1, 2; 3, 4');
  });
});

describe('the exercise page', () => {
  // P = (0.4, 0.4, 0.2) and the like: whatever the library draws, the test works it out itself.
  const key = { seed: 1, difficulty: 'easy' } as const;
  const { p, q } = generateExercise('kl-divergence', key).given as { p: number[]; q: number[] };
  const kl = (a: number[], b: number[]): number =>
    a.reduce((sum, x, i) => sum + x * Math.log(x / b[i]!), 0);

  it('gives full marks for right answers, however they are written', async () => {
    const page = await at('');
    const comma = kl(p, q).toFixed(4).replace('.', ',');
    const minus = (kl(p, q) - kl(q, p)).toFixed(4).replace('-', '−');
    await type(page, 'a', comma);
    await type(page, 'b', ` ${kl(q, p).toFixed(4)} nats`);
    await type(page, 'c', minus);
    await check(page);
    expect(await page.textContent('.score')).toBe('5 of 5 marks');
    expect(await page.locator('.verdict.right').count()).toBe(3);
    await page.context().close();
  });

  it('says which mistake was made, and gives half of the marks', async () => {
    const page = await at('');
    await type(page, 'a', (kl(p, q) / Math.LN2).toFixed(4));
    await check(page);
    const said = await verdict(page, 'a').textContent();
    expect(said).toContain('1 of 2 marks');
    expect(said).toMatch(/base 2|bits/);
    expect(await verdict(page, 'b').textContent()).toContain('Not answered yet');
    await page.context().close();
  });

  it('carries an error forward', async () => {
    const page = await at('');
    await type(page, 'a', '0.9');
    await type(page, 'b', kl(q, p).toFixed(4));
    await type(page, 'c', (0.9 - kl(q, p)).toFixed(4));
    await check(page);
    expect(await verdict(page, 'a').textContent()).toContain('0 of 2 marks');
    const carried = await verdict(page, 'c').textContent();
    expect(carried).toContain('1 of 1 mark');
    expect(carried).toContain('follows from your earlier answer');
    expect(await page.textContent('.score')).toBe('3 of 5 marks');
    await page.context().close();
  });

  it('says kindly what it cannot read', async () => {
    const page = await at('');
    await type(page, 'a', 'about a third');
    await check(page);
    const said = await verdict(page, 'a').textContent();
    expect(said).toContain('I could not read "about a third"');
    expect(said).toContain('a fraction such as 1/3');
    await page.context().close();
  });

  it('marks a verdict as old when the answer is changed', async () => {
    const page = await at('&a=0.9&checked=1');
    await verdict(page, 'a').waitFor();
    await type(page, 'a', '0.8');
    expect(await verdict(page, 'a').getAttribute('class')).toContain('stale');
    expect(await page.textContent('.score')).toBe('');
    await page.context().close();
  });

  it('shows from its address the answers, the diagnosis and the hints of who sent it', async () => {
    const sent = await at('&topic=harris&level=hard&seed=5');
    await type(sent, 'a', '1', '2', '1/3', 'ln 2');
    await sent.getByLabel('an edge').check();
    await check(sent);
    await sent.getByRole('button', { name: 'Show a hint: the steps' }).click();
    await sent.waitForFunction(() => location.hash.includes('hints=1'));
    const address = sent.url().split('#')[1];
    const said = await sent.locator('.parts, form').innerText();
    await sent.context().close();
    const { page } = await open(browser, served.address, `${FILE}#${address}`);
    await page.waitForSelector('.verdict');
    await page.waitForSelector('.fovea-untold');
    expect(await page.locator('[data-part="a"] input').nth(3).inputValue()).toBe('ln 2');
    expect(await page.getByLabel('an edge').isChecked()).toBe(true);
    expect(await page.locator('form').innerText()).toBe(said);
    await page.context().close();
  });

  it('gives hints step by step, and the result only with the full solution', async () => {
    const page = await at('&topic=kl-divergence');
    const { solution } = generateExercise('kl-divergence', key);
    await page.getByRole('button', { name: 'Show a hint: the steps' }).click();
    await page.waitForSelector('.fovea-untold');
    expect(await page.locator('.fovea-untold').count()).toBe(solution.steps.length);
    expect(await page.locator('.solution details').count()).toBe(0);
    for (let told = 1; told < solution.steps.length; told++) {
      await page.getByRole('button', { name: `Show step ${told}` }).click();
      await page.waitForFunction(
        (count) =>
          document.querySelectorAll('.solution .fovea-derivation > section > details').length ===
          count,
        told,
      );
      // What was told stands open.
      expect(
        await page.locator('.solution .fovea-derivation > section > details[open]').count(),
      ).toBe(told);
    }
    expect(await page.locator('.solution h3', { hasText: 'Result' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'No more hints' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Show the full solution' }).click();
    await page.locator('.solution h3', { hasText: 'Result' }).waitFor();
    await page.context().close();
  });

  it('draws another one, without the answers to the last', async () => {
    const page = await at('&a=0.9&checked=1&hints=2');
    const before = await page.textContent('.statement');
    await page.getByRole('button', { name: 'Another one' }).click();
    await page.waitForFunction(() => /seed=\d+/.test(location.hash));
    await page.waitForSelector('.part');
    expect(page.url()).not.toMatch(/a=0\.9|hints|checked/);
    expect(await page.textContent('.statement')).not.toBe(before);
    expect(await page.locator('.verdict').count()).toBe(0);
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.verdict') !== null);
    expect(await page.locator('[data-part="a"] input').inputValue()).toBe('0.9');
    await page.context().close();
  });

  it('shows staff the mistakes with the answers they lead to, and gives them files', async () => {
    const page = await at('&staff=1');
    await page.waitForSelector('.mistakes li');
    const swapped = page.locator('.mistakes li', { hasText: kl(q, p).toFixed(4) });
    expect(await swapped.count()).toBeGreaterThan(0);
    const save = async (scope: string, form: string): Promise<{ name: string; file: Buffer }> => {
      await page.getByLabel('What', { exact: true }).selectOption({ label: scope });
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: form, exact: true }).click(),
      ]);
      return { name: download.suggestedFilename(), file: readFileSync(await download.path()) };
    };
    const moodle = await save('Ten like it, from this seed on', 'Moodle');
    expect(moodle.name).toBe('fovea-kl-divergence-ten-easy-1-moodle.xml');
    expect(XMLValidator.validate(moodle.file.toString('utf8'))).toBe(true);
    expect(moodle.file.toString('utf8').match(/<question type="cloze"/g)).toHaveLength(10);
    const { unzipSync, strFromU8 } = await import('fflate');
    const notebooks = unzipSync((await save('This exercise', 'Jupyter')).file);
    expect(Object.keys(notebooks).sort()).toEqual([
      'release/fovea-kl-divergence-easy-1.ipynb',
      'solutions/fovea-kl-divergence-easy-1.ipynb',
      'source/fovea-kl-divergence-easy-1.ipynb',
    ]);
    for (const file of Object.values(notebooks)) {
      expect(JSON.parse(strFromU8(file))).toHaveProperty('nbformat', 4);
    }
    const sheet = await save('One of every topic', 'LaTeX');
    const [tex] = Object.values(unzipSync(sheet.file));
    expect(strFromU8(tex!).match(/\\exercise\{/g)).toHaveLength(exercises().length);
    expect((await save('This exercise', 'PrairieLearn')).name).toMatch(/prairielearn\.zip$/);
    await page.context().close();
  });

  it('can be used by keyboard alone', async () => {
    const page = await at('');
    await page.locator('[data-part="a"] input').focus();
    await page.keyboard.type(kl(p, q).toFixed(4));
    await page.keyboard.press('Tab');
    await page.keyboard.type(kl(q, p).toFixed(4));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.score')?.textContent !== '');
    expect(await page.textContent('.score')).toBe('4 of 5 marks');
    await page.context().close();
  });

  it('fills a matrix from what is pasted', async () => {
    const page = await at('&topic=harris');
    await page.locator('[data-part="a"] input').first().focus();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '[[1, 2], [3, 4]]');
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    const boxes = page.locator('[data-part="a"] input');
    await expect.poll(() => boxes.nth(3).inputValue()).toBe('4');
    expect(await boxes.nth(1).inputValue()).toBe('2');
    await page.context().close();
  });

  it.each(['histograms', 'positional-encoding', 'harris'])(
    'is accessible and fits a phone with everything shown: %s',
    async (topic) => {
      const state = `&topic=${topic}&level=hard&a=1|2&b=x&checked=1&solution=1&staff=1`;
      const page = await at(state, { viewport: { width: 390, height: 800 } });
      await page.waitForSelector('.verdict');
      await page.waitForSelector('.mistakes li');
      await page.waitForSelector('.solution details');
      await settled(page);
      expect(await faultsOf(page, [['light', 390]])).toEqual([]);
      await page.context().close();
    },
  );

  it('works from a folder', async () => {
    const { page, complaints } = await open(browser, fromFolder, `${FILE}#1&a=0.9&checked=1`);
    await page.waitForSelector('.verdict');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
