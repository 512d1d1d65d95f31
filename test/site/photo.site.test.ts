// The photo page: pictures come in by all ways, what is found is what the library finds, and it can be steered by keys.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toGrayscale } from '../../src/image/index.js';
import { detectKeypoints } from '../../src/scale-space/index.js';
import { readImage } from '../reference/read.js';
import { faultsOf } from './axe.js';
import { folder, fromFolder, launch, type Opened, open } from './open.js';
import { type Served, serve } from './serve.js';

const IMAGES = join(import.meta.dirname, '../reference/images');

let browser: Browser;
let served: Served;

beforeAll(async () => {
  served = await serve(folder);
  browser = await launch('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream');
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Opens the page with a state, and closes it after the test. */
async function withPhoto(
  state: string,
  test: (page: Page, opened: Opened) => Promise<void>,
  { from = served.address, permissions = [] as string[] } = {},
): Promise<void> {
  const opened = await open(browser, from, `photo.html${state}`, { permissions });
  try {
    await test(opened.page, opened);
    expect(opened.complaints).toEqual([]);
  } finally {
    await opened.page.context().close();
  }
}

/** Drops a file on the page, as a hand does. */
async function drop(page: Page, png: Uint8Array, name: string): Promise<void> {
  const base64 = Buffer.from(png).toString('base64');
  await page.evaluate(
    ([text, fileName]) => {
      const bytes = Uint8Array.from(atob(text!), (c) => c.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], fileName!, { type: 'image/png' }));
      const target = document.querySelector('main')!;
      for (const kind of ['dragover', 'drop']) {
        target.dispatchEvent(
          new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }),
        );
      }
    },
    [base64, name],
  );
}

/** Waits until so many things have been found, and says how many. */
async function countOf(page: Page, thing: string, other?: number): Promise<number> {
  const text = page.locator('.summary');
  const idle = page.locator('.stage .working[data-busy=false]');
  let last = Number.NaN;
  const read = async (): Promise<number> => {
    if ((await idle.count()) === 0) return Number.NaN;
    const found = new RegExp(`([\\d,]+) ${thing}`).exec((await text.textContent()) ?? '');
    last = found ? Number(found[1]!.replaceAll(',', '')) : Number.NaN;
    return last;
  };
  await expect
    .poll(read, { timeout: 60_000 })
    .not.toSatisfy((count: number) => Number.isNaN(count) || count === other);
  return last;
}

const CAMERA = '#1&view=corners';

describe('a photo', () => {
  it('is dropped, and has the keypoints that the library finds in Node', async () => {
    const name = 'coins-A';
    const { data, shape } = readImage(name);
    const [height = 0, width = 0] = shape;
    const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
      i % 4 === 3 ? 255 : data[i >> 2]!,
    );
    const expected = detectKeypoints(toGrayscale({ data: rgba, width, height })).length;
    expect(expected).toBeGreaterThan(50);
    await withPhoto('', async (page) => {
      const before = await countOf(page, 'keypoint');
      await drop(page, readFileSync(join(IMAGES, `${name}.png`)), `${name}.png`);
      expect(await countOf(page, 'keypoint', before)).toBe(expected);
      expect(await page.getByRole('img', { name: `${name}.png with` }).count()).toBe(1);
      // What is drawn over the grey picture is in colour.
      const coloured = await page.locator('canvas.photo').evaluate((canvas: HTMLCanvasElement) => {
        const { data: shown } = canvas
          .getContext('2d')!
          .getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 0; i < shown.length; i += 4) if (shown[i]! - shown[i + 2]! > 100) count++;
        return count;
      });
      expect(coloured).toBeGreaterThan(20 * expected);
    });
  });

  it('is pasted', async () => {
    await withPhoto('', async (page) => {
      const before = await countOf(page, 'keypoint');
      const base64 = readFileSync(join(IMAGES, 'coins-A.png')).toString('base64');
      await page.evaluate((text) => {
        const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
        dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
      }, base64);
      await countOf(page, 'keypoint', before);
      expect(await page.getByRole('img', { name: 'image.png with' }).count()).toBe(1);
    });
  });

  it('is chosen, and matched with another', async () => {
    await withPhoto('#1&view=matches&second=own', async (page) => {
      await page.getByText('Choose a second photo.').waitFor();
      await page.getByLabel('Choose a photo').setInputFiles(join(IMAGES, 'camera-A.png'));
      const second = page.getByLabel('Choose the second photo');
      await second.setInputFiles(join(IMAGES, 'camera-B-rot25.png'));
      expect(await countOf(page, 'inlier')).toBeGreaterThan(50);
    });
  });

  it('that is no picture is refused in words, and the old one stays', async () => {
    await withPhoto('', async (page) => {
      await countOf(page, 'keypoint');
      await drop(page, new Uint8Array([1, 2, 3]), 'broken.png');
      await page.getByText('broken.png is no picture that this browser can read.').waitFor();
      await countOf(page, 'keypoint');
    });
  });

  it('that is large is scaled down and says so', async () => {
    const [width, height] = [900, 600];
    const data = Uint8Array.from({ length: width * height }, (_, i) => (i * 2654435761) >>> 24);
    const png = encode({ width, height, data, channels: 1, depth: 8 });
    await withPhoto('#1&size=320', async (page) => {
      await countOf(page, 'keypoint');
      await drop(page, png, 'large.png');
      await page.getByText('320 × 213 pixels, scaled down from 900 × 600.').waitFor();
    });
  });
});

describe('the settings', () => {
  it('change what is found, stand in the address, and come back with it and by the back button', async () => {
    await withPhoto('#1&photo=coins', async (page) => {
      const many = await countOf(page, 'keypoint');
      const entries = () => page.evaluate(() => history.length);
      const before = await entries();
      const slider = page.getByRole('slider', { name: 'Contrast threshold' });
      await slider.focus();
      for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
      const few = await countOf(page, 'keypoint', many);
      expect(few).toBeLessThan(many);
      await expect.poll(() => new URL(page.url()).hash).toBe('#1&photo=coins&contrast=0.08');
      const settled = await countOf(page, 'keypoint');
      await withPhoto('#1&photo=coins&contrast=0.08', async (other) => {
        expect(await countOf(other, 'keypoint')).toBe(settled);
        expect(await other.getByRole('slider', { name: 'Contrast threshold' }).inputValue()).toBe(
          '0.08',
        );
      });
      // On a busy machine the keys may come so far apart that each is an entry of its own.
      await page.evaluate((back) => history.go(-back), (await entries()) - before);
      expect(await countOf(page, 'keypoint', settled)).toBe(many);
    });
  });

  it('are one entry of the history for one slide', async () => {
    await withPhoto('#1&photo=coins', async (page) => {
      const many = await countOf(page, 'keypoint');
      const before = await page.evaluate(() => history.length);
      const slider = page.getByRole('slider', { name: 'Contrast threshold' });
      await slider.evaluate((input: HTMLInputElement) => {
        for (const value of ['0.05', '0.06', '0.07', '0.08']) {
          input.value = value;
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
      });
      await expect.poll(() => new URL(page.url()).hash).toBe('#1&photo=coins&contrast=0.08');
      expect(await page.evaluate(() => history.length)).toBe(before + 1);
      const few = await countOf(page, 'keypoint', many);
      await page.goBack();
      expect(await countOf(page, 'keypoint', few)).toBe(many);
    });
  });

  it('that make no sense in an address are named and left out', async () => {
    await withPhoto('#1&photo=coins&contrast=lots&wrong=1', async (page) => {
      await page.getByText('left out: contrast, wrong.').waitFor();
      await countOf(page, 'keypoint');
    });
  });

  it('that are typed out of range say so at their field', async () => {
    await withPhoto('#1&photo=coins', async (page) => {
      await page.getByRole('spinbutton', { name: 'Scales an octave' }).fill('70');
      await page.getByText('A number from 1 to 6, please.').waitFor();
    });
  });
});

describe('what fovea refuses', () => {
  it('is said at the field that it is about, in its own words', async () => {
    await withPhoto('#1&view=hog&photo=text&size=320&cell=64', async (page) => {
      const cell = page.getByRole('slider', { name: 'Side of a cell' });
      const error = page.getByRole('alert');
      await error.waitFor();
      expect(await error.textContent()).toMatch(/^hog: "blockSize" expected .*, got /);
      expect(await cell.getAttribute('aria-invalid')).toBe('true');
      const described = (await cell.getAttribute('aria-describedby'))?.split(' ');
      expect(described).toContain(await error.getAttribute('id'));
      await cell.fill('16');
      await countOf(page, 'numbers');
      expect(await error.count()).toBe(0);
    });
  });
});

/** 2000 × 1500 pixels of noise: with many scales and every extremum, work of seconds on a fast machine too. */
function largePhoto(): Uint8Array {
  const [width, height] = [2000, 1500];
  const data = Uint8Array.from(
    { length: width * height },
    (_, i) => Math.imul(i, 2654435761) >>> 24,
  );
  return encode({ width, height, data, channels: 1, depth: 8 });
}

const LONG = '#1&photo=coins&size=1600&scales=6&contrast=0';

/** Hears how many workers have ended. */
function endedWorkers(page: Page): () => number {
  let ended = 0;
  const watch = (worker: ReturnType<Page['workers']>[number]): void => {
    worker.on('close', () => ended++);
  };
  page.workers().forEach(watch);
  page.on('worker', watch);
  return () => ended;
}

/** The longest time between two frames within a quarter of a second. */
function longestFrame(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        let [before, longest] = [start, 0];
        const frame = (): void => {
          const now = performance.now();
          [before, longest] = [now, Math.max(longest, now - before)];
          if (now - start > 250) resolve(longest);
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
  );
}

describe('long work', () => {
  it.each([
    ['keypoints', LONG, 'keypoint', 'Looking for keypoints in 1600 × 1200 pixels'],
    ['matches', `${LONG}&view=matches`, 'match', 'Looking for keypoints in the first picture'],
  ])(
    'shows how far it is, leaves the page responsive, and stops when it is cancelled: %s',
    async (_, state, thing, note) => {
      await withPhoto(state, async (page) => {
        const before = await countOf(page, thing);
        const ended = endedWorkers(page);
        await drop(page, largePhoto(), 'noise.png');
        await page.getByText(note).first().waitFor();
        expect(await page.getByRole('progressbar', { name: 'Progress' }).count()).toBe(1);
        // A frame of a page whose work ran on its own thread would take as long as the work, more than a second.
        expect(await longestFrame(page)).toBeLessThan(500);
        const had = ended();
        await page.getByRole('button', { name: 'Cancel' }).click();
        await page.getByText('Cancelled.').waitFor();
        // A browser gives a loop two seconds before it ends the worker by force.
        await expect.poll(ended).toBe(had + 1);
        await page.getByRole('button', { name: 'Start again' }).waitFor();
        await page.getByRole('combobox', { name: 'Example' }).selectOption('coins');
        expect(await countOf(page, thing)).toBe(before);
      });
    },
  );

  it('stops when something else is asked for', async () => {
    // Both pictures' descriptors and their comparison take long enough on any machine.
    await withPhoto(`${LONG}&view=matches`, async (page) => {
      const before = await countOf(page, 'match');
      const ended = endedWorkers(page);
      await drop(page, largePhoto(), 'noise.png');
      await page.getByText('Looking for keypoints in the first picture').first().waitFor();
      await page.getByRole('combobox', { name: 'Example' }).selectOption('coins');
      await expect.poll(ended).toBeGreaterThan(0);
      expect(await countOf(page, 'match')).toBe(before);
      expect(await page.getByText('Cancelled.').count()).toBe(0);
    });
  });
});

describe('moving pictures', () => {
  it.each([
    ['the camera', 'Use the camera', 'Stop the camera'],
    ['the scene', 'Moving scene', 'Stop the scene'],
  ])('of %s have their corners found one after the other', async (_, start, stop) => {
    await withPhoto(
      CAMERA,
      async (page) => {
        await countOf(page, 'corner');
        await page.getByRole('button', { name: start }).click();
        await page.locator('[data-live]').waitFor();
        const rate = async (): Promise<number> => {
          const shown = page.locator('[data-rate]');
          return (await shown.count()) ? Number(await shown.getAttribute('data-rate')) : 0;
        };
        // How many there are in a second is the machine's: a slow one finds them too.
        await expect.poll(rate, { interval: 100 }).toBeGreaterThan(0);
        const size = page.getByText('640 × 480 pixels');
        expect(await size.count()).toBe(1);
        await page.getByRole('button', { name: stop }).click();
        await page.getByRole('button', { name: start }).waitFor();
      },
      { permissions: ['camera'] },
    );
  });

  it('without a camera are refused in words', async () => {
    const alone = await launch();
    try {
      const { page } = await open(alone, served.address, 'photo.html');
      await page.getByRole('button', { name: 'Use the camera' }).click();
      await page.getByText('The camera cannot be used').waitFor();
    } finally {
      await alone.close();
    }
  });
});

describe('by keys alone', () => {
  it('a corner is picked and its work shown', async () => {
    await withPhoto('#1&photo=coins', async (page) => {
      await countOf(page, 'keypoint');
      const focused = (): Promise<string> =>
        page.evaluate(() => {
          const at = document.activeElement as HTMLInputElement | null;
          return `${at?.labels?.[0]?.textContent ?? at?.textContent ?? ''}`.trim();
        });
      const tabTo = async (name: string): Promise<void> => {
        for (let i = 0; i < 60; i++) {
          await page.keyboard.press('Tab');
          if ((await focused()).startsWith(name)) return;
        }
        throw new Error(`no key leads to ${name}`);
      };
      await tabTo('Skip to the content');
      await page.keyboard.press('Enter');
      await tabTo('Keypoints');
      await page.keyboard.press('ArrowRight');
      await countOf(page, 'corner');
      await tabTo('Strongest corners');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.getByRole('heading', { name: 'The picked corner' }).waitFor();
      await tabTo('Show the work');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'The Harris response of one window' }).waitFor();
      await tabTo('1 The structure tensor');
      await page.keyboard.press('Enter');
      const step = page.locator('details', { hasText: '1 The structure tensor' }).first();
      expect(await step.getAttribute('open')).toBeNull();
    });
  });
});

describe('what is found', () => {
  it('of a turned copy agrees with how it was turned', async () => {
    await withPhoto('#1&view=matches&photo=coins&angle=90&scale=1', async (page) => {
      const inliers = await countOf(page, 'inlier');
      expect(inliers).toBeGreaterThan(50);
      const texts = await page.locator('.matrix td').allTextContents();
      const numbers = texts.map((text) => Number(text.replaceAll('−', '-')));
      expect(numbers[0]).toBeCloseTo(0, 2);
      expect(numbers[1]).toBeCloseTo(-1, 2);
      expect(numbers[3]).toBeCloseTo(1, 2);
    });
  });

  it.each([
    ['keypoints', 'keypoint', 'keypoints'],
    ['corners', 'corner', 'structure tensors'],
    ['hog', 'numbers', 'Gradients'],
    ['matches', 'matches', 'matches'],
  ])('as %s is saved as an SVG', async (view, thing, words) => {
    await withPhoto(`#1&view=${view}&photo=coins`, async (page) => {
      await countOf(page, thing);
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save as SVG' }).click();
      const download = await saving;
      expect(download.suggestedFilename()).toBe(`${view}.svg`);
      const svg = readFileSync(await download.path(), 'utf8');
      expect(svg).toMatch(/^<svg xmlns/);
      expect(svg).toContain('data:image/jpeg;base64,');
      expect(/<title[^>]*>(.*)<\/title>/.exec(svg)?.[1]).toContain(words);
    });
  });

  it.each([
    ['a keypoint', '#1&photo=coins&at=100,100', 'Extrema of differences of Gaussians'],
    ['a cell', '#1&photo=coins&view=hog&at=100,100', 'Votes of one gradient'],
  ])('is explained: %s', async (_, state, title) => {
    await withPhoto(state, async (page) => {
      await page.getByRole('button', { name: 'Show the work' }).click();
      await page.getByRole('heading', { name: title }).waitFor({ timeout: 60_000 });
      expect(await page.locator('math').count()).toBeGreaterThan(3);
    });
  });
});

describe('numbers of the work', () => {
  it('mark the pixels that they come from', async () => {
    await withPhoto('#1&photo=coins&view=corners&at=100,100', async (page) => {
      await page.getByRole('button', { name: 'Show the work' }).click();
      const number = page.locator('[data-cell="ix.0.2"]').first();
      await number.waitFor();
      const patch = page.locator('canvas.patch');
      const before = await patch.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
      await number.hover();
      await expect
        .poll(() => patch.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL()))
        .not.toBe(before);
    });
  });
});

describe('with all of it open', () => {
  it.each([
    ['keypoints', 'light', 390],
    ['corners', 'dark', 1280],
    ['hog', 'light', 1280],
    ['matches', 'dark', 390],
  ] as const)('%s are accessible in %s at %i pixels', async (view, colorScheme, width) => {
    const { page, complaints } = await open(
      browser,
      served.address,
      `photo.html#1&view=${view}&photo=coins&at=100,100`,
      { colorScheme, viewport: { width, height: 800 } },
    );
    await page.locator('.found h3').first().waitFor();
    const work = page.getByRole('button', { name: 'Show the work' });
    if (view !== 'matches') {
      await work.click();
      await page.getByRole('heading', { name: 'Solution' }).waitFor({ timeout: 60_000 });
    }
    expect(await faultsOf(page, [[colorScheme, width]])).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('opened from a folder', () => {
  it('finds keypoints in a dropped photo and shows the work', async () => {
    await withPhoto(
      '#1&photo=coins',
      async (page) => {
        const before = await countOf(page, 'keypoint');
        await drop(page, readFileSync(join(IMAGES, 'camera-A.png')), 'camera-A.png');
        await countOf(page, 'keypoint', before);
        const list = page.getByRole('listbox', { name: 'Strongest keypoints' });
        await list.selectOption({ index: 0 });
        await page.getByRole('button', { name: 'Show the work' }).click();
        await page
          .getByRole('heading', { name: 'Extrema of differences of Gaussians' })
          .waitFor({ timeout: 60_000 });
      },
      { from: fromFolder },
    );
  });
});
