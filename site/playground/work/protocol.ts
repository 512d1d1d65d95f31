// What a page and its worker say to each other: calls and cancellations one way, progress and outcomes the other.

/** How far work has come: a part from 0 to 1, and what is being done. */
export interface Progress {
  readonly part: number;
  readonly note: string;
}

/**
 * Reports progress from within work. It gives way to messages, so that a cancellation is heard: where the caller
 * has cancelled, the promise is rejected and the work ends there.
 */
export type Tell = (part: number, note: string) => Promise<void>;

/** One thing that a worker can do. */
// biome-ignore lint/suspicious/noExplicitAny: any input at all; `Input` finds out which.
export type Job = (input: any, tell: Tell) => unknown;

/** All that a worker can do, by name. */
export type Jobs = Readonly<Record<string, Job>>;

/** What a job is given. */
export type Input<J extends Job> = Parameters<J>[0];

/** What a job gives. */
export type Output<J extends Job> = Awaited<ReturnType<J>>;

/** An error as it crosses: fovea's have the argument that was wrong, and what was expected of it. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly argument?: string;
  readonly expected?: string;
  readonly got?: string;
}

/** From the page. */
export type Request =
  | { readonly id: number; readonly job: string; readonly input: unknown }
  | { readonly id: number; readonly cancel: true };

/** From the worker. */
export type Reply =
  | { readonly id: number; readonly progress: Progress }
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly failure: Failure };

/** Anything thrown, as it crosses. */
export function failureOf(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) };
  const { name, message, argument, expected, got } = error as Partial<Failure>;
  return {
    name: String(name ?? 'Error'),
    message: String(message ?? error),
    ...(typeof argument === 'string' && { argument }),
    ...(typeof expected === 'string' && { expected }),
    ...(typeof got === 'string' && { got }),
  };
}
