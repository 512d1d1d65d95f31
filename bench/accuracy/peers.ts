// OpenCV and scikit-image as detectors, through a Python script and a temporary folder of raw files.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detector, Features, GreyImage } from './features.js';

const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'peers.py');
const KEYPOINT_COLUMNS = 7;

export type PeerName = 'opencv' | 'scikit-image';

/** Versions of the peers that Python can import; empty without Python. */
export function peerVersions(): Partial<Record<PeerName, string>> {
  const { status, stdout } = spawnSync(PYTHON, [SCRIPT, 'versions'], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : {};
}

function readFeatures(path: string): Features {
  const raw = readFileSync(`${path}.keypoints`);
  const table = new Float64Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
  const keypoints = Array.from({ length: table.length / KEYPOINT_COLUMNS }, (_, i) => {
    const row = table.subarray(i * KEYPOINT_COLUMNS, (i + 1) * KEYPOINT_COLUMNS);
    return {
      x: row[0]!,
      y: row[1]!,
      sigma: row[2]!,
      orientation: row[3]!,
      response: row[4]!,
      octave: row[5]!,
      level: row[6]!,
    };
  });
  return { keypoints, descriptors: Float32Array.from(readFileSync(`${path}.descriptors`)) };
}

/** Both peers double the image on the centre-aligned grid and halve the coordinates: all are too large by this. */
export const PEER_OFFSET = 0.25;

/** A detector whose positions are moved back by the offset of the peers. */
export function withoutOffset({ name, detect }: Detector): Detector {
  const move = (features: Features): Features => ({
    ...features,
    keypoints: features.keypoints.map((k) => ({
      ...k,
      x: k.x - PEER_OFFSET,
      y: k.y - PEER_OFFSET,
    })),
  });
  return { name: `${name}, offset removed`, detect: (images) => detect(images).map(move) };
}

/** A peer as a detector, with its own defaults. */
export function peerDetector(system: PeerName, version: string): Detector {
  const detect = (images: readonly GreyImage[]): Features[] => {
    const folder = mkdtempSync(join(tmpdir(), 'fovea-peer-'));
    try {
      const list = images.map((image, i) => {
        writeFileSync(join(folder, `${i}`), image.data);
        return { file: `${i}`, shape: image.shape, dtype: image.dtype };
      });
      writeFileSync(join(folder, 'images.json'), JSON.stringify(list));
      const { status, stderr } = spawnSync(PYTHON, [SCRIPT, 'detect', system, folder], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${system} failed: ${stderr}`);
      return list.map(({ file }) => readFeatures(join(folder, file)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  return { name: `${system === 'opencv' ? 'OpenCV' : system} ${version}`, detect };
}
