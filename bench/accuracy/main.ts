// Prints how exact the library is, beside OpenCV and scikit-image; see bench/README.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Detector } from './features.js';
import { foveaDetector } from './fovea-detector.js';
import { type PeerName, peerDetector, peerVersions } from './peers.js';
import { reportReferences } from './references.js';
import { reportAgreement, reportBlobs, reportEquivariance, reportPairs } from './report.js';

const SECTIONS = {
  blobs: reportBlobs,
  pairs: reportPairs,
  agreement: reportAgreement,
  equivariance: reportEquivariance,
  references: reportReferences,
} as const;
type Section = keyof typeof SECTIONS;

const USAGE = `usage: tsx bench/accuracy/main.ts [${Object.keys(SECTIONS).join(' | ')}]…
  --options JSON   options of sift, for tuning: '{"contrastThreshold":0.03}'
  --no-peers       only this library
  --precise        the blobs also with the precise preset
  --write          write docs/accuracy.md (all sections, with peers and the precise preset)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    options: { type: 'string', default: '{}' },
    peers: { type: 'boolean', default: true },
    precise: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function peers(): Detector[] {
  const versions = peerVersions();
  return (['opencv', 'scikit-image'] as const satisfies readonly PeerName[]).flatMap((name) => {
    const version = versions[name];
    if (version !== undefined) return [peerDetector(name, version)];
    console.error(`${name}: missing (Python 3 cannot import it), left out`);
    return [];
  });
}

function run(): void {
  const asked = positionals.length > 0 && !values.write ? positionals : Object.keys(SECTIONS);
  const unknown = asked.find((name) => !(name in SECTIONS));
  if (values.help || unknown !== undefined) {
    console.log(unknown === undefined ? USAGE : `no section "${unknown}"\n${USAGE}`);
    process.exitCode = unknown === undefined ? 0 : 1;
    return;
  }
  const options = JSON.parse(values.options);
  const context = {
    standard: foveaDetector('fovea', options),
    likeOpencv: foveaDetector('fovea, opencv', { ...options, preset: 'opencv' }),
    rootSift: foveaDetector('fovea, RootSIFT', { ...options, rootSift: true }),
    precise:
      values.precise || values.write
        ? foveaDetector('fovea, precise', { ...options, preset: 'precise' })
        : undefined,
    peers: values.peers || values.write ? peers() : [],
  };
  const parts = asked.map((name) => {
    const start = performance.now();
    const text = SECTIONS[name as Section](context);
    console.log(`\n${text}`);
    console.log(`\n(${((performance.now() - start) / 1000).toFixed(1)} s)`);
    return text;
  });
  if (!values.write) return;
  const head = [
    '# How exact it is',
    '',
    'Written by `npm run accuracy -- --write` in `bench/`; every input is seeded or in the repository.',
  ].join('\n');
  const docs = join(import.meta.dirname, '../../docs');
  mkdirSync(docs, { recursive: true });
  writeFileSync(join(docs, 'accuracy.md'), `${[head, ...parts].join('\n\n')}\n`);
}

run();
