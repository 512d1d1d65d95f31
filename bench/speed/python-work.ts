// Peers in Python, as pieces of work see them.
import type { Peer } from './compare-numbers.js';
import { NOT_HERE, OPENCV, SKIMAGE, TORCH } from './names.js';
import type { Arrays } from './onnx.js';
import type { PythonPeer } from './python-peer.js';

const NAMES = { opencv: OPENCV, 'scikit-image': SKIMAGE, torch: TORCH } as const;

/**
 * A request to a system in Python.
 *
 * @param python - the process, or undefined
 * @param system - what Python must be able to import
 * @param arrays - what is handed over first, under names
 * @param request - what is asked; it answers with float32 numbers
 * @returns the peer
 */
export function pythonPeer(
  python: PythonPeer | undefined,
  system: keyof typeof NAMES,
  arrays: Readonly<
    Record<string, { readonly data: Uint8Array | Float32Array; readonly shape: readonly number[] }>
  >,
  request: Readonly<Record<string, unknown>>,
): Peer {
  return {
    name: NAMES[system],
    prepare: async () => {
      if (python === undefined || !(system in python.versions)) throw new Error(NOT_HERE);
      for (const [name, { data, shape }] of Object.entries(arrays)) {
        await python.load(name, data, [...shape]);
      }
      return {
        run: () => python.time(request),
        compute: async () => new Float32Array(await python.result(request)),
      };
    },
  };
}

/** PyTorch with one of the works on tensors that python_peer.py knows. */
export function torchPeer(
  python: PythonPeer | undefined,
  work: string,
  inputs: Arrays,
  options: Readonly<Record<string, unknown>> = {},
): Peer {
  const names = Object.keys(inputs);
  return pythonPeer(python, 'torch', inputs, { do: 'tensors', work, names, options });
}
