export { type DiagnoseOptions, diagnose, misconceptions } from './diagnose.js';
export {
  exportLatexSheet,
  type LatexSheet,
  type LatexSheetOptions,
} from './exports/latex-sheet.js';
export { exportMoodleXml, type MoodleOptions } from './exports/moodle.js';
export {
  type ExportedNotebooks,
  exportNotebook,
  type NotebookOptions,
} from './exports/notebook.js';
export { exportPrairieLearn, type PrairieLearnOptions } from './exports/prairielearn.js';
export { exercises, type GenerateExerciseOptions, generateExercise } from './generate.js';
export {
  type GradeAnswerOptions,
  type GradedAnswer,
  type GradedPart,
  gradeAnswer,
} from './grade.js';
export { renderStatement, type StatementOptions } from './render-statement.js';
export type {
  AnswerKind,
  DiagnosedMisconception,
  Difficulty,
  Exercise,
  ExerciseAnswer,
  ExerciseChoice,
  ExerciseGiven,
  ExercisePart,
  ExerciseTopic,
  ExerciseValue,
  Misconception,
} from './types.js';
