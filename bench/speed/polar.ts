// Length and direction of the derivatives of a 1080p image, float32.
import ndarray from 'ndarray';
import { gradientPolar, normal, randomGenerator } from '../library.js';
import { type Comparison, timed } from './alternate.js';
import { cannot, compareNumbers, type Peer } from './compare-numbers.js';
import type { Context } from './context.js';
import { type JaxArray, loadJax } from './jax.js';
import { JAX, JSFEAT, OPENCV_JS, TFJS } from './names.js';
import { type OpencvJs, toMat } from './opencv-js.js';
import { pythonPeer } from './python-work.js';
import { loadTfjs, readTfjs } from './tfjs.js';

const SHAPE = [1080, 1920] as const;
const COUNT = SHAPE[0] * SHAPE[1];
/** OpenCV's angles are good to about a hundredth of a degree. */
const OPENCV_ANGLES = 3e-4;

/** Lengths, then angles, in one list. */
function both(magnitude: ArrayLike<number>, angle: ArrayLike<number>): Float32Array {
  const all = new Float32Array(2 * COUNT);
  all.set(magnitude);
  all.set(angle, COUNT);
  return all;
}

/** Lengths, and the angles' cosines and sines: the angles 0 and 2π are one. */
function comparable(numbers: ArrayLike<number>): Float32Array {
  const all = new Float32Array(3 * COUNT);
  for (let i = 0; i < COUNT; i++) {
    const angle = numbers[COUNT + i]!;
    all[i] = numbers[i]!;
    all[COUNT + i] = Math.cos(angle);
    all[2 * COUNT + i] = Math.sin(angle);
  }
  return all;
}

function cartToPolar(cv: OpencvJs, dx: Float32Array, dy: Float32Array) {
  if (typeof cv.cartToPolar !== 'function') throw new Error('binds no cartToPolar');
  const [x, y] = [toMat(cv, dx, SHAPE), toMat(cv, dy, SHAPE)];
  const [magnitude, angle] = [new cv.Mat(), new cv.Mat()];
  const compute = () => {
    cv.cartToPolar(x, y, magnitude, angle);
    return both(magnitude.data32F, angle.data32F);
  };
  return { compute, run: () => timed(() => cv.cartToPolar(x, y, magnitude, angle)) };
}

/** From a function that gives lengths and angles. */
function polarPeer(name: string, prepare: () => Promise<() => readonly Float32Array[]>): Peer {
  return {
    name,
    prepare: async () => {
      const work = await prepare();
      const compute = () => {
        const [magnitude, angle] = work();
        return both(magnitude!, angle!);
      };
      return { compute, run: () => timed(work) };
    },
  };
}

async function withTfjs(dx: Float32Array, dy: Float32Array) {
  const tf = await loadTfjs();
  const [x, y] = [tf.tensor(dx, [...SHAPE]), tf.tensor(dy, [...SHAPE])];
  return () => readTfjs(tf, () => [tf.sqrt(tf.add(tf.mul(x, x), tf.mul(y, y))), tf.atan2(y, x)]);
}

async function withJax(dx: Float32Array, dy: Float32Array) {
  const jax = await loadJax();
  const [x, y] = [dx, dy].map((data) => jax.numpy.array(data, { shape: SHAPE }));
  const compiled = jax.jit((x: JaxArray, y: JaxArray) => [
    jax.numpy.hypot(x.ref, y.ref),
    jax.numpy.atan2(y, x),
  ]);
  return () => compiled(x!.ref, y!.ref).map((part) => part.dataSync());
}

export async function comparePolar({ cv, python }: Context): Promise<Comparison> {
  const rng = randomGenerator(4);
  const draw = () => Float32Array.from(normal(rng, [...SHAPE]).data);
  const [dx, dy] = [draw(), draw()];
  const [ix, iy] = [ndarray(dx, [...SHAPE]), ndarray(dy, [...SHAPE])];
  return compareNumbers({
    work: 'gradient length and direction, 1080p',
    ours: () => {
      const { magnitude, orientation } = gradientPolar(ix, iy);
      return both(magnitude.data, orientation.data);
    },
    run: () => gradientPolar(ix, iy),
    compared: comparable,
    tolerance: OPENCV_ANGLES,
    peers: [
      cv === undefined
        ? cannot(OPENCV_JS, 'not installed')
        : { name: OPENCV_JS, prepare: () => cartToPolar(cv, dx, dy) },
      pythonPeer(
        python,
        'opencv',
        { dx: { data: dx, shape: SHAPE }, dy: { data: dy, shape: SHAPE } },
        { do: 'polar', ix: 'dx', iy: 'dy' },
      ),
      polarPeer(TFJS, () => withTfjs(dx, dy)),
      polarPeer(JAX, () => withJax(dx, dy)),
      cannot(JSFEAT, 'gives derivatives, no lengths or directions'),
    ],
  });
}
