// Work whose input follows the state of the page: the newest input wins, whatever comes in between is left out or stopped.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Input, Jobs, Output, Progress } from './protocol.js';
import { isAbort, type Work } from './start.js';

/** What has come of the work. */
export interface Outcome<T, I = unknown> {
  /** The newest output, kept while newer work runs. */
  readonly output: T | undefined;
  /** The input that it came of. */
  readonly input: I | undefined;
  /** Why the newest work failed. */
  readonly error: Error | undefined;
  /** Whether newer work runs. */
  readonly busy: boolean;
  /** How far it has come, once it has said so. */
  readonly progress: Progress | undefined;
  /** Whether the newest work was cancelled. */
  readonly cancelled: boolean;
  /** Cancels it. */
  readonly cancel: () => void;
  /** Does it again, after it was cancelled. */
  readonly again: () => void;
}

/** Milliseconds after which work that is out of date is stopped; shorter work is shown, so that a slider shows what it does. */
const PATIENCE = 1000;

interface Running {
  readonly controller: AbortController;
  readonly since: number;
}

interface Shown<T> {
  output?: T | undefined;
  input?: unknown;
  error?: Error | undefined;
  busy: boolean;
  progress?: Progress | undefined;
  cancelled: boolean;
}

/**
 * Does a job whenever its input has changed.
 *
 * @param work - made once by `startWork`
 * @param job - its name
 * @param input - what it is given; undefined does nothing
 * @param deps - what the input depends on, as for `useEffect`
 */
export function useWork<J extends Jobs, K extends keyof J & string>(
  work: Work<J>,
  job: K,
  input: Input<J[K]> | undefined,
  deps: readonly unknown[],
): Outcome<Output<J[K]>, Input<J[K]>> {
  type T = Output<J[K]>;
  const [shown, setShown] = useState<Shown<T>>({ busy: false, cancelled: false });
  const next = useRef<{ input: Input<J[K]> } | undefined>(undefined);
  const newest = useRef<Input<J[K]> | undefined>(undefined);
  const running = useRef<Running | undefined>(undefined);
  const impatient = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const run = useCallback(async () => {
    while (next.current) {
      const { input: asked } = next.current;
      next.current = undefined;
      const controller = new AbortController();
      running.current = { controller, since: performance.now() };
      setShown(({ output, input }) => ({ output, input, busy: true, cancelled: false }));
      const settled = await work
        .call(job, asked, {
          signal: controller.signal,
          onProgress: (progress) => setShown((s) => ({ ...s, progress })),
        })
        .then(
          (output): Partial<Shown<T>> => ({ output, input: asked }),
          (error): Partial<Shown<T>> =>
            isAbort(error) ? { cancelled: true } : { error: error as Error },
        );
      running.current = undefined;
      clearTimeout(impatient.current);
      impatient.current = undefined;
      // An output is shown also where a newer one is asked for, so that a slider that moves shows what it does.
      setShown((s) => ({
        output: s.output,
        input: s.input,
        cancelled: false,
        ...settled,
        busy: next.current !== undefined,
        progress: undefined,
      }));
    }
  }, [work, job]);

  // At once, not after the page is painted: the worker works meanwhile.
  useLayoutEffect(() => {
    if (input === undefined) return;
    newest.current = input;
    next.current = { input };
    if (!running.current) void run();
    else if (impatient.current === undefined) {
      const { controller, since } = running.current;
      const left = PATIENCE - (performance.now() - since);
      impatient.current = setTimeout(() => controller.abort(), Math.max(0, left));
    }
  }, deps);

  useEffect(
    () => () => {
      next.current = undefined;
      running.current?.controller.abort();
    },
    [],
  );

  const again = useCallback(() => {
    if (newest.current === undefined || running.current) return;
    next.current = { input: newest.current };
    void run();
  }, [run]);

  const cancel = useCallback(() => {
    next.current = undefined;
    running.current?.controller.abort();
  }, []);
  return {
    output: shown.output,
    input: shown.input as Input<J[K]> | undefined,
    error: shown.error,
    busy: shown.busy,
    progress: shown.progress,
    cancelled: shown.cancelled,
    cancel,
    again,
  };
}
