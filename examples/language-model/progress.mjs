// How far the training is: a line that is written over on a terminal, a line now and then elsewhere.

const BAR = 24;
/** Elsewhere than on a terminal, a line after so many steps. */
const EVERY = 50;

/** Shows steps on a stream. */
export function openProgress(stream, steps) {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const redraw = (text) => stream.write(`\r\x1b[2K${text}`);
  return {
    show(step, loss) {
      const done = step + 1;
      const state = `step ${done} of ${steps}, loss ${loss.toFixed(2)} nats a letter`;
      if (stream.isTTY) {
        const filled = Math.round((BAR * done) / steps);
        const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
        const left = ((seconds() * (steps - done)) / done).toFixed(0);
        redraw(`${bar} ${state}, ${left} s left`);
      } else if (done % EVERY === 0 || done === steps) {
        stream.write(`${state}, ${seconds().toFixed(0)} s\n`);
      }
    },
    close() {
      if (stream.isTTY) redraw('');
      return seconds();
    },
  };
}
