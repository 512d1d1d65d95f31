// The example of examples/language-model, smaller: the same text, model and descent, in a few seconds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../src/core/random.js';
import { categoricalCrossEntropy } from '../../src/divergence/index.js';
import type { Traced } from '../../src/gradient/index.js';
import { adamw, minimize } from '../../src/optimizer/index.js';
import {
  generateTokens,
  initializeTransformer,
  type LanguageModelParameters,
  languageModelLogits,
  perplexity,
} from '../../src/transformer/index.js';

const TEXT = readFileSync(
  join(import.meta.dirname, '../../examples/language-model/alice.txt'),
  'utf8',
).toLowerCase();
const LETTERS = [...new Set(TEXT)].sort();
const IDS = Array.from(TEXT, (letter) => LETTERS.indexOf(letter));

/** Pieces of the text, and the same a letter on. */
function pieces(starts: number[], length: number): { input: number[][]; next: number[][] } {
  const rows = (shift: number): number[][] =>
    starts.map((start) => IDS.slice(start + shift, start + shift + length));
  return { input: rows(0), next: rows(1) };
}

/** The mean surprise of letters, where each is guessed by how often it occurs. */
function surpriseByFrequency(ids: number[]): number {
  const counts = LETTERS.map((_, letter) => IDS.filter((id) => id === letter).length);
  return ids.reduce((sum, id) => sum - Math.log(counts[id]! / IDS.length), 0) / ids.length;
}

describe('a language model trained on a text', () => {
  it('comes below 2.45 nats a letter of a part that it never saw, where guessing by frequency has 2.9', () => {
    const context = 16;
    const steps = 120;
    const model = initializeTransformer(
      {
        vocabulary: LETTERS.length,
        context,
        width: 24,
        heads: 3,
        layers: 1,
        feedForward: 48,
        activation: 'relu',
        positions: 'rotary',
        dtype: 'float32',
      },
      randomGenerator(1),
    );
    const rng = randomGenerator(2);
    const seen = Math.floor(0.9 * IDS.length);
    const loss = (parameters: LanguageModelParameters<Traced>): Traced => {
      const starts = Array.from({ length: 12 }, () =>
        Math.floor(rng.nextFloat64() * (seen - context)),
      );
      const { input, next } = pieces(starts, context);
      const logits = languageModelLogits({ config: model.config, parameters }, input);
      return categoricalCrossEntropy(logits, next) as Traced;
    };
    const { parameters, history } = minimize(
      loss,
      model.parameters,
      adamw({ learningRate: (step) => 0.02 * Math.min(1, (step + 1) / 10) * (1 - step / steps) }),
      { steps },
    );
    // Before training every letter is about as likely as any other.
    expect(Math.abs(history[0]! - Math.log(LETTERS.length))).toBeLessThan(0.6);
    const starts = Array.from({ length: 200 }, (_, i) => seen + i * context);
    const { input, next } = pieces(starts, context);
    const trained = { config: model.config, parameters };
    const unseen = Math.log(perplexity(languageModelLogits(trained, input), next));
    expect(surpriseByFrequency(next.flat())).toBeGreaterThan(2.9);
    expect(unseen).toBeLessThan(2.45);
    // It has learnt what letters words are made of.
    const prompt = Array.from('she ', (letter) => LETTERS.indexOf(letter));
    const drawn = generateTokens(trained, prompt, { steps: 200, rng: randomGenerator(3) });
    const words = drawn.map((id) => LETTERS[id]!).join('');
    expect(words.match(/[a-z ]/g)!.length).toBeGreaterThan(170);
  });
});
