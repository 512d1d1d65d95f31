import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { isNdArray } from '../../src/core/create.js';
import { textWidth } from '../../src/derivation/box.js';
import { derivationFromJson } from '../../src/derivation/json-read.js';
import { derivationToJson } from '../../src/derivation/json-write.js';
import { latexToText } from '../../src/derivation/math-text.js';
import { renderCsv } from '../../src/derivation/render-csv.js';
import { renderHtml } from '../../src/derivation/render-html.js';
import { renderLatex } from '../../src/derivation/render-latex.js';
import { renderMarkdown } from '../../src/derivation/render-markdown.js';
import { renderText } from '../../src/derivation/render-text.js';
import { verifyDerivation } from '../../src/derivation/verify.js';
import { codeGeneration } from '../laws/code-generation.js';
import { SOLUTIONS } from './worked-examples.js';

/** KaTeX as a page would use it, but for not forgiving anything. */
const strict = {
  renderToString: (latex: string, options?: object): string =>
    katex.renderToString(latex, { ...options, strict: 'error', throwOnError: true }),
};

const schema = new URL('../../docs/derivation.schema.json', import.meta.url);
let validate: ValidateFunction | undefined;

/** What the schema has against a document. */
function complaint(json: unknown): string | undefined {
  const text = (): string => readFileSync(schema, 'utf8');
  validate ??= new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(text()));
  return validate(json) ? undefined : JSON.stringify(validate.errors?.[0]);
}

/** No line is wider, on paper or in a terminal. */
const WIDEST = 100;

interface Example {
  readonly id: string;
  readonly inputs: unknown;
  readonly correct: unknown;
  readonly misconceptionValues?: readonly {
    readonly misconception: string;
    readonly value: unknown;
  }[];
}

const file = join(import.meta.dirname, '../reference/worked-examples.json');
const examples: readonly Example[] = JSON.parse(readFileSync(file, 'utf8')).examples;

/** The numbers and words of a value, one after the other. */
function flat(value: unknown): unknown[] {
  if (isNdArray(value)) {
    const count = value.shape.reduce((a, b) => a * b, 1);
    const strides = value.shape.map((_, axis) =>
      value.shape.slice(axis + 1).reduce((a, b) => a * b, 1),
    );
    return Array.from({ length: count }, (_, i) =>
      value.get(...strides.map((stride, axis) => Math.floor(i / stride) % value.shape[axis]!)),
    );
  }
  if (Array.isArray(value)) return value.flatMap(flat);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(flat);
  return [value];
}

function at(value: unknown, path: string): unknown {
  // biome-ignore lint/suspicious/noExplicitAny: JSON.
  return path.split('.').reduce<any>((part, key) => part?.[key], value);
}

function agree(actual: readonly unknown[], expected: readonly unknown[]): boolean {
  if (actual.length !== expected.length) return false;
  return actual.every((a, i) => {
    const e = expected[i];
    if (typeof a !== 'number' || typeof e !== 'number') return a === e;
    return Math.abs(a - e) <= 1e-9 * Math.max(1e-3, Math.abs(e));
  });
}

describe('the worked examples of the course', () => {
  it('are all solved', () => {
    expect(Object.keys(SOLUTIONS).sort()).toEqual(examples.map(({ id }) => id).sort());
  });

  for (const { id, inputs, correct, misconceptionValues = [] } of examples) {
    const solution = SOLUTIONS[id];
    if (solution === undefined) continue;
    describe(id, () => {
      const derivations = solution.solve(inputs);
      const results = derivations.map(({ result }) => result);

      it('comes out right, with steps that verify', () => {
        for (const derivation of derivations) {
          expect(verifyDerivation(derivation).steps.filter(({ ok }) => !ok)).toEqual([]);
        }
        for (const [path, say] of Object.entries(solution.says)) {
          const expected = solution.expects?.[path] ?? at(correct, path);
          if (expected === undefined) {
            // Only wrong answers are compared with it.
            expect(Object.values(solution.asked ?? {})).toContain(path);
            continue;
          }
          const found = say(...results);
          expect(
            agree(flat(found), flat(expected)),
            `${path}: ${flat(found)} for ${flat(expected)}`,
          ).toBe(true);
        }
      });

      it('prints in every form, each formula to be set', () => {
        for (const derivation of derivations) {
          for (const line of renderText(derivation).split('\n')) {
            expect(textWidth(line), line).toBeLessThanOrEqual(WIDEST);
          }
          for (const [, formula] of renderLatex(derivation).matchAll(/\\\[ (.*) \\\]/g)) {
            strict.renderToString(formula!, { displayMode: true });
            for (const line of latexToText(formula!).split('\n')) {
              expect(textWidth(line), formula).toBeLessThanOrEqual(WIDEST);
            }
          }
          // What LaTeX's own fonts do not have.
          expect(renderLatex(derivation)).not.toMatch(/[^\n -~À-ž‘’“”–—]/u);
          expect(renderMarkdown(derivation).split('$$').length % 2).toBe(1);
          const html = renderHtml(derivation, { katex: strict });
          expect(html).not.toContain('katex-error');
          for (const [, words] of html.matchAll(/role="math" aria-label="([^"]*)"/g)) {
            expect(words).toMatch(/^[\p{L}\p{N}\s.,;:?'’“”()&#_-]+$/u);
          }
          expect(renderCsv(derivation).length).toBeGreaterThan(100);
        }
      });

      // The validator generates code.
      it.runIf(codeGeneration)('is stored as the schema has it, and comes back', () => {
        for (const derivation of derivations) {
          const json = JSON.parse(JSON.stringify(derivationToJson(derivation)));
          expect(complaint(json)).toBeUndefined();
          const back = derivationFromJson(json);
          expect(derivationToJson(back)).toEqual(json);
          expect(renderText(back)).toBe(renderText(derivation));
        }
      });

      it('differs from what mistakes lead to', () => {
        for (const { misconception, value } of misconceptionValues) {
          const path = solution.asked?.[misconception] ?? solution.asked?.[''];
          expect(path, misconception).toBeDefined();
          const right = flat(solution.says[path!]!(...results));
          const same = agree(flat(value), right);
          expect(same, misconception).toBe(solution.harmless?.includes(misconception) ?? false);
        }
      });
    });
  }
});
