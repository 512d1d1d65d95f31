import { randomGenerator } from 'fovea';
import { openFolder } from '../keypoints/files.mjs';
import { toPng } from '../shared/panels.mjs';
import { openProgress } from '../shared/progress.mjs';
import { ringPicture } from './pictures.mjs';
import { coverageOf, LEAST, MODES, ring } from './ring.mjs';
import { playAll } from './threads.mjs';

const SEEDS = [1, 2, 3];
/** Points that are made to count modes and to draw. */
const COUNT = 1000;
/** Points of the data that are drawn beneath. */
const DATA = 300;
/** When the generator is looked at, as parts of all steps. */
const MOMENTS = [0.05, 0.1, 0.2, 0.4, 1];

const GAMES = [
  { game: 'non-saturating', label: 'non-saturating\nloss', colour: 'orange' },
  { game: 'wasserstein', label: 'Wasserstein,\ngradient\npenalty', colour: 'blue' },
];

/** Plays both games from every seed for so many steps; pictures go to `folder`. */
export async function run(folder, steps) {
  const save = openFolder(folder);
  const moments = [...new Set(MOMENTS.map((part) => Math.ceil(part * steps)))];
  const games = GAMES.flatMap(({ game }) =>
    SEEDS.map((seed) => ({ game, seed, steps, moments, count: COUNT })),
  );
  console.log('Eight Gaussians on a ring, learnt by an adversarial network');
  console.log('═══════════════════════════════════════════════════════════');
  console.log(
    'The same networks, data, optimizer and number of steps, with two losses. A mode counts as',
  );
  console.log(
    `covered where at least ${100 * LEAST} % of ${COUNT} samples are within three standard deviations.\n`,
  );

  const progress = openProgress(process.stdout, steps, 'Six trainings in two threads');
  const clouds = await playAll(games, (done) => {
    const all = done.reduce((sum, n) => sum + n, 0);
    const finished = done.filter((n) => n === steps).length;
    progress.show(all, games.length * steps, `${finished} finished`);
  });
  const seconds = progress.close();
  console.log(`Trained in ${seconds.toFixed(0)} s, ${steps} steps each.\n`);
  const byGame = GAMES.map((_, k) => clouds.slice(k * SEEDS.length, (k + 1) * SEEDS.length));
  report(byGame);
  draw(byGame, moments, save);
  console.log(`The pictures are in ${folder}/.`);
}

function report(byGame) {
  const ends = byGame.map((games) => games.map((clouds) => coverageOf(clouds.at(-1))));
  table(
    'Modes covered',
    ends.map((row) => row.map(({ covered }) => `${covered} of ${MODES.length}`)),
  );
  table(
    'Samples at a mode',
    ends.map((row) => row.map(({ share }) => `${(100 * share).toFixed(0)} %`)),
  );
  const missing = ends[0].filter(({ covered }) => covered < MODES.length).length;
  const complete = ends[1].filter(({ covered }) => covered === MODES.length).length;
  console.log(`\nThe first loses modes from ${missing} of ${SEEDS.length} seeds;`);
  console.log(`the second covers all from ${complete} of ${SEEDS.length}.\n`);
}

/** A row for each game, a column for each seed. */
function table(title, rows) {
  const line = (name, cells) =>
    console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(8)).join(''));
  line(
    title,
    SEEDS.map((seed) => `seed ${seed}`),
  );
  for (const [k, cells] of rows.entries()) line(`  ${GAMES[k].label.replaceAll('\n', ' ')}`, cells);
}

function draw(byGame, moments, save) {
  const rows = (cloudsOf) =>
    GAMES.map(({ label, colour }, k) => ({ label, colour, clouds: cloudsOf(byGame[k]) }));
  const data = ring(DATA, randomGenerator(100));
  const pictures = {
    'eight-gaussians-training': ringPicture(
      'What the generator makes as it learns, with each of two losses',
      data,
      rows(([first]) => first),
      moments.map((moment) => `step ${moment}`),
    ),
    'eight-gaussians-seeds': ringPicture(
      'What the generator makes in the end, from three seeds, with each of two losses',
      data,
      rows((games) => games.map((clouds) => clouds.at(-1))),
      SEEDS.map((seed) => `seed ${seed}`),
    ),
  };
  for (const [name, svg] of Object.entries(pictures)) {
    save(`${name}.svg`, svg);
    save(`${name}.png`, toPng(svg));
  }
}
