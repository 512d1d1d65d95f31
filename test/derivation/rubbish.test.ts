// Rubbish in any place of a derivation is refused by the name of the place, not by an error of the engine.
import { describe, expect, it } from 'vitest';
import {
  createDerivation,
  type Derivation,
  derivationToJson,
  evaluateStepExpression,
  refer,
  renderCsv,
  renderHtml,
  renderLatex,
  renderMarkdown,
  renderText,
  stepOperations,
  verifyDerivation,
} from '../../src/derivation/index.js';

const { add, divide } = stepOperations;

const whole = createDerivation({
  topic: 'example',
  title: 'A mean',
  given: [{ id: 'x', symbol: 'x', title: 'Two numbers', value: [1, 2] }],
  steps: [
    {
      id: 'mean',
      symbol: 'm',
      title: 'Halve their sum',
      check: divide(add(refer('x', [0]), refer('x', [1])), 2),
      table: { columns: ['first'], rows: [{ label: 'number', cells: [refer('x', [0])] }] },
      steps: [{ id: 'why', kind: 'statement', title: 'There are two' }],
    },
  ],
  result: 1.5,
  answer: refer('mean'),
  sources: ['Known for long.'],
});

const katex = { renderToString: () => '' };
const takers: readonly (readonly [string, (d: Derivation) => unknown])[] = [
  ['createDerivation', (d) => createDerivation(d)],
  ['derivationToJson', derivationToJson],
  ['renderCsv', renderCsv],
  ['renderHtml', (d) => renderHtml(d, { katex })],
  ['renderLatex', renderLatex],
  ['renderMarkdown', renderMarkdown],
  ['renderText', renderText],
  ['verifyDerivation', verifyDerivation],
];

const places: readonly (readonly (string | number)[])[] = [
  ['given', 0],
  ['given', 0, 'title'],
  ['given', 0, 'symbol'],
  ['steps', 0],
  ['steps', 0, 'title'],
  ['steps', 0, 'check', 'args'],
  ['steps', 0, 'check', 'args', 0],
  ['steps', 0, 'check', 'args', 0, 'args'],
  ['steps', 0, 'table', 'columns', 0],
  ['steps', 0, 'table', 'rows'],
  ['steps', 0, 'table', 'rows', 0, 'cells'],
  ['steps', 0, 'refers', 0],
  ['steps', 0, 'steps', 0],
  ['answer', 'ref'],
  ['sources', 0],
];

function changed(path: readonly (string | number)[], what: unknown): Derivation {
  const copy = structuredClone(whole) as unknown as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  at[path.at(-1)!] = what;
  return copy as unknown as Derivation;
}

describe.each(takers)('%s', (name, take) => {
  it('refuses rubbish', () => {
    for (const path of places) {
      for (const what of [undefined, null, Symbol('s'), 1n, {}, () => 1]) {
        const label = `${path.join('.')} = ${String(what)}`;
        expect(() => take(changed(path, what)), label).toThrow(
          expect.objectContaining({
            function: name,
            argument: expect.stringMatching(/^(derivation|draft)(\.|$)/),
          }),
        );
      }
    }
  });

  // Expressions that are well formed, and cannot be evaluated.
  it.runIf(name.startsWith('render'))('refuses what it cannot work out by its own name', () => {
    const refused = (path: readonly (string | number)[], what: unknown, message: string): void =>
      expect(() => take(changed(path, what))).toThrow(`${name}: "derivation${message}`);
    const within = ': x" expected a place within';
    refused(['given', 0, 'value'], 'word', `${within} "word", got [0]`);
    refused(
      ['steps', 0, 'table', 'rows', 0, 'cells', 0],
      refer('x', [7]),
      `${within} an array (2), got [7]`,
    );
    refused(['answer'], refer('y'), '" expected the id of a given quantity or an earlier step');
  });

  // Drafts are written, not stored: they have no kind but that of statements.
  it.skipIf(name === 'createDerivation')('misses its sources', () => {
    expect(() => take(changed(['sources'], undefined))).toThrow(`${name}: "derivation" expected`);
  });

  it.skipIf(name === 'createDerivation')('takes the same with nothing wrong', () => {
    expect(() => take(structuredClone(whole))).not.toThrow();
  });
});

describe('evaluateStepExpression', () => {
  it('refuses what is no expression, however deep', () => {
    for (const rubbish of [
      undefined,
      null,
      Symbol('s'),
      1n,
      {},
      { op: 'add' },
      { list: 1 },
      { op: 'add', args: [1], list: 1 },
      { record: null },
    ]) {
      for (const nest of [(x: unknown) => x, (x: unknown) => ({ op: 'add', args: [1, x] })]) {
        expect(() => evaluateStepExpression(nest(rubbish) as never)).toThrow(
          'evaluateStepExpression: "expression" expected a constant, a reference, a list',
        );
      }
    }
  });
});
