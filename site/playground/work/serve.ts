// The worker's side: runs jobs as they are asked for.
import { failureOf, type Jobs, type Reply, type Request, type Tell } from './protocol.js';

interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/**
 * Serves jobs from within a worker: its last line is `serve(jobs)`, and it exports `typeof jobs` for the page.
 *
 * @param jobs - functions of one input and `tell`
 */
export function serve(jobs: Jobs): void {
  const port = globalThis as unknown as Port;
  const reply = (message: Reply): void => port.postMessage(message);
  const running = new Set<number>();
  port.onmessage = async ({ data }: MessageEvent<Request>) => {
    const { id } = data;
    if ('cancel' in data) {
      running.delete(id);
      return;
    }
    running.add(id);
    const tell: Tell = async (part, note) => {
      reply({ id, progress: { part, note } });
      await turn();
      if (!running.has(id)) throw new DOMException('cancelled', 'AbortError');
    };
    try {
      const job = jobs[data.job];
      if (!job) throw new Error(`no job "${data.job}"`);
      reply({ id, output: await job(data.input, tell) });
    } catch (error) {
      reply({ id, failure: failureOf(error) });
    } finally {
      running.delete(id);
    }
  };
}

/** Lets waiting messages in; unlike a timer it does not wait four milliseconds. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
