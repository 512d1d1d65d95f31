// Whatever computation an author writes: it verifies, it is printed, and KaTeX sets it.
import fc from 'fast-check';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { createDerivation } from '../../src/derivation/create-derivation.js';
import type { StepExpression, StepOperationName } from '../../src/derivation/expression-types.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderLatex } from '../../src/derivation/render-latex.js';
import { renderMarkdown } from '../../src/derivation/render-markdown.js';
import { renderText } from '../../src/derivation/render-text.js';
import type { Derivation } from '../../src/derivation/types.js';
import { verifyDerivation } from '../../src/derivation/verify.js';

const strict = {
  renderToString: (latex: string, options?: object): string =>
    katex.renderToString(latex, { ...options, strict: 'error', throwOnError: true }),
};

const UNARY: readonly StepOperationName[] = [
  'negate',
  'abs',
  'sqrt',
  'exp',
  'log',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'floor',
];
const BINARY: readonly StepOperationName[] = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'minimum',
  'maximum',
  'atan2',
  'modulo',
];
const WHOLE: readonly StepOperationName[] = [
  'sum',
  'mean',
  'min',
  'max',
  'softmax',
  'norm',
  'argmax',
  'transpose',
  'determinant',
  'inverse',
  'trace',
];
const COMPARE: readonly StepOperationName[] = [
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
  'equal',
  'notEqual',
];

const leaf: fc.Arbitrary<StepExpression> = fc.oneof(
  fc.constantFrom<StepExpression>(
    refer('a'),
    refer('v'),
    refer('m'),
    refer('v', [1]),
    refer('m', [0]),
    refer('m', [1, 0], 'm_{21}'),
  ),
  fc.constantFrom<StepExpression>(0, 1, -2, 0.5, 1e-7, -3e20, Math.PI),
);

const { number: numeric } = fc.letrec<{ number: StepExpression }>((tie) => {
  const call = (ops: readonly StepOperationName[], count: number) =>
    fc
      .tuple(
        fc.constantFrom(...ops),
        fc.array(tie('number'), { minLength: count, maxLength: count }),
      )
      .map(([op, args]): StepExpression => ({ op, args }));
  return {
    number: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      call(UNARY, 1),
      call(BINARY, 2),
      call(WHOLE, 1),
      call(['add', 'multiply'], 3),
      call(['matmul', 'dot'], 2),
      fc
        .tuple(
          fc.constantFrom<StepOperationName>('sum', 'mean', 'max'),
          tie('number'),
          fc.constantFrom(0, 1),
        )
        .map(([op, array, axis]): StepExpression => ({ op, args: [array, axis] })),
      fc
        .array(tie('number'), { minLength: 1, maxLength: 3 })
        .map((list): StepExpression => ({ list })),
      fc
        .tuple(fc.constantFrom(...COMPARE), tie('number'), tie('number'), tie('number'))
        .map(([op, a, b, c]): StepExpression => o.choose({ op, args: [a, b] }, b, c)),
    ),
  };
});

const truths = fc
  .tuple(
    fc.constantFrom(...COMPARE),
    numeric,
    numeric,
    fc.constantFrom<StepOperationName>('all', 'any', 'count', 'not'),
  )
  .map(([op, a, b, outer]): StepExpression => ({ op: outer, args: [{ op, args: [a, b] }] }));

const numbers = fc.oneof(
  fc.double({ min: -100, max: 100, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, 1e-9, 1e17, Infinity, Number.NaN),
);

const words = fc.string({ unit: 'grapheme', maxLength: 12 });

interface Draft {
  readonly check: StepExpression;
  readonly a: number;
  readonly v: readonly number[];
  readonly m: readonly (readonly number[])[];
  readonly words: string;
}

const drafts: fc.Arbitrary<Draft> = fc.record({
  check: fc.oneof(numeric, truths),
  a: numbers,
  v: fc.tuple(numbers, numbers),
  m: fc.tuple(fc.tuple(numbers, numbers), fc.tuple(numbers, numbers)),
  words,
});

/** The derivation, or undefined where shapes or kinds do not fit. */
function derive({ check, a, v, m, words: text }: Draft): Derivation | undefined {
  try {
    return createDerivation({
      topic: 'law',
      title: text,
      given: [
        { id: 'a', symbol: 'a_1', title: text, value: a },
        { id: 'v', symbol: 'v', title: text, note: text, value: [...v] },
        { id: 'm', symbol: '\\mathbf{M}', title: text, value: m.map((row) => [...row]) },
      ],
      steps: [
        { id: `s${text}`, symbol: 's', title: text, note: text, check },
        {
          id: `u${text}`,
          title: text,
          check,
          table: { corner: text, columns: [text], rows: [{ label: text, cells: [check] }] },
        },
        { id: 'w', title: text, check: { record: { [text]: text } } },
        { id: 'x', title: text, check: { list: [text, refer(`u${text}`)] } },
      ],
      result: text,
      answer: text,
      conclusion: text,
      sources: [text],
    });
  } catch {
    return undefined;
  }
}

describe('every computation that can be evaluated', () => {
  it('verifies, and is set by KaTeX in every printer with any words around it', () => {
    let derived = 0;
    fc.assert(
      fc.property(drafts, (draft) => {
        const d = derive(draft);
        if (d === undefined) return;
        derived++;
        expect(verifyDerivation(d)).toMatchObject({ ok: true });
        // renderHtml hands every formula to KaTeX, which throws at the first that it dislikes.
        expect(renderHtml(d, { katex: strict })).toContain('fovea-derivation');
        expect(renderText(d).length).toBeGreaterThan(0);
        for (const formula of renderLatex(d).matchAll(/\\\[ ([\s\S]*?) \\\]/g))
          strict.renderToString(formula[1]!);
        for (const formula of renderMarkdown(d).matchAll(/\n\$\$\n([\s\S]*?)\n\$\$\n/g))
          strict.renderToString(formula[1]!);
      }),
      { numRuns: 150 },
    );
    expect(derived).toBeGreaterThan(10);
  });
});
