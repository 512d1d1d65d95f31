// The sheet: ten exercises, and the files that the tools read.
import {
  exportLatexSheet,
  exportMoodleXml,
  exportNotebook,
  exportPrairieLearn,
  generateExercise,
} from 'fovea/exercise';

const TITLE = 'Computer vision';

/** Topics and how hard they are, in the order of the sheet. */
export const QUESTIONS = [
  ['kl-divergence', 'easy'],
  ['cross-entropy', 'medium'],
  ['scale-space-extremum', 'easy'],
  ['harris', 'medium'],
  ['hog-votes', 'medium'],
  ['bayes-decision', 'easy'],
  ['convolution-sizes', 'medium'],
  ['backprop-squared-error', 'easy'],
  ['scaled-dot-product', 'medium'],
  ['update-rules', 'hard'],
];

/** The exercises of a seed, and the text of each file by its path. */
export function sheetFiles(seed) {
  const exercises = QUESTIONS.map(([topic, difficulty]) =>
    generateExercise(topic, { seed, difficulty }),
  );
  const { sheet, solutions } = exportLatexSheet(exercises, { title: TITLE, solutions: 'apart' });
  const notebooks = exportNotebook(exercises, { title: TITLE });
  const files = {
    'course-sheet.tex': sheet,
    'course-sheet-solutions.tex': solutions,
    'course-sheet-moodle.xml': exportMoodleXml(exercises, { category: TITLE }),
    'course-sheet-source.ipynb': notebooks.source,
    'course-sheet-release.ipynb': notebooks.release,
    'course-sheet-solutions.ipynb': notebooks.solutions,
  };
  const questions = exportPrairieLearn(exercises, { topic: TITLE });
  for (const [path, text] of Object.entries(questions)) {
    files[`course-sheet-prairielearn/${path}`] = text;
  }
  return { exercises, files };
}
