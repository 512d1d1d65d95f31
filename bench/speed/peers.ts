// Which peers there are, and in which versions.
import { versionOf } from './load.js';
import { type OpencvJs, opencvJsVersion } from './opencv-js.js';
import type { PythonPeer } from './python-peer.js';

const PACKAGES = [
  'onnxruntime-web',
  'onnxruntime-node',
  '@tensorflow/tfjs-backend-wasm',
  '@jax-js/jax',
  'image-js',
  'jsfeat',
  'ml-matrix',
  'hog-features',
] as const;
const IN_PYTHON = { opencv: 'OpenCV', 'scikit-image': 'scikit-image', torch: 'PyTorch' } as const;

/** With what a peer in Python was built, where it says so. */
function buildOf(name: string, python: PythonPeer | undefined): string {
  const build = python?.versions[`${name}-build`];
  return build === undefined ? '' : ` (${build})`;
}

/** Lines that name the peers. */
export function describePeers(
  cv: OpencvJs | undefined,
  python: PythonPeer | undefined,
): readonly string[] {
  const packages = PACKAGES.map((name) => `${name} ${versionOf(name) ?? 'not installed'}`);
  return [
    cv ? `OpenCV.js ${opencvJsVersion(cv)} (@techstark/opencv-js)` : 'OpenCV.js: not installed',
    packages.join(', '),
    ...Object.entries(IN_PYTHON).map(([name, title]) => {
      const version = python?.versions[name];
      return version === undefined
        ? `${title}: not on this machine (Python cannot import it)`
        : `${title} ${version} in Python, one thread${buildOf(name, python)}`;
    }),
  ];
}
