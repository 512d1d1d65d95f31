// What every engine does: the examples of all public functions, each call of the library put down with its result;
// every derivation that comes up, through every printer; exercises of every topic; and the subjects' larger work.
import katex from 'katex';
import type { Example } from '../../test/docs/examples.js';
import { type Body, run } from '../../test/docs/run.js';
import type { Photo } from './photo.js';
import { type Entry, record } from './record.js';
import { works } from './works.js';

/** Modules of the library by the names that programs import them by. */
export type Doors = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An example whose body is code already. */
export interface Compiled {
  readonly example: Pick<Example, 'file' | 'line' | 'promises' | 'imports' | 'name'>;
  readonly body: Body;
}

/** What the programme found. */
export interface Report {
  /** Name of the kernels that served. */
  readonly kernels: string;
  readonly entries: readonly Entry[];
  /** Promises of examples that were not kept, and whatever was thrown. */
  readonly broken: readonly string[];
  /** Public functions none of whose calls was put down. */
  readonly unseen: readonly string[];
}

/** Seeds and difficulties of the exercises of each topic. */
const SEEDS = 8;
const DIFFICULTIES = ['easy', 'medium', 'hard'];

type Callable = (...args: unknown[]) => unknown;

export async function programme(
  doors: Doors,
  examples: readonly Compiled[],
  photos: Readonly<Record<string, Photo>>,
): Promise<Report> {
  const entries: Entry[] = [];
  const broken: string[] = [];
  const seen = new Set<string>();
  let place = '';
  const note = (name: string, value: unknown): void => {
    entries.push(record(`${place} ${name}`, value));
  };
  const front = doors['fovea'] as Readonly<Record<string, Callable>>;
  const watch = (name: string, value: unknown): unknown => {
    // Classes are compared by what they are, so they stay; and so do functions that examples hand on.
    if (typeof value !== 'function' || /^class\b/.test(String(value))) return value;
    return (...args: unknown[]) => {
      const result = (value as Callable)(...args);
      seen.add(name);
      // How far a derivation is off its own numbers is rounding alone.
      // Which kernels serve is reported beside.
      if (name === 'kernelInfo') return result;
      if (name === 'verifyDerivation') note(name, (result as { ok: boolean }).ok);
      else if (isDerivation(result)) print(name, result);
      else note(name, result);
      return result;
    };
  };
  const print = (name: string, derivation: object): void => {
    note(name, front['derivationToJson']!(derivation));
    for (const printer of [
      'renderText',
      'renderMarkdown',
      'renderLatex',
      'renderHtml',
      'renderCsv',
    ]) {
      const options = printer === 'renderHtml' ? [{ katex }] : [];
      note(`${name}, ${printer}`, front[printer]!(derivation, ...options));
      seen.add(printer);
    }
    note(`${name}, verified`, (front['verifyDerivation']!(derivation) as { ok: boolean }).ok);
  };
  const watched = new Map<string, object>();
  for (const [door, module] of Object.entries(doors)) {
    const names = Object.entries(module);
    watched.set(door, Object.fromEntries(names.map(([name, value]) => [name, watch(name, value)])));
  }

  for (const { example, body } of examples) {
    place = `${example.file}:${example.line}`;
    broken.push(...(await run(example, body, watched)));
  }
  const attempt = async (work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      broken.push(`${place}: ${error instanceof Error ? error.stack : error}`);
    }
  };
  const topics = front['exercises']!() as { id: string }[];
  for (const { id } of topics) {
    for (let seed = 0; seed < SEEDS; seed++) {
      place = `exercise ${id} ${seed}`;
      await attempt(() => {
        const difficulty = DIFFICULTIES[seed % DIFFICULTIES.length];
        const exercise = front['generateExercise']!(id, { seed, difficulty }) as object;
        const { solution, ...rest } = exercise as { solution: object };
        note('generateExercise', rest);
        print('solution', solution);
        note('exportMoodleXml', front['exportMoodleXml']!([exercise]));
      });
    }
  }
  for (const [name, work] of Object.entries(works(doors, photos))) {
    place = name;
    await attempt(async () => note('', await work()));
  }
  const { name: kernels } = front['kernelInfo']!() as { name: string };
  const all = new Set(Object.values(doors).flatMap((module) => Object.keys(module)));
  const unseen = [...all].filter((name) => !seen.has(name) && /^[a-z]/.test(name)).sort();
  return { kernels, entries, broken, unseen };
}

function isDerivation(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'steps' in value && 'given' in value;
}
