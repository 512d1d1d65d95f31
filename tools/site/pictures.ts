// The pictures of the guides and of the README, each from the numbers beside it: `npm run pictures` writes them to docs/pictures, in
// a light and a dark version. A test says when they are out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DecodedPng, decode } from 'fast-png';
import {
  differenceOfGaussians,
  equations,
  gaussianScaleSpace,
  matchImages,
  multiHeadAttention,
  network,
  type PictureReference,
  plotGraph,
  plotHeatmap,
  plotMatches,
  plotScaleSpace,
  scaleSpaceExtrema,
  toGrayscale,
} from '../../src/index.js';
import { root } from '../subjects.mjs';

type Theme = 'light' | 'dark';

/** The blob of the guide to SIFT. */
const places = [...Array(64).keys()];
const blob = places.map((y) =>
  places.map((x) => Math.exp(-((x - 31.3) ** 2 + (y - 30.6) ** 2) / 32)),
);

function differences(theme: Theme): string {
  const { levels, sigmas } = gaussianScaleSpace(blob, { upsample: false }).octaves[0]!;
  const dog = differenceOfGaussians(levels);
  const [extremum] = scaleSpaceExtrema(dog, { threshold: 0.05 });
  return plotScaleSpace(dog, {
    extremum: extremum!,
    labels: [0, 1, 2, 3, 4].map((i) => `D${i}, σ = ${sigmas[i]!.toFixed(2)}`),
    title: 'Differences of Gaussians of the blob',
    theme,
  });
}

function heads(theme: Theme): string {
  const x = [
    [1, 0, 1, 0],
    [0, 2, 0, 1],
    [1, 1, 0, 0],
  ];
  const identity = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ];
  const parameters = { wq: identity, wk: identity, wv: identity };
  const { weights } = multiHeadAttention(x, parameters, { heads: 2, weights: true });
  const tokens = ['token 1', 'token 2', 'token 3'];
  return plotHeatmap(weights!, {
    rows: tokens,
    columns: tokens,
    heads: ['head 1', 'head 2'],
    digits: 3,
    cellSize: 52,
    title: 'Who looks at whom',
    theme,
  });
}

function net(theme: Theme): string {
  const activation = 'sigmoid';
  const small = network({
    layers: [
      {
        weights: [
          [0.2, -0.4],
          [0.6, 0.8],
        ],
        bias: [0.1, -0.1],
        activation,
      },
      { weights: [[1], [-0.5]], bias: [0.2], activation },
    ],
    loss: 'half-squared-error',
  });
  return plotGraph(small, {
    x: [1, 0.5],
    y: [1],
    names: { nodes: [[1, 2], [3, 4], [5]] },
    title: 'Values forwards, gradients backwards',
    theme,
  });
}

/** The chain rule of the README. */
function neuron(theme: Theme): string {
  const lines = equations`z = w*x + b; a = sigmoid(z); L = (y - a)^2 / 2`;
  const values = { w: 2, x: 1, b: -2, y: 1 };
  return plotGraph(lines, { parameter: 'w', values, nodes: 'equations', theme });
}

/** The photos of the guide to SIFT, as the files have them, and what is found in both. */
function matches(): string {
  const files = ['camera-A', 'camera-B-rot25'].map((name) =>
    readFileSync(join(root, `test/reference/images/${name}.png`)),
  );
  const [photo, copy] = files.map((file) => decode(file)) as [DecodedPng, DecodedPng];
  const [left, right] = [photo, copy].map(({ width, height }, i) => ({
    width,
    height,
    href: `data:image/png;base64,${files[i]!.toString('base64')}`,
  })) as [PictureReference, PictureReference];
  const found = matchImages(toGrayscale(photo), toGrayscale(copy), { model: 'similarity' });
  return plotMatches(left, right, found, {
    maxLines: 60,
    title: 'A photo and a copy turned by 25°',
    description: 'Two photos side by side; lines join 60 of the places that fovea found in both.',
  });
}

const THEMED = { differences, heads, network: net, neuron };
const PLAIN = { matches };

/** Each picture's text by its file's name. */
export function pictures(): Map<string, string> {
  const themes: Theme[] = ['light', 'dark'];
  return new Map(
    [
      ...Object.entries(THEMED).flatMap(([name, draw]) =>
        themes.map((theme): [string, string] => [`${name}-${theme}`, draw(theme)]),
      ),
      ...Object.entries(PLAIN).map(([name, draw]): [string, string] => [name, draw()]),
    ].map(([name, svg]) => [`${name}.svg`, `${svg}\n`]),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = join(root, 'docs/pictures');
  mkdirSync(folder, { recursive: true });
  for (const [name, svg] of pictures()) writeFileSync(join(folder, name), svg);
}
