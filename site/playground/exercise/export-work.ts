// Exercises as files for the tools of course staff, made in the worker.
import {
  type Exercise,
  exportLatexSheet,
  exportMoodleXml,
  exportNotebook,
  exportPrairieLearn,
  generateExercise,
} from 'fovea/exercise';
import type { Tell } from '../work/protocol.js';
import type { ExerciseKey } from './key.js';
import { topicIds } from './topics.js';
import { zip } from './zip.js';

/** Which exercises: this one, ten of its topic, or one of each topic. */
export type ExportScope = 'this' | 'ten' | 'topics';

/** In which form. */
export type ExportForm = 'latex' | 'moodle' | 'prairielearn' | 'notebook';

/** What is asked for. */
export interface ExportWish extends ExerciseKey {
  readonly scope: ExportScope;
  readonly form: ExportForm;
}

/** A file to be saved. */
export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** How many a sheet has. */
const SHEET = 10;

/** The files; what is more than one comes in a ZIP. */
export async function exportFiles(wish: ExportWish, tell: Tell): Promise<ExportedFile> {
  const { topic, level, seed, scope, form } = wish;
  const wanted: readonly (readonly [topic: string, seed: number])[] =
    scope === 'topics'
      ? topicIds.map((id) => [id, seed])
      : Array.from({ length: scope === 'ten' ? SHEET : 1 }, (_, i) => [topic, seed + i]);
  const exercises: Exercise[] = [];
  for (const [id, own] of wanted) {
    await tell(exercises.length / (wanted.length + 1), `Exercise ${exercises.length + 1}`);
    exercises.push(generateExercise(id, { seed: own, difficulty: level }));
  }
  await tell(wanted.length / (wanted.length + 1), 'Writing the files');
  const what = scope === 'this' ? topic : scope === 'ten' ? `${topic}-ten` : 'all-topics';
  const base = `fovea-${what}-${level}-${seed}`;
  const [first] = exercises;
  const title = scope === 'topics' ? 'Exercises' : (first?.title ?? 'Exercises');
  switch (form) {
    case 'latex': {
      const { sheet, solutions = '' } = exportLatexSheet(exercises, { title, solutions: 'apart' });
      const files = { [`${base}.tex`]: sheet, [`${base}-solutions.tex`]: solutions };
      return zipped(`${base}-latex.zip`, files);
    }
    case 'moodle':
      return {
        name: `${base}-moodle.xml`,
        type: 'application/xml',
        content: exportMoodleXml(exercises),
      };
    case 'prairielearn':
      return zipped(`${base}-prairielearn.zip`, exportPrairieLearn(exercises));
    case 'notebook': {
      const { source, release, solutions } = exportNotebook(exercises, { title });
      return zipped(`${base}-notebooks.zip`, {
        [`source/${base}.ipynb`]: source,
        [`release/${base}.ipynb`]: release,
        [`solutions/${base}.ipynb`]: solutions,
      });
    }
  }
}

function zipped(name: string, files: { readonly [path: string]: string }): ExportedFile {
  return { name, type: 'application/zip', content: zip(files) };
}
