// Softmax over 8192 rows of 1024 float32 numbers.
import ndarray from 'ndarray';
import { normal, randomGenerator, softmax } from '../library.js';
import { type Comparison, timed } from './alternate.js';
import { largestDifference } from './context.js';
import { ONNX, onnxWork } from './onnx.js';

const SHAPE = [8192, 1024];
const LARGEST_DIFFERENCE = 1e-6;

export async function compareSoftmax(): Promise<Comparison> {
  const x = ndarray(Float32Array.from(normal(randomGenerator(8), SHAPE).data), SHAPE);
  const ours = () => softmax(x);
  const onnx = await onnxWork(
    [{ operator: 'Softmax', inputs: ['x'], output: 'y', attributes: { axis: 1 } }],
    [{ name: 'x', shape: SHAPE, data: x.data }],
    [],
    { name: 'y', shape: SHAPE },
  );
  const difference = onnx ? largestDifference(ours().data, await onnx.compute()) : 0;
  const run = () =>
    timed(() => {
      ours();
    });
  return {
    work: `softmax ${SHAPE.join('×')}`,
    contenders: [{ name: 'fovea', run }, ...(onnx ? [onnx.contender] : [])],
    missing: onnx ? [] : [ONNX],
    goals: { [ONNX]: 1 },
    agreement: {
      holds: difference <= LARGEST_DIFFERENCE,
      text: `largest difference ${difference.toExponential(1)}`,
    },
  };
}
