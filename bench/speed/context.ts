import type { OpencvJs } from './opencv-js.js';
import type { PythonPeer } from './python-peer.js';

/** The peers that are made ready once. */
export interface Context {
  readonly cv: OpencvJs | undefined;
  readonly python: PythonPeer | undefined;
}
