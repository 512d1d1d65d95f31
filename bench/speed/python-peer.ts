// A Python process that lives as long as the benchmark and times OpenCV and scikit-image on request.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'python_peer.py');

type Answer = Record<string, unknown>;

export class PythonPeer {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;
  private readonly lines: Interface;
  private readonly folder = mkdtempSync(join(tmpdir(), 'fovea-bench-'));
  /** What Python can import: "opencv", "scikit-image", "torch". */
  readonly versions: Readonly<Record<string, string>> = {};

  private constructor() {
    // One thread, also for what NumPy calls.
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    this.child = spawn(PYTHON, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.lines = createInterface({ input: this.child.stdout! });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  /** Starts the process; undefined without Python or NumPy. */
  static async start(): Promise<PythonPeer | undefined> {
    const peer = new PythonPeer();
    const failed = new Promise<undefined>((resolve) => {
      peer.child.once('error', () => resolve(undefined));
      peer.child.once('exit', () => resolve(undefined));
    });
    peer.child.stdin!.on('error', () => {});
    // Without NumPy it ends before it answers.
    const answer = peer.ask({ do: 'versions' }).catch(() => undefined);
    const versions = await Promise.race([answer, failed]);
    if (versions === undefined) {
      peer.stop();
      return undefined;
    }
    Object.assign(peer.versions, versions);
    return peer;
  }

  private async ask(request: Answer): Promise<Answer> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`the Python process ended at ${JSON.stringify(request)}`);
    const answer: Answer = JSON.parse(value);
    if ('error' in answer) throw new Error(String(answer['error']));
    return answer;
  }

  /** Hands over an array under a name. */
  async load(name: string, data: Uint8Array | Float32Array | Float64Array, shape: number[]) {
    const file = join(this.folder, name);
    writeFileSync(file, data);
    const dtype = data.constructor.name.replace('Array', '').toLowerCase();
    await this.ask({ do: 'load', name, file, dtype, shape });
  }

  /** Does the work once and returns its milliseconds. */
  async time(request: Answer): Promise<number> {
    return (await this.ask(request))['ms'] as number;
  }

  /** Does the work once and returns what it made, as raw bytes. */
  async result(request: Answer): Promise<ArrayBuffer> {
    const save = join(this.folder, 'result');
    await this.ask({ ...request, save });
    const { buffer, byteOffset, length } = readFileSync(save);
    return buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
  }

  stop(): void {
    this.child.stdin!.end();
    this.lines.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
