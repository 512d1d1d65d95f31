// Memory, measured by scripts in processes of their own.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const LARGEST_BYTES_PER_PIXEL = 60;
/** Tokens at which the memory of attention is measured, and how often. */
const TOKENS = [1024, 8192];
const PROCESSES = 3;
const MOST_MEGABYTES = 2;

/** Runs a script of bench/ in a process like this one, and gives what it printed. */
export function measureIn(script: string, args: readonly string[], flags: readonly string[] = []) {
  const path = join(import.meta.dirname, '..', script);
  const options = [...process.execArgv, ...flags, path, ...args];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' }));
}

const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);

/** The largest of several processes: what a process holds is known to about a megabyte. */
function reportAttention(): string {
  const largest = TOKENS.map((tokens) => {
    const runs = Array.from({ length: PROCESSES }, () => {
      const { extraBytes } = measureIn('memory/attention.ts', [String(tokens)]);
      return extraBytes / 2 ** 20;
    });
    return Math.max(0, ...runs);
  });
  const verdict = largest.every((each) => each <= MOST_MEGABYTES) ? 'met' : '**not met**';
  const each = largest.map((size, i) => `${size.toFixed(1)} MB at ${TOKENS[i]} tokens`);
  return (
    `- Peak of \`scaledDotProductAttention\` besides inputs and output, 64 wide, largest of ${PROCESSES} processes: ` +
    `${each.join(', ')}; goal at most ${MOST_MEGABYTES} MB: ${verdict}.`
  );
}

function reportSift(): string {
  const { shape, keypoints, bytesPerPixel } = measureIn('memory/main.ts', []);
  const verdict = bytesPerPixel <= LARGEST_BYTES_PER_PIXEL ? 'met' : '**not met**';
  return (
    `- Peak of \`sift\` on ${shape.join('×')} bytes (${keypoints} keypoints), in a process of its own: ` +
    `${bytesPerPixel.toFixed(1)} bytes a pixel of the upsampled image; goal at most ${LARGEST_BYTES_PER_PIXEL}: ${verdict}.`
  );
}

function reportLeak(): string {
  const { calls, half, before, after } = measureIn('memory/leak.ts', [], ['--expose-gc']);
  const change = (name: string) => `${megabytes(before[name])} → ${megabytes(after[name])} MB`;
  const verdict = after.kernels === before.kernels ? 'met' : '**not met**';
  return (
    `- ${calls} calls of changing sizes (blur, matmul, softmax, attention, corners), after ${half} of them and after all: ` +
    `memory of the kernels ${change('kernels')}, buffers ${change('arrayBuffers')}, heap ${change('heapUsed')}, ` +
    `process ${change('rss')}; goal that the memory of the kernels stays: ${verdict}.`
  );
}

/** A Markdown part on memory. */
export function reportMemory(): string {
  return ['## Memory', [reportSift(), reportAttention(), reportLeak()].join('\n')].join('\n\n');
}
