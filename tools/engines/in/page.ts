// The programme on a page or in a worker: sends home what it found. `?what=speed` measures instead.
// What `prepare` puts together.
import { measure, work } from 'work';

async function send(path: string, body: unknown): Promise<void> {
  await fetch(path, { method: 'POST', body: JSON.stringify(body) });
}

const { searchParams } = new URL(import.meta.url);
const run: () => Promise<unknown> = searchParams.get('what') === 'speed' ? measure : work;
run().then(
  (report) => send('/report', report),
  (error) => send('/failure', `${error}\n${error?.stack}`),
);
