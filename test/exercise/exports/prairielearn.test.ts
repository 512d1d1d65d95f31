// Files are held against PrairieLearn's documentation: keys of info.json, elements and their attributes.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import {
  exportPrairieLearn,
  generateExercise,
  misconceptions,
} from '../../../src/exercise/index.js';
import { nastyExercise, samples } from './samples.js';

const ELEMENTS: { readonly [name: string]: readonly string[] } = {
  'pl-number-input': ['answers-name', 'weight', 'comparison', 'rtol', 'atol', 'suffix'],
  'pl-matrix-component-input': ['answers-name', 'weight', 'comparison', 'rtol', 'atol'],
  'pl-multiple-choice': ['answers-name', 'weight', 'order'],
};

interface Node {
  readonly [name: string]: unknown;
}

/** Elements of a page in the order they come, with their attributes. */
function elementsOf(html: string): { name: string; attributes: { [name: string]: string } }[] {
  const page = `<page>${html}</page>`;
  expect(XMLValidator.validate(page, { allowBooleanAttributes: true })).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    allowBooleanAttributes: true,
    preserveOrder: true,
    parseAttributeValue: false,
  });
  const walk = (nodes: readonly Node[]): ReturnType<typeof elementsOf> =>
    nodes.flatMap((node) => {
      const [name] = Object.keys(node);
      const inside = node[name!];
      if (!Array.isArray(inside)) return [];
      const attributes = (node[':@'] ?? {}) as { [name: string]: string };
      return [{ name: name!, attributes }, ...walk(inside)];
    });
  return walk(parser.parse(page));
}

describe('exportPrairieLearn', () => {
  const all = samples();
  const files = exportPrairieLearn(all, { topic: 'Vision', tags: ['week 3'] });

  it('describes each question', () => {
    const infos = Object.keys(files).filter((path) => path.endsWith('/info.json'));
    expect(infos).toHaveLength(all.length);
    const uuids = infos.map((path) => {
      const { uuid, title, ...rest } = JSON.parse(files[path]!);
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(title).not.toBe('');
      const [, difficulty] = /-([a-z]+)-\d+\//.exec(path)!;
      const tags = [difficulty, 'week 3'];
      expect(rest).toEqual({ topic: 'Vision', tags, type: 'v3', singleVariant: true });
      return uuid;
    });
    expect(new Set(uuids).size).toBe(uuids.length);
    const again = exportPrairieLearn(all[0]!, { topic: 'Vision', tags: ['week 3'] });
    for (const [path, text] of Object.entries(again)) expect(files[path]).toBe(text);
  });

  it('asks each part by an element with documented attributes', () => {
    for (const { topic, difficulty, seed, parts } of all) {
      const html = files[`${topic}-${difficulty}-${seed}/question.html`]!;
      const elements = elementsOf(html);
      const inputs = elements.filter(({ name }) => name in ELEMENTS);
      expect(inputs.map(({ name }) => name)).toEqual(
        parts.map(
          ({ kind }) =>
            ({
              number: 'pl-number-input',
              vector: 'pl-matrix-component-input',
              matrix: 'pl-matrix-component-input',
              choice: 'pl-multiple-choice',
            })[kind],
        ),
      );
      inputs.forEach(({ name, attributes }, i) => {
        const { id, marks, tolerance, kind } = parts[i]!;
        for (const attribute of Object.keys(attributes)) {
          expect(ELEMENTS[name]).toContain(attribute);
        }
        expect(attributes).toMatchObject({ 'answers-name': id, weight: String(marks) });
        if (kind !== 'choice') expect(Number(attributes['atol'])).toBeCloseTo(tolerance, 12);
      });
      const count = (name: string): number => elements.filter((each) => each.name === name).length;
      expect([count('pl-question-panel'), count('pl-answer-panel')]).toEqual([1, 1]);
      const right = elements.filter(
        ({ name, attributes }) => name === 'pl-answer' && attributes['correct'] === 'true',
      );
      expect(right).toHaveLength(parts.filter(({ kind }) => kind === 'choice').length);
      // Tags of Mustache are those of feedback alone.
      const tags = html.match(/\{\{.*?\}\}/g) ?? [];
      for (const tag of tags) expect(tag).toMatch(/^\{\{[#/]?feedback\.[a-z]\}\}$/);
      expect(tags.length).toBe(3 * parts.filter(({ kind }) => kind !== 'choice').length);
    }
  });

  it('has the data that server.py grades by', () => {
    for (const exercise of all) {
      const { topic, difficulty, seed, given, parts } = exercise;
      const data = JSON.parse(files[`${topic}-${difficulty}-${seed}/data.json`]!);
      expect(data).toMatchObject({ topic, difficulty, seed, params: given });
      const known = misconceptions(topic).map((each) => ({
        ...each,
        answers: each.wrong(given),
      }));
      parts.forEach((part, i) => {
        const own = data.parts[i];
        const { id, kind, marks } = part;
        expect(own).toMatchObject({ id, kind, marks });
        const numbers = [own.answer].flat(2);
        const right = [part.answer].flat(2) as (number | string)[];
        right.forEach((value, j) => {
          if (typeof value === 'string') expect(numbers[j]).toBe(value);
          else expect(numbers[j]).toBeCloseTo(value, 8);
        });
        const wrong = known.filter(({ answers }) => id in answers);
        expect(own.wrong).toEqual(
          wrong.map(({ id: misconception, explanation: feedback }) =>
            expect.objectContaining({ misconception, feedback, share: 0.5 }),
          ),
        );
      });
      const server = files[`${topic}-${difficulty}-${seed}/server.py`]!;
      expect(server).toContain('def generate(data):');
      expect(server).toContain('def grade(data):');
    }
  });

  it('keeps words from being read as HTML or Mustache', () => {
    const html = exportPrairieLearn(nastyExercise())['harris-easy-1/question.html']!;
    expect(html).toContain('Is $a &lt; b$ &amp; { {c} } ]]&gt; 100 %?');
    expect(html).toContain('~corner} #1 &lt;b&gt;{ {&quot;%50%&#39;');
    elementsOf(html);
  });

  it('says what is wrong with its arguments', () => {
    const exercise = generateExercise('harris');
    expect(() => exportPrairieLearn([exercise, exercise])).toThrow('harris-medium-0 twice');
    expect(() => exportPrairieLearn(null as never)).toThrow(/exportPrairieLearn.*null/s);
    expect(() => exportPrairieLearn(exercise, { tag: 'x' } as never)).toThrow('tag');
    expect(() => exportPrairieLearn(exercise, { tags: 'x' as never })).toThrow('tags');
    expect(() => exportPrairieLearn(exercise, { topic: 1 as never })).toThrow('topic');
  });
});
