import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gradeAnswer } from 'fovea/exercise';
import { WrongArgument } from '../shared/start.mjs';
import { QUESTIONS, sheetFiles } from './sheet.mjs';

/** Draws the sheet and writes it for every tool. */
export function run(folder, seed) {
  if (!/^\d{1,6}$/.test(seed)) throw new WrongArgument(`${seed} is no seed: a whole number is`);
  const { exercises, files } = sheetFiles(Number(seed));
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const marks = exercises.flatMap(({ parts }) => parts.map((part) => part.marks));
  console.log(`A sheet of ${QUESTIONS.length} questions, from seed ${seed}`);
  console.log('══════════════════════════════════════');
  exercises.forEach(({ title, difficulty, parts }, i) => {
    const own = parts.reduce((sum, part) => sum + part.marks, 0);
    console.log(`${String(i + 1).padStart(2)}  ${title} (${difficulty}): ${own} marks`);
  });
  console.log(`    ${marks.length} parts, ${marks.reduce((a, b) => a + b)} marks\n`);
  showGrading(exercises[0]);
  console.log(`Written to ${folder}/:`);
  const folders = new Set(Object.keys(files).map((path) => path.replace(/\/.*/, '/')));
  for (const name of folders) console.log(`  ${name}`);
}

/** What the first exercise says to a student who takes the minus of the right answer. */
function showGrading(exercise) {
  const [{ id, answer }] = exercise.parts;
  const [part] = gradeAnswer(exercise, { [id]: String(-answer) }).parts;
  console.log(
    `To who answers part (a) of question 1 with ${(-answer).toFixed(4)}, all of them say:`,
  );
  console.log(`  ${part.misconception.explanation}\n`);
}
