// Stands between a run and its redis-server. Should the run be killed, it stops the server, which writes out what it has;
// a server that is left alone would go on for ever.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds to wait for the server of an earlier run to end. */
const PATIENCE = 10_000;

const [folder, port] = process.argv.slice(2);
const pidFile = join(folder, 'redis.pid');
let server;

process.on('disconnect', () => {
  if (server) server.kill();
  else process.exit();
});
// Ctrl+C reaches all processes of a terminal; the server ends by itself, and this one with it.
process.on('SIGINT', () => {});

mkdirSync(folder, { recursive: true });
if (await othersAreGone()) startServer();
else tell(`Another run uses ${folder}. Should that not be so, remove ${pidFile}.`);

function startServer() {
  server = spawn(
    'redis-server',
    [
      ...['--bind', '127.0.0.1', '--port', port, '--dir', folder, '--pidfile', pidFile],
      // Each change is on the disk before it is answered: what has been queued stays queued, whatever happens. For
      // photos that take a tenth of a second each, that costs nothing.
      ...['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let log = '';
  server.stdout.setEncoding('utf8').on('data', (text) => {
    log = (log + text).slice(-4000);
    if (log.includes('Ready to accept connections')) {
      process.send({});
      log = '';
    }
  });
  server.on('error', () =>
    tell(
      'There is no redis-server on this machine. Install one (Debian: apt-get install redis-server), or name another in REDIS_URL.',
    ),
  );
  server.on('exit', () => tell(`The redis-server did not start.\n${log}`));
}

function tell(error) {
  if (process.connected) process.send({ error }, () => process.exit());
  else process.exit();
}

/** Two servers in one folder would spoil each other's data. Whether there is no other, at last. */
async function othersAreGone() {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(50)) {
    if (!isAlive(readPid())) return true;
  }
  return false;
}

function readPid() {
  try {
    return Number(readFileSync(pidFile, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
