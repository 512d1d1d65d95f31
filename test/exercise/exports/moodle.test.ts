// The file is read back as Moodle reads it: XML by a parser, fields of cloze questions by the rules of its documentation.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { shapeOf } from '../../../src/exercise/compare.js';
import {
  type ExerciseAnswer,
  exportMoodleXml,
  generateExercise,
  gradeAnswer,
  misconceptions,
} from '../../../src/exercise/index.js';
import { nastyExercise, samples } from './samples.js';

interface XmlAnswer {
  readonly '@fraction': string;
  readonly text: string;
  readonly feedback: { readonly text: string };
  readonly tolerance?: string;
}

interface XmlQuestion {
  readonly '@type': string;
  readonly category: { readonly text: string };
  readonly name: { readonly text: string };
  readonly questiontext: { readonly text: string };
  readonly generalfeedback: { readonly text: string };
  readonly defaultgrade: string;
  readonly idnumber: string;
  readonly answer: readonly XmlAnswer[];
}

function read(xml: string): XmlQuestion[] {
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => name === 'answer' || name === 'question',
  });
  return parser.parse(xml).quiz.question;
}

interface Choice {
  readonly fraction: number;
  readonly answer: string;
  readonly feedback: string;
}

interface Field {
  readonly weight: number;
  readonly type: string;
  readonly answers: readonly Choice[];
}

/** What an alternative of a field is made of. */
const ALTERNATIVE = /^(=|%(-?\d+)%)?(.+?)(?:(?<![\\&])#(.*))?$/s;

function fieldsOf(html: string): Field[] {
  return [...html.matchAll(/\{(\d+):(NUMERICAL|MULTICHOICE_V):((?:[^}\\]|\\.)*)\}/g)].map(
    ([, weight, type, body]) => ({
      weight: Number(weight),
      type: type!,
      answers: body!.split(/(?<!\\)~/).map((text) => {
        const [, mark, percent, answer, feedback = ''] = ALTERNATIVE.exec(text) ?? [];
        const fraction = mark === '=' ? 100 : Number(percent ?? 0);
        return { fraction, answer: decode(answer!), feedback: decode(feedback) };
      }),
    }),
  );
}

function decode(text: string): string {
  return text
    .replace(/\\([#}])/g, '$1')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The first alternative that a number is within the tolerance of. */
function numericMatch({ answers }: Pick<Field, 'answers'>, value: number): Choice | undefined {
  return answers.find(({ answer }) => {
    const [, right, tolerance] = /^(-?[\d.]+(?:e-?\d+)?):([\d.]+(?:e-?\d+)?)$/.exec(answer) ?? [];
    expect(right, answer).toBeDefined();
    return Math.abs(value - Number(right)) <= Number(tolerance) * (1 + 1e-9);
  });
}

function numbersOf(answer: ExerciseAnswer): number[] {
  if (typeof answer === 'string') return [];
  return typeof answer === 'number' ? [answer] : answer.flatMap(numbersOf);
}

describe('exportMoodleXml', () => {
  it('makes one cloze question an exercise, whose fields take the right answers', () => {
    const all = samples();
    const questions = read(exportMoodleXml(all)).filter((each) => each['@type'] === 'cloze');
    expect(questions).toHaveLength(all.length);
    for (const exercise of all) {
      const { topic, difficulty, seed, parts } = exercise;
      const name = `${topic}-${difficulty}-${seed}`;
      const question = questions.find(({ idnumber }) => idnumber === name)!;
      const fields = fieldsOf(question.questiontext.text);
      const weights = fields.map(({ weight }) => weight);
      const total = weights.reduce((a, b) => a + b, 0);
      const marks = parts.reduce((sum, part) => sum + part.marks, 0);
      let at = 0;
      for (const part of parts) {
        const numbers = numbersOf(part.answer);
        const own = fields.slice(at, at + Math.max(1, numbers.length));
        at += own.length;
        const weight = own.reduce((sum, field) => sum + field.weight, 0);
        expect(weight / total, name).toBeCloseTo(part.marks / marks, 12);
        numbers.forEach((value, i) => {
          expect(numericMatch(own[i]!, value)?.fraction, `${name} ${part.id}`).toBe(100);
        });
        if (part.kind !== 'choice') continue;
        const label = part.choices!.find(({ id }) => id === part.answer)!.label;
        expect(own[0]!.answers.find(({ fraction }) => fraction === 100)!.answer).toBe(label);
      }
      expect(at, name).toBe(fields.length);
      expect(question.generalfeedback.text).toContain('<article class="fovea-derivation">');
      expect(question.generalfeedback.text).toContain('\\[');
    }
  });

  it('knows the wrong answers that gradeAnswer knows, and gives them as much', () => {
    for (const exercise of samples()) {
      const [, question] = read(exportMoodleXml(exercise));
      const fields = fieldsOf(question!.questiontext.text);
      for (const { explanation, wrong } of misconceptions(exercise.topic)) {
        for (const [id, answer] of Object.entries(wrong(exercise.given))) {
          const at = exercise.parts.findIndex((part) => part.id === id);
          const before = exercise.parts
            .slice(0, at)
            .reduce((sum, part) => sum + Math.max(1, numbersOf(part.answer).length), 0);
          const { marks = 0, outOf = 1 } = gradeAnswer(exercise, { [id]: answer }).parts[at] ?? {};
          const where = `${exercise.topic} ${id} ${explanation}`;
          if (typeof answer === 'number') {
            const found = numericMatch(fields[before]!, answer);
            expect(found, where).toMatchObject({
              fraction: (100 * marks) / outOf,
              feedback: explanation,
            });
          } else if (typeof answer === 'string') {
            const label = exercise.parts[at]!.choices!.find(
              (choice) => choice.id === answer,
            )?.label;
            const found = fields[before]!.answers.find((each) => each.answer === label);
            expect(found, where).toMatchObject({ fraction: 50, feedback: explanation });
          } else if (shapeOf(answer).join() === shapeOf(exercise.parts[at]!.answer).join()) {
            const told = numbersOf(answer).some((value, i) => {
              const found = numericMatch(fields[before + i]!, value);
              return found?.fraction === 0 && found.feedback.includes(explanation);
            });
            expect(told, where).toBe(true);
          }
        }
      }
    }
  });

  it('takes an angle one turn away', () => {
    const exercise = generateExercise('rotation-invariance', { seed: 2 });
    const [, question] = read(exportMoodleXml(exercise));
    const fields = fieldsOf(question!.questiontext.text);
    const turning = exercise.parts.findIndex(({ kind, period }) => kind === 'number' && period);
    const at = turning < 0 ? exercise.parts.findIndex(({ period }) => period) : turning;
    const before = exercise.parts
      .slice(0, at)
      .reduce((sum, part) => sum + Math.max(1, numbersOf(part.answer).length), 0);
    const [angle = NaN] = numbersOf(exercise.parts[at]!.answer);
    for (const turned of [angle - 360, angle, angle + 360]) {
      expect(numericMatch(fields[before]!, turned)?.fraction).toBe(100);
    }
  });

  it('splits an exercise into a question for each part', () => {
    const exercise = generateExercise('harris', { seed: 3, difficulty: 'hard' });
    const [category, ...questions] = read(
      exportMoodleXml(exercise, { split: true, category: 'Vision' }),
    );
    expect(category!.category.text).toBe('$course$/top/Vision/The Harris response of a window');
    expect(questions.map((question) => question['@type'])).toEqual([
      'cloze',
      ...['numerical', 'numerical', 'numerical', 'multichoice'],
    ]);
    const [, determinant, , , verdict] = questions;
    expect(determinant!.defaultgrade).toBe('1');
    expect(determinant!.questiontext.text).toContain('Write down the structure tensor');
    const [right, wrong] = determinant!.answer;
    expect(right).toMatchObject({ '@fraction': '100', text: String(exercise.parts[1]!.answer) });
    expect(Number(right!.tolerance)).toBeCloseTo(exercise.parts[1]!.tolerance, 12);
    expect(wrong).toMatchObject({ '@fraction': '50' });
    expect(wrong!.feedback.text).toContain('minus the product of the other two entries');
    expect(verdict!.answer.map((each) => each['@fraction']).sort()).toEqual(['100', '50', '50']);
  });

  it('puts exercises of a topic together, whatever order they come in', () => {
    const list = ['harris', 'kl-divergence', 'harris'].map((topic, seed) =>
      generateExercise(topic, { seed }),
    );
    const questions = read(exportMoodleXml(list));
    expect(questions.map((question) => question['@type'])).toEqual([
      'category',
      'cloze',
      'cloze',
      'category',
      'cloze',
    ]);
  });

  it('keeps what means something to XML, HTML and cloze fields as it is', () => {
    for (const split of [false, true]) {
      const questions = read(exportMoodleXml(nastyExercise(), { split }));
      expect(questions[0]!.category.text).toBe('$course$/top/Exercises/A//B & "C" <]]> {{d}}');
      expect(questions[1]!.name.text).toBe(`A/B & "C" <]]> {{d}} (easy, 1)${split ? ' (a)' : ''}`);
      expect(questions[1]!.questiontext.text).toContain(
        'Is \\(a &lt; b\\) &amp; {{c}} ]]&gt; 100 %?',
      );
      if (split) continue;
      const { answers } = fieldsOf(questions[1]!.questiontext.text).at(-1)!;
      expect(answers.map(({ answer }) => answer)).toEqual(
        ['corner', 'edge', 'flat'].map((id) => `~${id}} #1 <b>{{"%50%'`),
      );
    }
  });

  it('says what is wrong with its arguments', () => {
    const exercise = generateExercise('harris');
    expect(() => exportMoodleXml([])).toThrow(/exportMoodleXml.*exercises.*none/s);
    expect(() => exportMoodleXml([exercise, exercise])).toThrow('harris-medium-0 twice');
    expect(() => exportMoodleXml([exercise, {} as never])).toThrow('exercises[1]');
    expect(() => exportMoodleXml(exercise, { split: 1 as never })).toThrow('split');
    expect(() => exportMoodleXml(exercise, { category: ' ' })).toThrow('category');
    expect(() => exportMoodleXml(exercise, { categories: 'x' } as never)).toThrow('categories');
  });
});
