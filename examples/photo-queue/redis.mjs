// A redis-server for the time of a run, which lives no longer than whoever started it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { WrongArgument } from '../shared/start.mjs';

/**
 * Starts a redis-server that keeps its data in a folder. Resolves to its address, a promise that is rejected should it
 * end too early, and what stops it.
 */
export async function startRedis(folder) {
  const port = await freePort();
  const keeper = fork(new URL('./keeper.mjs', import.meta.url), [folder, port]);
  const ended = once(keeper, 'exit');
  const [{ error }] = await Promise.race([
    once(keeper, 'message'),
    ended.then(() => [{ error: 'The redis-server was ended before it began.' }]),
  ]);
  if (error) throw new WrongArgument(error);
  let stopped = false;
  const failed = ended.then(() => {
    if (!stopped) throw new Error('The redis-server has ended.');
  });
  // Whether anybody waits for it or not.
  failed.catch(() => {});
  return {
    url: `redis://127.0.0.1:${port}`,
    failed,
    stop: async () => {
      stopped = true;
      if (keeper.connected) keeper.disconnect();
      await ended;
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
