// The game: a generator makes points from noise, a critic tells them from real ones, and both learn from it.
import {
  adam,
  discriminatorLoss,
  generatorLoss,
  gradientPenalty,
  normal,
  randomGenerator,
  valueAndGrad,
} from 'fovea';
import { add, relu } from 'fovea/array';
import { applyNetwork, makeNetwork, toSingle } from '../shared/network.mjs';
import { ring } from './ring.mjs';

/** Noise that a point is made from: two numbers. */
const CODE = 2;
const WIDTH = 48;
/** Real points, and as many made ones, that the critic sees in a step. */
const BATCH = 64;
/** The largest learning rate of both; it falls along half a cosine. */
const RATE = 6e-3;
/** Weight of the penalty on the critic's slope. */
const WEIGHT = 1;

const apply = (layers, x) => applyNetwork(layers, x, relu);

/** What the two networks minimise; this alone differs between the games. */
const GAMES = {
  'non-saturating': {
    ofCritic: (critic, real, made) =>
      discriminatorLoss(critic(real), critic(made), { variant: 'non-saturating' }),
    ofGenerator: (scores) => generatorLoss(scores, { variant: 'non-saturating' }),
  },
  wasserstein: {
    ofCritic: (critic, real, made, rng) =>
      add(
        discriminatorLoss(critic(real), critic(made), { variant: 'wasserstein' }),
        gradientPenalty(critic, real, made, { rng, weight: WEIGHT }),
      ),
    ofGenerator: (scores) => generatorLoss(scores, { variant: 'wasserstein' }),
  },
};

/**
 * Plays a game from a seed for so many steps: in each the critic learns once, then the generator. `onStep` is told how
 * many are done, and gets a function that makes points with the generator of that moment.
 */
export function play(game, seed, steps, onStep) {
  const { ofCritic, ofGenerator } = GAMES[game];
  const rng = randomGenerator(seed);
  const codes = (count, random = rng) => toSingle(normal(random, [count, CODE]));
  const learningRate = (step) => RATE * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
  const optimizer = adam({ learningRate, beta1: 0.5, beta2: 0.9 });
  let generator = makeNetwork([CODE, WIDTH, WIDTH, 2], rng, 2);
  let critic = makeNetwork([2, WIDTH, WIDTH, 1], rng, 2);
  let states = [optimizer.init(generator), optimizer.init(critic)];
  for (let step = 0; step < steps; step++) {
    const real = ring(BATCH, rng);
    const made = apply(generator, codes(BATCH));
    const judged = valueAndGrad((layers) => ofCritic((x) => apply(layers, x), real, made, rng))(
      critic,
    );
    const learnt = optimizer.step(states[1], critic, judged.gradient);
    critic = learnt.parameters;
    const noise = codes(BATCH);
    const fooled = valueAndGrad((layers) => ofGenerator(apply(critic, apply(layers, noise))))(
      generator,
    );
    const improved = optimizer.step(states[0], generator, fooled.gradient);
    generator = improved.parameters;
    states = [improved.state, learnt.state];
    onStep(step + 1, (count, random) => apply(generator, codes(count, random)));
  }
}
