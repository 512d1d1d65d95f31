// Layer norm of 1000 rows of 1000, float32, with its scales and shifts.
import ndarray from 'ndarray';
import { layerNorm, normal, randomGenerator } from '../library.js';
import type { Comparison } from './alternate.js';
import { compareNumbers } from './compare-numbers.js';
import type { Context } from './context.js';
import { jaxPeer } from './jax.js';
import { FASTEST_JS, TORCH } from './names.js';
import { onnxPeers } from './onnx.js';
import { torchPeer } from './python-work.js';
import { tfjsPeer } from './tfjs.js';

const [ROWS, LENGTH] = [1000, 1000] as const;
const SHAPE = [ROWS, LENGTH];
const EPSILON = 1e-5;

export async function compareLayerNorm({ python }: Context): Promise<Comparison> {
  const rng = randomGenerator(14);
  const draw = (shape: number[]) => ({ shape, data: Float32Array.from(normal(rng, shape).data) });
  const inputs = { x: draw(SHAPE), gamma: draw([LENGTH]), beta: draw([LENGTH]) };
  const array = ({ data, shape }: (typeof inputs)['x']) => ndarray(data, shape);
  const [x, gamma, beta] = [array(inputs.x), array(inputs.gamma), array(inputs.beta)];
  return compareNumbers({
    work: `layer norm ${ROWS}×${LENGTH}`,
    ours: () => layerNorm(x, { gamma, beta, epsilon: EPSILON }).data,
    tolerance: 1e-4,
    peers: [
      // Its epsilon is 1e-5 where none is given.
      ...onnxPeers(
        [{ operator: 'LayerNormalization', inputs: ['x', 'gamma', 'beta'], output: 'y' }],
        inputs,
        [],
        { name: 'y', shape: SHAPE },
      ),
      tfjsPeer(inputs, (tf, { x, gamma, beta }) => {
        const centred = tf.sub(x!, tf.mean(x!, 1, true));
        const variance = tf.mean(tf.mul(centred, centred), 1, true);
        const normal = tf.div(centred, tf.sqrt(tf.add(variance, EPSILON)));
        return tf.add(tf.mul(normal, gamma!), beta!);
      }),
      jaxPeer(inputs, (jax, { x, gamma, beta }) => {
        const { mean, sqrt } = jax.numpy;
        const centred = x!.ref.sub(mean(x!, 1, { keepdims: true }));
        const variance = mean(centred.ref.mul(centred.ref), 1, { keepdims: true });
        return centred
          .div(sqrt(variance.add(EPSILON)))
          .mul(gamma!)
          .add(beta!);
      }),
      torchPeer(python, 'layer-norm', inputs),
    ],
    goals: { [FASTEST_JS]: 1, [TORCH]: 2 },
  });
}
