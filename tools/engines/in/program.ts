// The programme in Node, Deno or Bun: writes what it found into the file that is its argument.
import { writeFileSync } from 'node:fs';
// What `prepare` puts together.
import { measure, work } from 'work';

const [file = '', what] = process.argv.slice(2);
const run = what === 'speed' ? measure : work;
run().then((report: unknown) => writeFileSync(file, JSON.stringify(report)));
