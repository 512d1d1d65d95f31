export { type DiagnoseOptions, diagnose, misconceptions } from './diagnose.js';
export { exercises, type GenerateExerciseOptions, generateExercise } from './generate.js';
export {
  type GradeAnswerOptions,
  type GradedAnswer,
  type GradedPart,
  gradeAnswer,
} from './grade.js';
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
