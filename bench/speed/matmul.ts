// The product of two float32 matrices of 512×512.
import ndarray from 'ndarray';
import { matmul, normal, randomGenerator } from '../library.js';
import { type Comparison, type Contender, timed } from './alternate.js';
import { largestDifference, TFJS } from './context.js';
import { ONNX, onnxWork } from './onnx.js';
import { loadTfjs } from './tfjs.js';

const SIZE = 512;
/** Sums of 512 products of normal numbers, in float32 and in different orders. */
const LARGEST_DIFFERENCE = 2e-4;

export async function compareMatmul(): Promise<Comparison> {
  const rng = randomGenerator(7);
  const shape = [SIZE, SIZE];
  const draw = () => ndarray(Float32Array.from(normal(rng, shape).data), shape);
  const [a, b] = [draw(), draw()];
  const ours = () => matmul(a, b);
  const sync = (name: string, run: () => unknown): Contender => ({
    name,
    run: () =>
      timed(() => {
        run();
      }),
  });
  const contenders = [sync('fovea', ours)];
  const output = ours().data;
  let difference = 0;
  const onnx = await onnxWork(
    [{ operator: 'MatMul', inputs: ['a', 'b'], output: 'c' }],
    [
      { name: 'a', shape, data: a.data },
      { name: 'b', shape, data: b.data },
    ],
    [],
    { name: 'c', shape },
  );
  if (onnx) {
    contenders.push(onnx.contender);
    difference = Math.max(difference, largestDifference(output, await onnx.compute()));
  }
  const tf = await loadTfjs();
  if (tf) {
    const [left, right] = [tf.tensor(a.data, shape), tf.tensor(b.data, shape)];
    const theirs = () => tf.tidy(() => tf.matMul(left, right).dataSync());
    contenders.push(sync(TFJS, theirs));
    difference = Math.max(difference, largestDifference(output, theirs()));
  }
  return {
    work: `matmul ${SIZE}×${SIZE}×${SIZE}`,
    contenders,
    missing: [...(onnx ? [] : [ONNX]), ...(tf ? [] : [TFJS])],
    goals: { [ONNX]: 0.75 },
    agreement: {
      holds: difference <= LARGEST_DIFFERENCE,
      text: `largest difference ${difference.toExponential(1)}`,
    },
  };
}
