// Memory, measured by scripts in processes of their own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const LARGEST_BYTES_PER_PIXEL = 60;
/** Tokens at which the memory of attention is measured, and how often. */
const TOKENS = [1024, 8192];
const PROCESSES = 3;
const MOST_MEGABYTES = 2;

/** Runs a script of bench/ in a process like this one, and gives what it printed. */
function measureIn(script: string, args: readonly string[], flags: readonly string[] = []) {
  const path = join(import.meta.dirname, '..', script);
  const options = [...process.execArgv, ...flags, path, ...args];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' }));
}

/** The same with the script in one bundle: what compiles TypeScript would be counted too. */
export function measureBundled(
  script: string,
  args: readonly string[],
  flags: readonly string[] = [],
) {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-memory-'));
  try {
    const outfile = join(folder, 'script.mjs');
    buildSync({
      entryPoints: [join(import.meta.dirname, '..', script)],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      // ndarray asks for its parts.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'silent',
    });
    const options = [...flags, outfile, ...args];
    return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);

/**
 * Counted: all buffers that a call makes, and the whole memory of the kernels. Seen: the resident memory of the process,
 * which holds the engine's short-lived objects too and is known to about a megabyte; the largest of several, after calls on
 * something small have been compiled.
 */
function reportAttention(): string {
  const script = 'memory/attention.ts';
  const bytes = (tokens: number, how: string): number =>
    measureBundled(script, [String(tokens), how], ['--expose-gc']).extraBytes;
  const counted = TOKENS.map((tokens) => bytes(tokens, 'counted') / 2 ** 20);
  const seen = TOKENS.map((tokens) =>
    Math.max(0, ...Array.from({ length: PROCESSES }, () => bytes(tokens, 'seen') / 2 ** 20)),
  );
  const verdict = [...counted, ...seen].every((each) => each <= MOST_MEGABYTES)
    ? 'met'
    : '**not met**';
  const each = TOKENS.map(
    (tokens, i) =>
      `${counted[i]!.toFixed(2)} MB at ${tokens} tokens (seen from outside: ${seen[i]!.toFixed(1)})`,
  );
  return (
    '- `scaledDotProductAttention` besides inputs and output, 64 wide, all buffers and the memory of the kernels: ' +
    `${each.join(', ')}; seen from outside is what the resident memory of a process rises by, the largest of ${PROCESSES}, the engine's own objects included; ` +
    `goal at most ${MOST_MEGABYTES} MB: ${verdict}.`
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
  const { calls, half, before, after } = measureBundled('memory/leak.ts', [], ['--expose-gc']);
  const change = (name: string) => `${megabytes(before[name])} → ${megabytes(after[name])} MB`;
  const verdict = after.kernels === before.kernels ? 'met' : '**not met**';
  return (
    `- ${calls} calls of changing sizes (blur, matmul, softmax, attention, corners), after ${half} of them and after all: ` +
    `memory of the kernels ${change('kernels')}, buffers ${change('arrayBuffers')}, heap ${change('heapUsed')}, ` +
    `process ${change('rss')}; goal that the memory of the kernels stays: ${verdict}.`
  );
}

function reportPages(): string {
  const { shape, perCall, ofResult } = measureBundled('memory/pages.ts', []);
  return (
    `- \`gaussianBlur\` of ${shape.join('×')} float32 pixels, again and again: ${perCall.toFixed(0)} new pages a call, where the ` +
    `result has ${ofResult.toFixed(0)}. The system clears each of them, in about a microsecond.`
  );
}

/** A Markdown part on memory. */
export function reportMemory(): string {
  return [
    '## Memory',
    [reportSift(), reportAttention(), reportLeak(), reportPages()].join('\n'),
  ].join('\n\n');
}
