// The page about the chain rule: derivatives as worked out by hand, the graph and the steps lead to each other.
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { descend } from '../../site/playground/chain-rule/descent.js';
import { fields, samples, valuesField } from '../../site/playground/chain-rule/fields.js';
import { keysOf, stepsOf } from '../../site/playground/chain-rule/steps.js';
import { read, work } from '../../site/playground/chain-rule/work.js';
import { initialState, writeState } from '../../site/playground/state/address.js';
import { ALL_LOOKS, faultsOf, LOOKS } from './axe.js';
import { folder, fromFolder, launch, open, settled } from './open.js';
import { type Served, serve } from './serve.js';

const FILE = 'chain-rule.html';
const start = { ...initialState(fields), theme: 'light' as const };
const solve = (part: object) => work({ ...start, ...part }, async () => {});
const step = (part: object) => descend({ ...start, ...part }, async () => {});
const matrices = (name: string) => samples.find((sample) => sample.name.includes(name))!;

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

/** An equation, as it stands in an address. */
const eq = (text: string): string => `&eq=${encodeURIComponent(text)}`;

describe('what the worker of the page about the chain rule gives', () => {
  it('derives one neuron as by hand', async () => {
    // z = 0, y = 1/2, L = 1/8: ∂L/∂w = (y − t) y (1 − y) x = −1/2 · 1/4 · 1.
    const shown = await solve({});
    expect(shown.value).toBe(-0.125);
    expect(shown.expression).toBe('(y - t) * y * (1 - y) * x');
    expect(shown.gradients.map(({ name, value }) => [name, value])).toEqual([
      ['w', -0.125],
      ['x', -0.25],
      ['b', -0.125],
      ['t', 0.5],
    ]);
  });

  it('derives softmax with cross-entropy: p − 1', async () => {
    const sample = samples.find(({ name }) => name.startsWith('Softmax'))!;
    const { value } = await solve(sample);
    const [a, b, c] = [2, 1, 0].map(Math.exp) as [number, number, number];
    expect(value).toBeCloseTo(a / (a + b + c) - 1, 12);
  });

  it('agrees with central differences in every sample', async () => {
    for (const sample of samples) {
      const shown = await solve(sample);
      expect(shown.by, sample.name).toBe(sample.by);
      expect(shown.html).not.toContain('katex-error');
      for (const { value, difference } of shown.gradients) {
        expect(Math.abs(value - difference)).toBeLessThan(1e-8);
      }
    }
  });

  it('stays in symbols without numbers, and says which are missing', async () => {
    const symbols = await solve({ numbers: false });
    expect(symbols.value).toBeUndefined();
    expect(symbols.gradients).toEqual([]);
    const missing = await solve({ v: { w: '1', x: '1' } });
    expect(missing.missing).toEqual(['b', 't']);
    expect(missing.value).toBeUndefined();
    expect(missing.expression).toBe('(y - t) * y * (1 - y) * x');
  });

  it('does without the graph where it would have too many boxes', async () => {
    const lines = Array.from({ length: 101 }, (_, i) => `a_${i + 1} = tanh(a_${i})`);
    const shown = await solve({
      eq: `${lines.join('\n')}\nL = a_101^2`,
      v: { a_0: '1' },
      by: 'a_0',
    });
    expect(shown.svg).toBeUndefined();
    expect(shown.tooLarge).toContain('100');
    expect(shown.value).toBeCloseTo(shown.gradients[0]!.difference, 8);
  });

  it('reads numbers as they are typed, and names the one that it cannot read', async () => {
    expect((await solve({ v: { w: '4/2', x: '1', b: '−2', t: 'sqrt(1)' } })).value).toBe(-0.125);
    await expect(solve({ v: { w: 'two', x: '1', b: '1', t: '1' } })).rejects.toMatchObject({
      argument: 'values.w',
    });
  });

  it('refuses in the words of the library, with the place', () => {
    expect(() => read({ eq: 'z = w*x +\ny = 2', kind: 'numbers' })).toThrow('line 1, column 10');
    expect(() => read({ eq: 'a = b\nb = a', kind: 'numbers' })).toThrow('circle a → b → a');
    expect(read({ eq: 'L = a*b', kind: 'numbers' })).toEqual({
      eq: 'L = a*b',
      inputs: ['a', 'b'],
      defined: ['L'],
    });
    expect(() => read({ eq: 'Y = X*\nL = sum(Y)', kind: 'matrices' })).toThrow('line 1, column 7');
  });
});

describe('matrices', () => {
  it('derive softmax with cross-entropy: P − Y, only where rows of Y add up to 1', async () => {
    const sample = matrices('softmax');
    const shown = await solve(sample);
    expect(shown.expression).toBe('P - Y');
    const [a, b, c] = [2, 1, 0].map(Math.exp) as [number, number, number];
    const sum = a + b + c;
    expect(shown.matrix![0]).toEqual(
      [a / sum - 1, b / sum, c / sum].map((x) => expect.closeTo(x, 12)),
    );
    expect((await solve({ ...sample, unit: '' })).expression).not.toBe('P - Y');
    await expect(solve({ ...sample, v: { ...sample.v, Y: '1 1 0\n0 0 1' } })).rejects.toMatchObject(
      { argument: 'assume.Y' },
    );
  });

  it('agree with central differences in every sample, by every input', async () => {
    for (const sample of samples.filter(({ kind }) => kind === 'matrices')) {
      for (const by of Object.keys(sample.v)) {
        const shown = await solve({ ...sample, by, unit: '' });
        expect(shown.by).toBe(by);
        expect(shown.html).not.toContain('katex-error');
        expect(shown.apart, `${sample.name}, ${by}`).toBeLessThan(1e-8);
      }
    }
  });

  it('stay in symbols without numbers, and are missed by name', async () => {
    const sample = matrices('least squares');
    const symbols = await solve({ ...sample, numbers: false });
    expect(symbols.expression).toBe("2 * X' * (X * w - y)");
    expect(symbols.matrix).toBeUndefined();
    await expect(solve({ ...sample, v: { X: '1 2' } })).rejects.toMatchObject({
      argument: 'values.w',
      message: 'w has no numbers yet.',
    });
    await expect(solve({ ...sample, v: { ...sample.v, w: '1 2 3' } })).rejects.toThrow('expected');
  });
});

describe('gradient descent', () => {
  it('takes the step that one takes by hand', async () => {
    // w = 2 − 0.8 · (−1/8), and the same for b at once.
    const { html, losses, after, learnt } = await step({ learn: 'w, b', rate: '4/5', steps: 1 });
    expect(learnt).toEqual(['w', 'b']);
    expect(after.first).toEqual({ w: '2.1', b: '-1.9' });
    expect(after.last).toEqual(after.first);
    const after1 = (1 / (1 + Math.exp(-0.2)) - 1) ** 2 / 2;
    expect(losses).toEqual([0.125, expect.closeTo(after1, 12)]);
    expect(html).toContain('data-step="all updates"');
  });

  it('reaches the least squares that normal equations give', async () => {
    const { losses, after } = await step({ ...matrices('least squares'), rate: '0.1', steps: 200 });
    // XᵀX w = Xᵀy: w = (5/6, 3/2), and the loss is 1/6.
    expect(after.last['w']!.split('\n').map(Number)).toEqual([
      expect.closeTo(5 / 6, 6),
      expect.closeTo(1.5, 6),
    ]);
    expect(losses.at(-1)).toBeCloseTo(1 / 6, 10);
  });

  it('ends where the loss is no number any more, and says so of names and rates', async () => {
    const { losses } = await step({ eq: 'L = w^4', v: { w: '3' }, loss: '', rate: '9', steps: 50 });
    expect(losses.length).toBeLessThan(12);
    expect(Number.isFinite(losses.at(-1))).toBe(false);
    await expect(step({ rate: '-1' })).rejects.toMatchObject({ argument: 'rate' });
    await expect(step({ rate: 'fast' })).rejects.toMatchObject({ argument: 'rate' });
    await expect(step({ learn: 'w, z' })).rejects.toMatchObject({ argument: 'learn' });
  });

  it('gives way between steps, so that it can be cancelled', async () => {
    let told = 0;
    const cancel = async (): Promise<void> => {
      if (++told > 3) throw new DOMException('cancelled', 'AbortError');
    };
    await expect(descend({ ...start, steps: 200 }, cancel)).rejects.toThrow('cancelled');
    expect(told).toBe(4);
  });
});

describe('steps, boxes and arrows', () => {
  const keys = ['w', 'x', 'z', 'y', 'L', '∂z/∂w', '∂y/∂z', '∂L/∂y'];

  it('know each other', () => {
    expect([...keysOf('∂y/∂z', [{ id: 'y' }], keys)]).toEqual(['y', '∂y/∂z']);
    expect([...keysOf('dL/dw by the chain rule', [{ id: '∂z/∂w' }], keys)]).toEqual(['w', '∂z/∂w']);
    expect([...keysOf('forward pass', [], keys)]).toEqual(['w', 'x', 'z', 'y', 'L']);
    expect(keysOf('all links', [], keys).size).toBe(3);
    expect(keysOf(undefined, [], keys).size).toBe(0);
    expect(stepsOf('∂y/∂z', 'L')).toEqual(['∂y/∂z']);
    expect(stepsOf('w', 'L')[0]).toBe('dL/dw');
  });

  it('are called alike in the graph and in the derivation', async () => {
    const { svg, html } = await solve({});
    for (const key of ['∂z/∂w', '∂y/∂z', '∂L/∂y', 'z', 'y', 'L']) {
      expect(svg).toContain(`data-step="${key}"`);
      expect(html).toContain(`data-step="${key}"`);
    }
  });

  it('have values that come back from an address', () => {
    const field = valuesField({});
    const values = { w_11: '-1/2', b: '0.5' };
    expect(field.read(field.write(values))).toEqual(values);
    expect(field.read('no colon')).toBeUndefined();
    expect(field.read('')).toEqual({});
  });
});

describe('the page about the chain rule', () => {
  it('shows the gradient that one works out by hand', async () => {
    const page = await at(`${eq('a = w*x\nL = (a - y)^2')}&v=w:3;x:2;y:1&by=w`);
    // 2 (a − y) x = 2 · 5 · 2.
    await page.waitForFunction(
      () => document.querySelector('.closed strong')?.textContent === ' = 20',
    );
    const row = page.locator('tr.shown');
    expect(await row.locator('td').first().textContent()).toBe('20');
    expect(await row.locator('td').nth(1).textContent()).toMatch(/^20(\.0+\d*)?$|^19\.9999/);
    await page.context().close();
  });

  it('opens the step of an arrow, and marks the arrow of a step', async () => {
    const page = await at('');
    await page.getByRole('button', { name: 'Close all' }).click();
    await page.locator('[data-target="∂y/∂z"]').hover();
    await page.waitForSelector('details.meant[data-step="∂y/∂z"][open]');
    await page.locator('details[data-step="∂L/∂y"] > summary').hover();
    await page.waitForSelector('[data-target="∂L/∂y"].marked');
    expect(await page.locator('svg [data-step="∂L/∂y"].marked').count()).toBe(1);
    expect(await page.locator('[data-target="∂z/∂w"].marked').count()).toBe(0);
    await page.context().close();
  });

  it('is used by keyboard: arrows move along the graph, Enter takes the derivative by an input', async () => {
    const page = await at('');
    await page.locator('[data-target="L"]').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-target'))).toBe(
      '∂L/∂y',
    );
    await page.waitForSelector('details.meant[data-step="∂L/∂y"][open]');
    await page.locator('[data-target="x"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('.closed strong')?.textContent === ' = −0.25',
    );
    expect(await page.getByLabel('with respect to', { exact: true }).inputValue()).toBe('x');
    await page.waitForFunction(() => location.hash.includes('by=x'));
    await page.context().close();
  });

  it('shows from its address what was typed, and a typing error at its place', async () => {
    const text = 'z = w*x + b\ny = sigmod(z)';
    const { page, complaints } = await open(browser, served.address, `${FILE}#1${eq(text)}`);
    const error = page.locator('.field.wrong .error');
    await error.waitFor();
    expect(await page.getByLabel('Equations').inputValue()).toBe(text);
    expect(await error.textContent()).toContain('line 2');
    expect(await page.locator('.working .error').count()).toBe(0);
    const [line, mark] = ((await page.textContent('.place')) ?? '').split('\n');
    expect(line).toBe('y = sigmod(z)');
    await page.getByRole('button', { name: 'Go there' }).click();
    const from = await page.getByLabel('Equations').evaluate((it) => {
      return (it as HTMLTextAreaElement).selectionStart;
    });
    expect(from).toBe(12 + mark!.indexOf('^'));
    await page.getByLabel('Equations').fill('z = w*x + b\ny = sigmoid(z)');
    await page.waitForSelector('.field.wrong', { state: 'detached' });
    await page.waitForSelector('.linked button');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('says at the number what is wrong with it', async () => {
    const page = await at('');
    await page.getByLabel('w', { exact: true }).fill('two');
    await page.waitForSelector('.values .field.wrong .error');
    expect(await page.textContent('.values .error')).toContain('“two” is not a number');
    await page.getByLabel('w', { exact: true }).fill('');
    await page.locator('.hint', { hasText: 'Without a number for w' }).waitFor();
    await page.context().close();
  });

  it('shows from its address the step that was chosen', async () => {
    const page = await at('&at=∂L/∂y');
    await page.waitForSelector('details.meant[data-step="∂L/∂y"][open]');
    expect(await page.locator('[data-target="∂L/∂y"]').getAttribute('aria-pressed')).toBe('true');
    await page.context().close();
  });

  it('changes the sample with its numbers', async () => {
    const page = await at('');
    await page.getByLabel('Sample').selectOption({ label: 'Two paths: a residual connection' });
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3);
    expect(await page.textContent('.derivation')).toContain('2 paths');
    await page.context().close();
  });

  it('descends from its address, and goes on from where it came', async () => {
    const page = await at('&descent=1&learn=w,+b&rate=0.8&steps=1');
    const said = page.locator('.descent p[role=status]');
    await page.waitForFunction(() => document.querySelector('.loss-chart') !== null);
    expect(await said.textContent()).toContain('w = 2.1, b = −1.9');
    await page.getByRole('button', { name: 'Go on from the last step' }).click();
    await page.waitForFunction(() => location.hash.includes('v=w:2.1;x:1;b:-1.9;t:1'));
    await page.getByLabel('Learning rate').fill('fast');
    await page.locator('.descent .field.wrong .error').waitFor();
    await page.context().close();
  });

  it('changes to matrices, and back by the history', async () => {
    const page = await at('');
    await page.getByText('Matrices', { exact: true }).click();
    await page.locator('.matrix-value').waitFor();
    expect(await page.getByLabel('Equations').inputValue()).toContain('softmax(Z)');
    await page.waitForFunction(() => location.hash.includes('kind=matrices'));
    await page.getByLabel('Z', { exact: true }).fill('2 1 0\n0 1');
    await page.locator('.values .field.wrong .error').waitFor();
    await page.goBack();
    await page.waitForSelector('.linked button');
    await page.context().close();
  });

  it('of matrices with descent is accessible with all steps open', async () => {
    const { name: _, ...sample } = matrices('a linear layer');
    const state = writeState(fields, { ...initialState(fields), ...sample, descent: true });
    const { page } = await open(browser, served.address, `${FILE}#${state}`);
    await page.locator('.loss-chart').waitFor();
    await page.getByRole('button', { name: 'Open all steps' }).click();
    await settled(page);
    expect(await faultsOf(page, ALL_LOOKS)).toEqual([]);
    await page.context().close();
  });

  it('is accessible with all steps open', async () => {
    const page = await at('&at=∂y/∂z&descent=1');
    await page.locator('.descent .derivation').waitFor();
    for (const button of await page.getByRole('button', { name: 'Open all steps' }).all()) {
      await button.click();
    }
    await settled(page);
    expect(await faultsOf(page, LOOKS)).toEqual([]);
    await page.context().close();
  });

  it('works from a folder', async () => {
    const { page, complaints } = await open(browser, fromFolder, FILE);
    await page.waitForSelector('.linked button');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
