// The example of examples/tones-and-bars, smaller: does a tone go with the height of a bar? A network that compares them
// moment by moment learns to tell in a few seconds.
import { expect, it } from 'vitest';
import { logMelSpectrogram } from '../../src/audio/index.js';
import { createNdArray } from '../../src/core/create.js';
import { randomGenerator } from '../../src/core/random.js';
import type { FloatNdArray, Rng } from '../../src/core/types.js';
import type { Traced } from '../../src/gradient/index.js';
import { mean } from '../../src/gradient/reduce.js';
import { reshape } from '../../src/gradient/shape.js';
import { adam, minimize } from '../../src/optimizer/index.js';
import { matchingLoss, matchingPairs } from '../../src/pretraining/index.js';
import { applyNetwork, makeNetwork, type Network } from '../diffusion/moons.js';

const [RATE, HOP, MOMENTS, ROWS, BANDS] = [4000, 200, 6, 8, 12];
const FEATURES = ROWS + BANDS;

interface Clip {
  /** How much of each row the bar covers, moment by moment. */
  readonly video: number[][];
  /** Log-mel energies, moment by moment. */
  readonly sound: number[][];
}

/** A bar that moves from one height to another, and a tone whose pitch goes with it, of any loudness. */
function drawClips(count: number, rng: Rng): Clip[] {
  return Array.from({ length: count }, () => {
    const [from, to, loudness] = [0, 0, 0].map(() => rng.nextFloat64()) as [number, number, number];
    const height = (u: number): number => from + (to - from) * u;
    const video = Array.from({ length: MOMENTS }, (_, t) => {
      const top = height((t + 0.5) / MOMENTS) * (ROWS - 2);
      return Array.from({ length: ROWS }, (_row, y) =>
        Math.max(0, 1 - Math.abs(y + 0.5 - (top + 1))),
      );
    });
    const n = MOMENTS * HOP;
    let phase = 2 * Math.PI * rng.nextFloat64();
    const samples = Float64Array.from({ length: n }, (_, i) => {
      phase += (2 * Math.PI * 300 * 4 ** (1 - height((i + 0.5) / n))) / RATE;
      return (0.2 + loudness) * Math.sin(phase) + 0.02 * (rng.nextFloat64() - 0.5);
    });
    const options = {
      sampleRate: RATE,
      fftSize: 200,
      hop: HOP,
      bands: BANDS,
      fMin: 200,
      center: false,
    };
    const energies = logMelSpectrogram(samples, options);
    const sound = Array.from({ length: MOMENTS }, (_, t) =>
      Array.from({ length: BANDS }, (_band, b) => (energies.get(b, t) + 6) / 4),
    );
    return { video, sound };
  });
}

/** What the network is given of pairs: [pairs · moments, features]. */
function featuresOf(
  clips: readonly Clip[],
  pairs: readonly (readonly [number, number])[],
): FloatNdArray {
  const rows = pairs.flatMap(([video, sound]) =>
    clips[video]!.video.map((row, t) => [...row, ...clips[sound]!.sound[t]!]),
  );
  return createNdArray(Float64Array.from(rows.flat()), [rows.length, FEATURES]);
}

it('tells 9 of 10 pairs of clips that it has not met, where guessing tells 5', () => {
  const rng = randomGenerator(1);
  const clips = drawClips(400, rng);
  const steps = 200;
  const loss = (network: Network<Traced>): Traced => {
    const some = Array.from({ length: 48 }, () => clips[Math.floor(400 * rng.nextFloat64())]!);
    const { pairs, labels } = matchingPairs(48, rng);
    const scores = applyNetwork(network, featuresOf(some, pairs));
    return matchingLoss(mean(reshape(scores, [48, MOMENTS]), { axis: 1 }), labels);
  };
  const start = makeNetwork([FEATURES, 32, 1], randomGenerator(2));
  const learningRate = (step: number): number => 0.02 * (1 - step / steps);
  const { parameters } = minimize(loss, start, adam({ learningRate }), { steps });

  const others = drawClips(500, randomGenerator(3));
  const { pairs, labels } = matchingPairs(500, randomGenerator(4));
  const accuracy = (network: Network<FloatNdArray>): number => {
    const scores = mean(reshape(applyNetwork(network, featuresOf(others, pairs)), [500, MOMENTS]), {
      axis: 1,
    });
    return labels.filter((label, i) => scores.get(i) > 0 === (label === 1)).length / 500;
  };
  expect(Math.abs(accuracy(start) - 0.5)).toBeLessThan(0.1);
  expect(accuracy(parameters)).toBeGreaterThan(0.9);
});
