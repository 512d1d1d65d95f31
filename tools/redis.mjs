// Finds a redis-server on this machine; none is downloaded.
// @ts-check
import { spawnSync } from 'node:child_process';

/** Whether there is a redis-server, which an example starts. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
