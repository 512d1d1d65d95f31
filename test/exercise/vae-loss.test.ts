// The exercise about a variational autoencoder, on the numbers of the course: means 0.5 and −1, deviations 1.2 and 0.8.
import { describe, expect, it } from 'vitest';
import { gradeAnswer } from '../../src/exercise/index.js';

const given = {
  mean: [0.5, -1],
  logVariance: [2 * Math.log(1.2), 2 * Math.log(0.8)],
  noise: [0.5, -1.5],
  pixels: [1, 0.2, 0.6],
  decoded: [0.8, 0.4, 0],
  beta: 4,
};

const graded = (answers: { readonly [part: string]: unknown }) =>
  Object.fromEntries(
    gradeAnswer({ topic: 'vae-loss', given }, answers).parts.map((part) => [part.id, part]),
  );

describe('vae-loss', () => {
  it('has the answers that pen and paper give', () => {
    // z = (0.5 + 1.2 · 0.5, −1 − 0.8 · 1.5); D = (0.25 + 1.44 − 1 − 2 ln 1.2 + 1 + 0.64 − 1 − 2 ln 0.8)/2 = 0.705822;
    // E = (0.04 + 0.04 + 0.36)/2; the loss is 0.22 + 4 · 0.705822.
    const answers = { a: '1.2; 0.8', b: '1.1; -2.2', c: 0.706, d: 0.22, e: 3.043 };
    for (const part of Object.values(graded(answers))) expect(part.correct, part.id).toBe(true);
  });

  it('knows the mistakes of the catalogue by its numbers', () => {
    for (const [part, answer, id] of [
      ['a', [1.44, 0.64], 'reparam-exp-logvar'],
      ['a', [0.365, -0.446], 'logvar-read-as-sigma'],
      ['b', [1.22, -1.96], 'reparam-variance-times-eps'],
      ['c', -0.7058, 'vae-kl-sign'],
      ['c', 0.6454, 'vae-kl-sigma-vs-variance'],
      ['c', 0.1627, 'vae-kl-range'],
      ['c', 1.4116, 'vae-kl-no-half'],
      // 4 · 0.22 + 0.7058, and −0.22 − 4 · 0.7058.
      ['e', 1.586, 'beta-on-reconstruction'],
      ['e', -3.043, 'elbo-sign'],
    ] as const) {
      expect(graded({ [part]: answer })[part]?.misconception?.id, `${part} ${answer}`).toBe(id);
    }
  });
});
