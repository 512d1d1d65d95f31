// onnxruntime on one thread: for the web, with WebAssembly SIMD, and native, for Node.
import type { Peer } from './compare-numbers.js';
import { loadModule } from './load.js';
import { ONNX, ONNX_NODE } from './names.js';
import { type Node, onnxModel, type Value } from './onnx-model.js';

interface Tensor {
  readonly data: Float32Array;
}

interface Runtime {
  readonly env: { readonly wasm: { numThreads: number }; logLevel: string };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => Tensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
}

interface Session {
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

/** Named float32 arrays. */
export type Arrays = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
>;

const RUNTIMES = [
  [ONNX, 'onnxruntime-web', { executionProviders: ['wasm'] }],
  [ONNX_NODE, 'onnxruntime-node', { intraOpNumThreads: 1, interOpNumThreads: 1 }],
] as const;

/**
 * Both runtimes with a graph.
 *
 * @param nodes - in the order of computation
 * @param inputs - arrays by name
 * @param constants - names, shapes and values
 * @param output - the result
 * @returns the peers
 */
export function onnxPeers(
  nodes: readonly Node[],
  inputs: Arrays,
  constants: readonly Value[],
  output: Value,
): Peer[] {
  const given = Object.entries(inputs).map(([name, { shape }]) => ({ name, shape }));
  return RUNTIMES.map(([name, packageName, options]) => ({
    name,
    prepare: async () => {
      const runtime = loadModule<Runtime>(packageName);
      if (name === ONNX) runtime.env.wasm.numThreads = 1;
      runtime.env.logLevel = 'error';
      const model = onnxModel(nodes, [...given, ...constants], output);
      const session = await runtime.InferenceSession.create(model, {
        ...options,
        graphOptimizationLevel: 'all',
      });
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([key, { data, shape }]) => [
          key,
          new runtime.Tensor('float32', data, shape),
        ]),
      );
      const compute = async () => (await session.run(feeds))[output.name]!.data;
      const run = async () => {
        const start = performance.now();
        await compute();
        return performance.now() - start;
      };
      return { compute, run };
    },
  }));
}
