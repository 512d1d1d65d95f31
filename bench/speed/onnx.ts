// onnxruntime-web on one thread, with WebAssembly SIMD; it lives in bench's own node_modules, or is missing.
import { createRequire } from 'node:module';
import type { Contender } from './alternate.js';
import { type Node, onnxModel, type Value } from './onnx-model.js';

export const ONNX = 'onnxruntime-web';

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

function load(): Runtime | undefined {
  try {
    return createRequire(import.meta.url)('onnxruntime-web');
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** A graph with its inputs, ready to run. */
export interface OnnxWork {
  readonly contender: Contender;
  /** Runs it once. */
  compute(): Promise<Float32Array>;
}

/**
 * Prepares a graph.
 *
 * @param nodes - in the order of computation
 * @param inputs - names, shapes and numbers
 * @param constants - names, shapes and values
 * @param output - the result
 * @returns the work, or undefined where onnxruntime-web is not installed
 */
export async function onnxWork(
  nodes: readonly Node[],
  inputs: readonly (Value & { readonly data: Float32Array })[],
  constants: readonly Value[],
  output: Value,
): Promise<OnnxWork | undefined> {
  const runtime = load();
  if (runtime === undefined) return undefined;
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = 'error';
  const session = await runtime.InferenceSession.create(
    onnxModel(nodes, [...inputs, ...constants], output),
    { executionProviders: ['wasm'], graphOptimizationLevel: 'all' },
  );
  const feeds = Object.fromEntries(
    inputs.map(({ name, data, shape }) => [name, new runtime.Tensor('float32', data, shape)]),
  );
  const compute = async () => (await session.run(feeds))[output.name]!.data;
  const run = async () => {
    const start = performance.now();
    await compute();
    return performance.now() - start;
  };
  return { compute, contender: { name: ONNX, run } };
}
