import { describe, expect, it } from 'vitest';
import { KindError, ShapeError } from '../../src/core/errors.js';
import { createDerivation, type StepDraft } from '../../src/derivation/create-derivation.js';
import { stepOperations as o, refer } from '../../src/derivation/operations.js';
import type { Derivation } from '../../src/derivation/types.js';
import { klDerivation } from './samples.js';

const given = [{ id: 'x', symbol: 'x', title: 'numbers', value: [1, 2, 3] }];

function withSteps(...steps: StepDraft[]): Derivation {
  return createDerivation({ topic: 'test', title: 'Test', given, steps, result: 0, answer: 0 });
}

describe('createDerivation', () => {
  it('evaluates a value that the author leaves out and keeps one that is given', () => {
    const d = withSteps(
      { id: 'a', title: 'Add', check: o.sum(refer('x')) },
      { id: 'b', title: 'Add', check: o.sum(refer('x')), value: 7 },
      { id: 'c', title: 'Twice', check: o.multiply(2, refer('b')) },
    );
    expect(d.steps.map((step) => step.value)).toEqual([6, 7, 14]);
  });

  it('writes the formula from symbol and computation unless the author does', () => {
    const d = withSteps(
      { id: 'a', symbol: 's', title: 'Add', check: o.sum(refer('x')) },
      { id: 'b', title: 'Half', check: o.divide(refer('a'), 2) },
      { id: 'c', title: 'Half', check: o.divide(refer('b'), 2), formula: '\\frac{h}{2}' },
      { id: 'd', title: 'No symbol', check: o.add(refer('c'), 1) },
    );
    expect(d.steps.map((step) => step.formula)).toEqual([
      's = \\sum_{i} x_{i}',
      '\\frac{s}{2}',
      '\\frac{h}{2}',
      '\\text{c} + 1',
    ]);
  });

  it('gathers what a step looks at, from computation and table, each place once', () => {
    const cell = (i: number) => refer('x', [i]);
    const d = withSteps(
      { id: 'a', title: 'Parts', check: o.add(cell(0), cell(2), cell(0)) },
      { id: 'b', title: 'All', check: o.add(cell(0), o.sum(refer('x')), cell(1), refer('a')) },
      {
        id: 'c',
        kind: 'statement',
        title: 'Table',
        table: {
          columns: ['x'],
          rows: [
            { label: '1', cells: [cell(1)] },
            { label: '2', cells: [null] },
          ],
        },
      },
      { id: 'd', title: 'Nothing', check: 1 },
      { id: 'e', title: 'Said', check: 1, refers: [{ id: 'x', cells: [[0]] }] },
    );
    expect(d.steps.map((step) => step.refers)).toEqual([
      [{ id: 'x', cells: [[0], [2]] }],
      [{ id: 'x' }, { id: 'a' }],
      [{ id: 'x', cells: [[1]] }],
      undefined,
      [{ id: 'x', cells: [[0]] }],
    ]);
  });

  it('lets a step refer to the steps within it, not to itself or to later ones', () => {
    const inner: StepDraft = { id: 'inner', title: 'First', check: o.sum(refer('x')) };
    const outer: StepDraft = {
      id: 'outer',
      title: 'Then',
      check: o.add(refer('inner'), 1),
      steps: [inner],
    };
    expect(withSteps(outer).steps[0]?.value).toBe(7);
    const later: StepDraft = { id: 'early', title: 'Too early', check: refer('late') };
    const late: StepDraft = { id: 'late', title: 'Late', check: 1 };
    expect(() => withSteps(later, late)).toThrow(KindError);
    expect(() => withSteps({ id: 'self', title: 'Self', check: refer('self') })).toThrow(
      'expected the id of a given quantity or an earlier step, got "self"',
    );
  });

  it('refuses ids that stand twice or are empty, naming the place', () => {
    const step: StepDraft = { id: 'a', title: 'A', check: 1 };
    expect(() => withSteps(step, { ...step, steps: [] })).toThrow(
      'createDerivation: "steps[1].id" expected a name of its own, got "a" again',
    );
    expect(() => withSteps({ ...step, steps: [step] })).toThrow('"steps[0].steps[0].id"');
    expect(() => withSteps({ ...step, id: 'x' })).toThrow('got "x" again');
    expect(() => withSteps({ ...step, id: '' })).toThrow('got ""');
  });

  it('refuses values that cannot be stored, and answers that lead nowhere', () => {
    const value = new Map() as unknown as number;
    expect(() => withSteps({ id: 'a', title: 'A', check: 1, value })).toThrow(
      'createDerivation: "steps[0].value" expected a number, boolean, string, ndarray, list or plain record, got an object',
    );
    expect(() =>
      createDerivation({ topic: '', title: '', given, steps: [], result: 1, answer: refer('y') }),
    ).toThrow(KindError);
    expect(() =>
      createDerivation({ topic: '', title: '', given, steps: [], result: undefined, answer: 1 }),
    ).toThrow('createDerivation: "result" expected');
    expect(() => withSteps({ id: 'a', title: 'A', check: o.add(refer('x'), 'a') })).toThrow(
      KindError,
    );
    const table = { columns: ['a'], rows: [{ label: '', cells: [refer('nobody')] }] };
    expect(() => withSteps({ id: 'a', title: 'A', kind: 'statement', table })).toThrow(KindError);
  });

  it('says in which step an expression is wrong, and what is', () => {
    const step = { id: 'a', title: 'A' };
    const refused = (check: unknown) => () =>
      withSteps({ ...step, steps: [{ id: 'b', title: 'B', check: check as 1 }], check: 1 });
    expect(refused(refer('nobody'))).toThrow(
      'createDerivation: "steps[0].steps[0].check" expected the id of a given quantity or an earlier step, got "nobody"',
    );
    expect(refused({ op: 'addd', args: [1, 2] })).toThrow(
      'createDerivation: "steps[0].steps[0].check" expected a constant, a reference, a list, a record or a known operation, got the operation "addd"',
    );
    expect(refused(refer('x', [3]))).toThrow(
      'createDerivation: "steps[0].steps[0].check: x" expected a place within an array (3), got [3]',
    );
    expect(refused(o.add(refer('x'), { list: [1, 2] }))).toThrow(ShapeError);
    const table = { columns: ['a'], rows: [{ label: '', cells: [refer('nobody')] }] };
    expect(() => withSteps({ ...step, check: 1, table })).toThrow('"steps[0].table" expected');
    expect(() =>
      createDerivation({ topic: '', title: '', given, steps: [], result: 1, answer: refer('y') }),
    ).toThrow('createDerivation: "answer" expected the id');
  });

  it('makes plain data', () => {
    const d = klDerivation();
    expect(structuredClone({ ...d, given: [] })).toEqual({ ...d, given: [] });
  });
});
