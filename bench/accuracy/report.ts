// The measurements as Markdown: what was measured, in words, and the table.

import { renderTable, signed } from '../table.js';
import { type AgreementFigures, measureAgreement, readOpencvCases } from './agreement.js';
import { type BlobFigures, measureBlobs, plantBlobs } from './blobs.js';
import { measureEquivariance } from './equivariance.js';
import type { Detector } from './features.js';
import {
  comparePairs,
  detectPairs,
  meanFigures,
  PAIR_FIGURES,
  type PairFigures,
  type PairResult,
  type PeerKey,
  readPairs,
  worstPair,
} from './pairs.js';
import { withoutOffset } from './peers.js';

export interface ReportContext {
  readonly standard: Detector;
  /** With the preset of that name. */
  readonly likeOpencv: Detector;
  readonly rootSift: Detector;
  readonly precise: Detector | undefined;
  readonly peers: readonly Detector[];
}

const BLOBS = 240;
const BLOB_SEED = 1;

function blobRow(name: string, f: BlobFigures): string[] {
  return [
    name,
    `${f.missed}/${f.blobs}`,
    signed(f.biasX, 4),
    signed(f.biasY, 4),
    f.rms.toFixed(4),
    f.rmsX.toFixed(4),
    f.rmsY.toFixed(4),
    f.largest.toFixed(3),
    f.sigmaRatio.toFixed(4),
    f.sigmaSpread.toFixed(4),
    signed(f.angleBias, 2),
    f.angleSpread.toFixed(2),
    f.angleLargest.toFixed(1),
    `${f.severalOrientations}`,
  ];
}

export function reportBlobs({ standard, precise, peers }: ReportContext): string {
  const blobs = plantBlobs(BLOBS, BLOB_SEED);
  const detectors = [
    standard,
    ...(precise ? [precise] : []),
    ...peers,
    ...peers.map(withoutOffset),
  ];
  const header = [
    'system',
    'missed',
    'bias x',
    'bias y',
    'rms',
    'rms x',
    'rms y',
    'largest',
    'σ ratio',
    'σ spread',
    'angle bias',
    'spread',
    'largest',
    'several',
  ];
  return [
    '## Planted blobs',
    '',
    `${BLOBS} images of 160×160 with a Gaussian blob, bright or dark, of standard deviation 4–7 px at a ` +
      'known sub-pixel place, on a ramp whose direction is the true orientation. Places in pixels ' +
      '(rms: root of the mean squared distance), σ as found/expected, angles in degrees.',
    '',
    renderTable(
      header,
      detectors.map((d) => blobRow(d.name, measureBlobs(d, blobs))),
    ),
  ].join('\n');
}

const DECIMALS = { repeatability: 4, correct: 1, precision: 4, inliers: 1 } as const;

function figureCells(f: PairFigures): string[] {
  return PAIR_FIGURES.map((key) => f[key].toFixed(DECIMALS[key]));
}

function budgetReport(
  peer: string,
  results: readonly PairResult[],
  withRootSift: readonly PairResult[],
): string {
  const average = (at: 0 | 1, key: 'budget' | 'used') =>
    (results.reduce((sum, r) => sum + r[key][at], 0) / results.length).toFixed(1);
  const ours = meanFigures(results.map((r) => r.figures));
  const theirs = meanFigures(results.map((r) => r.peer));
  const worst = PAIR_FIGURES.map((key) => worstPair(results, key));
  const below = PAIR_FIGURES.map(
    (key) => results.filter((r) => r.figures[key] < 0.9 * r.peer[key]).length,
  );
  return [
    `Means at the budget of ${peer}:`,
    '',
    renderTable(
      ['', 'keypoints A', 'B', ...PAIR_FIGURES],
      [
        ['fovea', average(0, 'used'), average(1, 'used'), ...figureCells(ours)],
        [peer, average(0, 'budget'), average(1, 'budget'), ...figureCells(theirs)],
        [
          'fovea, `rootSift: true`',
          average(0, 'used'),
          average(1, 'used'),
          ...figureCells(meanFigures(withRootSift.map((r) => r.figures))),
        ],
        [
          'fovea by peer',
          '',
          '',
          ...PAIR_FIGURES.map((key) => (ours[key] / theirs[key]).toFixed(3)),
        ],
        ['worst pair', '', '', ...worst.map((w) => `${w.ratio.toFixed(3)} ${w.name}`)],
        ['pairs below 0.9', '', '', ...below.map(String)],
      ],
    ),
  ].join('\n');
}

function pairRows(results: readonly PairResult[]): string {
  const cell = ({ figures, peer }: PairResult, key: keyof PairFigures) =>
    `${figures[key].toFixed(key === 'repeatability' || key === 'precision' ? 3 : 0)} (${(figures[key] / peer[key]).toFixed(2)})`;
  return renderTable(
    ['pair', ...PAIR_FIGURES],
    results.map((r) => [r.name, ...PAIR_FIGURES.map((key) => cell(r, key))]),
  );
}

export function reportPairs({ standard, rootSift }: ReportContext): string {
  const pairs = readPairs();
  const features = detectPairs(pairs, standard);
  const rootFeatures = detectPairs(pairs, rootSift);
  const opencv = comparePairs(pairs, features, 'opencv');
  const report = (title: string, peer: PeerKey, results: readonly PairResult[]) =>
    budgetReport(title, results, comparePairs(pairs, rootFeatures, peer));
  return [
    '## Photo pairs with known transforms',
    '',
    `${pairs.length} pairs of reference family 03. For each pair our strongest keypoints by response, as ` +
      'many as the other system had in A and in B. Repeatability within 1.5 px; matches at ratio 0.8, ' +
      'correct within 3 px; inliers of a homography within 3 px.',
    '',
    report('OpenCV 4.6.0', 'opencv', opencv),
    '',
    report('scikit-image 0.19.3', 'skimage', comparePairs(pairs, features, 'skimage')),
    '',
    'Each pair at the budget of OpenCV, with the ratio to OpenCV:',
    '',
    pairRows(opencv),
  ].join('\n');
}

function agreementRow(f: AgreementFigures): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    f.name,
    `${f.sought}`,
    percent(f.placed),
    percent(f.agreed),
    f.cosineMedian.toFixed(4),
    f.cosineLow.toFixed(4),
  ];
}

export function reportAgreement({ standard, likeOpencv }: ReportContext): string {
  const cases = readOpencvCases();
  const table = (detector: Detector): string =>
    renderTable(
      ['image', 'sought', 'place and scale', 'angle too', 'cosine median', '5 %'],
      measureAgreement(cases, detector).map(agreementRow),
    );
  return [
    '## Agreement with OpenCV on the same image',
    '',
    'Share of the 300 strongest keypoints of OpenCV 4.6.0 (its offset of 0.25 px removed) that have one ' +
      'of ours within 1 px and 20 % of the scale, and of these within 10° too; cosine of the two ' +
      'descriptors there (median, and the value that 95 % exceed).',
    '',
    table(standard),
    '',
    "With `preset: 'opencv'`:",
    '',
    table(likeOpencv),
  ].join('\n');
}

export function reportEquivariance({ standard, peers }: ReportContext): string {
  const rows = [standard, ...peers, ...peers.map(withoutOffset)].flatMap((detector) =>
    measureEquivariance(detector).map((f) => [
      detector.name,
      f.name,
      `${f.places}`,
      `${(100 * f.repeated).toFixed(2)} %`,
      `${(100 * f.oriented).toFixed(2)} %`,
      Number.isNaN(f.descriptorLargest) ? '' : f.descriptorLargest.toExponential(1),
      Number.isNaN(f.descriptorP99) ? '' : f.descriptorP99.toExponential(1),
    ]),
  );
  return [
    '## Mirrored and turned photos',
    '',
    'Parts of the shipped photos, with even and odd sizes. Share of the keypoints of both images with a ' +
      'counterpart within 0.1 px and 1 % of the scale, the same with the orientation within 1°, and how ' +
      'far an element of the descriptor (length 1) differs at most, and in 99 % of the keypoints.',
    '',
    renderTable(
      ['system', 'symmetry', 'keypoints', 'found again', 'angle too', 'descriptor', '99 %'],
      rows,
    ),
  ].join('\n');
}
