// Scaled dot-product attention, 8 heads of 1024 queries and keys of length 64, beside the three loops of the formula,
// and beside onnxruntime-web, which takes it as two products and a softmax.
import ndarray from 'ndarray';
import { normal, randomGenerator, scaledDotProductAttention } from '../library.js';
import { type Comparison, type Contender, timed } from './alternate.js';
import { largestDifference } from './context.js';
import { ONNX, onnxWork } from './onnx.js';

const [HEADS, LENGTH, WIDTH] = [8, 1024, 64];
const LARGEST_DIFFERENCE = 1e-5;

/** The formula as one would write it first: a row of scores at a time. */
function threeLoops(q: Float32Array, k: Float32Array, v: Float32Array): Float32Array {
  const output = new Float32Array(q.length);
  const scores = new Float64Array(LENGTH!);
  for (let head = 0; head < HEADS!; head++) {
    const start = head * LENGTH! * WIDTH!;
    for (let i = 0; i < LENGTH!; i++) {
      const row = start + i * WIDTH!;
      let top = -Infinity;
      for (let j = 0; j < LENGTH!; j++) {
        let product = 0;
        for (let c = 0; c < WIDTH!; c++) product += q[row + c]! * k[start + j * WIDTH! + c]!;
        scores[j] = product / Math.sqrt(WIDTH!);
        if (scores[j]! > top) top = scores[j]!;
      }
      let total = 0;
      for (let j = 0; j < LENGTH!; j++) {
        scores[j] = Math.exp(scores[j]! - top);
        total += scores[j]!;
      }
      for (let j = 0; j < LENGTH!; j++) {
        const weight = scores[j]! / total;
        for (let c = 0; c < WIDTH!; c++) output[row + c]! += weight * v[start + j * WIDTH! + c]!;
      }
    }
  }
  return output;
}

export async function compareAttention(): Promise<Comparison> {
  const rng = randomGenerator(5);
  const shape = [HEADS!, LENGTH!, WIDTH!];
  const draw = () => ndarray(Float32Array.from(normal(rng, shape).data), shape);
  const [q, k, v] = [draw(), draw(), draw()];
  const attend = () => scaledDotProductAttention(q, k, v);
  const causal = () => scaledDotProductAttention(q, k, v, { causal: true });
  const slow = () => threeLoops(q.data, k.data, v.data);
  let difference = largestDifference(attend().data, slow());
  const onnx = await onnxWork(
    [
      { operator: 'Transpose', inputs: ['k'], output: 'kt', attributes: { perm: [0, 2, 1] } },
      { operator: 'MatMul', inputs: ['q', 'kt'], output: 'products' },
      { operator: 'Mul', inputs: ['products', 'scale'], output: 'scores' },
      { operator: 'Softmax', inputs: ['scores'], output: 'weights', attributes: { axis: 2 } },
      { operator: 'MatMul', inputs: ['weights', 'v'], output: 'output' },
    ],
    [
      { name: 'q', shape, data: q.data },
      { name: 'k', shape, data: k.data },
      { name: 'v', shape, data: v.data },
    ],
    [{ name: 'scale', shape: [1], constant: 1 / Math.sqrt(WIDTH!) }],
    { name: 'output', shape },
  );
  if (onnx) {
    difference = Math.max(difference, largestDifference(attend().data, await onnx.compute()));
  }
  const contender = (name: string, run: () => unknown): Contender => ({
    name,
    run: () =>
      timed(() => {
        run();
      }),
  });
  return {
    work: 'attention 8×1024×64',
    contenders: [
      contender('fovea', attend),
      contender('three loops', slow),
      contender('fovea, causal', causal),
      ...(onnx ? [onnx.contender] : []),
    ],
    missing: onnx ? [] : [ONNX],
    goals: { 'three loops': 0.6, [ONNX]: 0.75 },
    agreement: {
      holds: difference <= LARGEST_DIFFERENCE,
      text: `largest difference ${difference.toExponential(1)}`,
    },
  };
}
