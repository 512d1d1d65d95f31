// The page's side: starts a worker at the first call, passes calls on, and ends the worker to cancel one.
import { fromScript } from './from-script.js';
import type { Failure, Input, Jobs, Output, Progress, Reply } from './protocol.js';

/** What a job threw, with fovea's own words. */
export class WorkError extends Error implements Failure {
  readonly argument?: string;
  readonly expected?: string;
  readonly got?: string;
  constructor(failure: Failure) {
    super(failure.message);
    Object.assign(this, failure);
  }
}

/** What a call may be told. */
export interface CallOptions {
  /** Hears how far the work has come. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the work. */
  readonly signal?: AbortSignal;
}

/** A worker, as the page sees it. */
export interface Work<J extends Jobs> {
  /** Does a job. Rejects with a WorkError, or with an AbortError where it was cancelled. */
  call<K extends keyof J & string>(
    job: K,
    input: Input<J[K]>,
    options?: CallOptions,
  ): Promise<Output<J[K]>>;
}

interface Waiting {
  readonly job: string;
  readonly input: unknown;
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: CallOptions['onProgress'];
}

/**
 * A worker of the playground. It is loaded at the first call, so that a page that has not been used stays small.
 *
 * @param name - of the file: `photo` is workers/photo.worker.ts
 */
export function startWork<J extends Jobs>(name: string): Work<J> {
  let worker: Promise<Worker> | undefined;
  let last = 0;
  const waiting = new Map<number, Waiting>();

  const endAll = (error: Error): void => {
    void worker?.then((it) => it.terminate()).catch(() => {});
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const hear = ({ data }: MessageEvent<Reply>): void => {
    const call = waiting.get(data.id);
    if (!call) return;
    if ('progress' in data) {
      call.onProgress?.(data.progress);
      return;
    }
    waiting.delete(data.id);
    if ('failure' in data) call.reject(new WorkError(data.failure));
    else call.resolve(data.output as never);
  };

  const send = (id: number): void => {
    open().then((it) => {
      const call = waiting.get(id);
      if (call) it.postMessage({ id, job: call.job, input: call.input });
    }, endAll);
  };

  // Only its end stops a worker in the midst of a loop. Other calls that wait begin again in the next.
  const end = (id: number): void => {
    const call = waiting.get(id);
    if (!call) return;
    waiting.delete(id);
    const ended = worker;
    worker = undefined;
    void ended?.then((it) => it.terminate()).catch(() => {});
    for (const other of waiting.keys()) send(other);
    call.reject(aborted());
  };

  const open = (): Promise<Worker> => {
    worker ??= openWorker(name).then((it) => {
      it.onmessage = hear;
      it.onerror = (event) => endAll(new Error(event.message || `the worker ${name} cannot run`));
      return it;
    });
    return worker;
  };

  return {
    call(job, input, { onProgress, signal } = {}) {
      const id = ++last;
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(aborted());
        waiting.set(id, { job, input, resolve, reject, onProgress });
        signal?.addEventListener('abort', () => end(id), { once: true });
        send(id);
      });
    },
  };
}

function aborted(): Error {
  return new DOMException('cancelled', 'AbortError');
}

/** Whether an error says that work was cancelled. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/**
 * Starts a worker from its address; on a page opened from a folder, where browsers refuse that, from its source,
 * which the same file hands over when it is loaded as a script (tools/site/playground.mjs).
 */
async function openWorker(name: string): Promise<Worker> {
  if (location.protocol !== 'file:') return new Worker(new URL(WORKERS[name]!, document.baseURI));
  const work = await fromScript<() => void>(WORKERS[name]!);
  const blob = URL.createObjectURL(new Blob([`(${work})()`], { type: 'text/javascript' }));
  return new Worker(blob);
}
