// What is no derivation, no formula and no expression is refused by name, not by an error of the engine.
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { KindError } from '../../src/core/errors.js';
import {
  createDerivation,
  derivationToJson,
  evaluateStepExpression,
  latexToText,
  latexToWords,
  renderCsv,
  renderHtml,
  renderLatex,
  renderMarkdown,
  renderText,
  verifyDerivation,
} from '../../src/derivation/index.js';
import { klDerivation } from './samples.js';

type Loose = (value: never) => unknown;

const readers: Record<string, Loose> = {
  createDerivation,
  derivationToJson,
  renderCsv,
  renderHtml: (d) => renderHtml(d, { katex }),
  renderLatex,
  renderMarkdown,
  renderText,
  verifyDerivation,
};

const refusal = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(KindError);
    return (error as KindError).message;
  }
  throw new Error('nothing was thrown');
};

describe.each(Object.entries(readers))('%s refuses', (name, read) => {
  const argument = name === 'createDerivation' ? 'draft' : 'derivation';

  it.each([undefined, null, 'KL', 5, [], {}, () => 0])('%s', (value) => {
    expect(refusal(() => read(value as never))).toContain(
      `${name}: "${argument}" expected a derivation: title, given, steps, answer and sources, got `,
    );
  });

  it.each(['title', 'given', 'steps', 'answer'])('one without %s', (field) => {
    const { [field as never]: _, ...rest } = klDerivation();
    expect(refusal(() => read(rest as never))).toContain(`${name}: "${argument}"`);
  });
});

describe('formulas and expressions', () => {
  it.each(Object.entries({ latexToText, latexToWords }))(
    '%s refuses what is no text',
    (name, f) => {
      for (const value of [undefined, null, 5, {}]) {
        expect(refusal(() => f(value as never))).toContain(`${name}: "latex" expected text, got `);
      }
    },
  );

  it('are refused where they are none, also inside others', () => {
    const bad = [null, {}, { op: 'add' }, { op: 'toString', args: [] }, { op: 'sine', args: [1] }];
    for (const expression of bad) {
      const message = 'evaluateStepExpression: "expression" expected a constant, a reference';
      expect(refusal(() => evaluateStepExpression(expression as never))).toContain(message);
      const inside = { op: 'negate', args: [expression] };
      expect(refusal(() => evaluateStepExpression(inside as never))).toContain(message);
    }
    const message = 'evaluateStepExpression: "values" expected an object with a value for each id';
    expect(refusal(() => evaluateStepExpression(1, null as never))).toContain(message);
  });
});
