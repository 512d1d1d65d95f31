// Every plot on a page with a strict policy, as a part of the page and as an image: shown alike, without a complaint, and
// with words that do not cover each other in the fonts of a browser.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode } from 'fast-png';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  betaSchedule,
  diffusionSchedule,
  equations,
  gaussianBlur,
  histogram,
  hog,
  logMelSpectrogram,
  matchImages,
  network,
  scaleSpaceExtrema,
  sift,
  structureTensor,
} from '../../src/index.js';
import * as plots from '../../src/plot/index.js';
import { chromiumArguments, findChromium } from '../../tools/chromium.mjs';

const POLICY = "default-src 'none'; img-src data: blob:; style-src 'self'; script-src 'self'";

/** Smooth blobs on a slope: keypoints, corners and edges in few pixels. */
const image = Array.from({ length: 72 }, (_, y) =>
  Array.from(
    { length: 96 },
    (_, x) => 0.5 + 0.3 * Math.sin(x / 5 + y / 17) * Math.cos(y / 6) + x / 500,
  ),
);
const { keypoints } = sift(image);

type Draw = (theme: 'light' | 'dark') => string;

/** A plot by each function; those over a photo have no theme of their own. */
const DRAWN: Readonly<Record<keyof typeof plots, readonly Draw[]>> = {
  plotKeypoints: [() => plots.plotKeypoints(image, keypoints, { scale: 4 })],
  plotMatches: [
    () => {
      const turned = image.map((row) => [...row].reverse()).reverse();
      const found = matchImages(image, turned, { model: 'similarity' });
      return plots.plotMatches(image, turned, found, { scale: 3 });
    },
  ],
  plotHog: [() => plots.plotHog(image, hog(image).cells, { scale: 4 })],
  plotStructureTensor: [
    () => plots.plotStructureTensor(image, structureTensor(image), { scale: 4 }),
  ],
  plotHeatmap: [
    (theme) => {
      const words = ['the', 'cat', 'sat', 'on', 'a mat'];
      const weights = [0, 1].map((head) =>
        words.map((_, i) => words.map((_, j) => 1 / (1 + Math.abs(i - j - head)))),
      );
      return plots.plotHeatmap(weights, { rows: words, columns: words, digits: 2, theme });
    },
  ],
  plotHistogram: [
    (theme) =>
      plots.plotHistogram(
        [0, 0.2].map((shift) =>
          histogram(
            image.flat().map((v) => v + shift),
            { bins: 20 },
          ),
        ),
        { valueTitle: 'intensity', theme },
      ),
  ],
  plotScaleSpace: [
    (theme) => {
      const levels = [0.5, 1, 1.6, 2.5].map((sigma) => gaussianBlur(spot, sigma));
      const dog = [0, 1, 2].map((s) =>
        spot.map((row, y) => row.map((_, x) => levels[s + 1]!.get(y, x) - levels[s]!.get(y, x))),
      );
      return plots.plotScaleSpace(dog, { extremum: scaleSpaceExtrema(dog)[0], theme });
    },
  ],
  plotGraph: [
    (theme) =>
      plots.plotGraph(
        network({
          layers: [
            {
              weights: [
                [1, -2],
                [0, 1],
              ],
              bias: [0, 1],
              activation: 'relu',
            },
            { weights: [[2], [-1]], bias: [0.5], activation: 'sigmoid' },
          ],
          loss: 'half-squared-error',
        }),
        { x: [1, 2], y: 1, theme, title: 'A network' },
      ),
    ...(['right', 'down'] as const).map(
      (direction): Draw =>
        (theme) =>
          plots.plotGraph(
            equations`
              z3 = w13*x1 + w23*x2; a3 = tanh(z3); z4 = w14*x1 + w24*x2; a4 = relu(z4)
              a5 = sigmoid(w35*a3 + w45*a4); L = -(y*log(a5) + (1 - y)*log(1 - a5)) + lambda*w13^2`,
            {
              values: {
                ...{ w13: -0.123, w23: 0.456, w14: 1.25, w24: 0.001234, w35: -2.5, w45: 3.21 },
                ...{ x1: 0.777, x2: -1.11, lambda: 0.01, y: 1 },
              },
              ...{ direction, theme },
            },
          ),
    ),
  ],
  plotSchedule: [
    (theme) => plots.plotSchedule(diffusionSchedule(betaSchedule('cosine', 100)), { theme }),
  ],
  plotSpectrogram: [
    (theme) => {
      const options = { sampleRate: 8000, hop: 80 };
      const tone = Float64Array.from({ length: 8000 }, (_, j) => Math.sin(j / 2 + j * j * 1e-5));
      const more = { fftSize: 512, bands: 40, log: 'decibel' } as const;
      const values = logMelSpectrogram(tone, { ...options, ...more });
      return plots.plotSpectrogram(values, { ...options, scale: 'slaney', unit: 'dB', theme });
    },
  ],
};
const spot = Array.from({ length: 9 }, (_, y) =>
  Array.from({ length: 9 }, (_, x) => Math.exp(-((x - 4) ** 2 + (y - 4) ** 2) / 4)),
);

const cases = Object.entries(DRAWN).flatMap(([name, draws]) =>
  draws.flatMap((draw, i) =>
    (['light', 'dark'] as const)
      .slice(0, 1 + draw.length)
      .map((theme) => ({ name, i, theme, draw })),
  ),
);

/** Puts the plot of the page into it, both ways; a script of the page's own, as the policy asks. */
const SCRIPT = `
  const svg = await (await fetch('/plot.svg')).text();
  document.getElementById('inline').innerHTML = svg;
  const image = new Image();
  image.src = 'data:image/svg+xml,' + encodeURIComponent(svg);
  document.getElementById('image').append(image);
  await image.decode();
  document.documentElement.dataset.done = 'true';
`;
const HTML =
  '<!doctype html><title>plot</title><link rel="stylesheet" href="/page.css"><div id="inline"></div><div id="image"></div><script type="module" src="/page.js"></script>';
const STYLE = 'body { margin: 0 } svg, img { display: block }';

let server: Server;
let browser: Browser;
let page: Page;
let svg = '';
const complaints: string[] = [];

beforeAll(async () => {
  server = createServer(({ url = '/' }, response) => {
    const [type, body] =
      {
        '/page.js': ['text/javascript', SCRIPT],
        '/page.css': ['text/css', STYLE],
        '/plot.svg': ['image/svg+xml', svg],
        '/': ['text/html', HTML],
      }[url] ?? [];
    if (body === undefined) response.statusCode = 204;
    // The page may fetch its plot, and nothing else.
    response.setHeader('Content-Security-Policy', `${POLICY}; connect-src 'self'`);
    response.setHeader('Content-Type', `${type}; charset=utf-8`);
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const executablePath = findChromium();
  browser = await chromium.launch({
    args: chromiumArguments,
    ...(executablePath && { executablePath }),
  });
  page = await browser.newPage();
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Opens the page with a plot in it. */
async function show(plot: string): Promise<void> {
  svg = plot;
  complaints.length = 0;
  const { port } = server.address() as AddressInfo;
  const [, width, height] = /^<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  await page.setViewportSize({
    width: Math.ceil(Number(width)),
    height: 2 * Math.ceil(Number(height)),
  });
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForSelector('html[data-done]', { state: 'attached' });
}

describe('plots on a page with a strict policy', () => {
  it('are all looked at', () => {
    const functions = Object.entries(plots).filter(([, value]) => typeof value === 'function');
    expect(Object.keys(DRAWN).sort()).toEqual(functions.map(([name]) => name).sort());
  });

  for (const { name, i, theme, draw } of cases) {
    it(`${name} ${i + 1}, ${theme}: shown alike inline and as an image`, async () => {
      await show(draw(theme));
      expect(complaints).toEqual([]);
      const [inline, asImage] = await Promise.all(
        ['#inline > svg', '#image > img'].map(async (selector) => {
          const { data, channels, width } = decode(await page.locator(selector).screenshot());
          return { data, channels, width };
        }),
      );
      expect(asImage!.width).toBe(inline!.width);
      expect(asImage!.data).toHaveLength(inline!.data.length);
      let differing = 0;
      const colors = new Set<number>();
      for (let at = 0; at < inline!.data.length; at += inline!.channels) {
        const [r = 0, g = 0, b = 0] = inline!.data.slice(at, at + 3);
        colors.add((r << 16) | (g << 8) | b);
        const off = [r, g, b].some((v, k) => Math.abs(v - asImage!.data[at + k]!) > 64);
        if (off) differing++;
      }
      expect(colors.size).toBeGreaterThan(8);
      expect(differing / (inline!.data.length / inline!.channels)).toBeLessThan(0.001);
      const covered = await page.evaluate(() => {
        const boxes = [...document.querySelectorAll('#inline text')].map((text) => ({
          words: text.textContent ?? '',
          box: text.getBoundingClientRect(),
        }));
        return boxes.flatMap(({ words, box: a }, i) =>
          boxes.slice(0, i).flatMap(({ words: others, box: b }) => {
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            // Lines under each other may share the room of accents and tails.
            const most = 0.3 * Math.min(a.height, b.height);
            return across > 1 && down > most ? [`${words} on ${others}`] : [];
          }),
        );
      });
      expect(covered).toEqual([]);
    });
  }
});
