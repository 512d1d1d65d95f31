// How far a training is: a line that is written over on a terminal, a line now and then elsewhere.

const BAR = 24;
/** Elsewhere than on a terminal, a line after so many steps. */
const EVERY = 500;
/** The shown value is an average that forgets at this rate. */
const FORGET = 0.02;

/** Shows steps on a stream, with the value of what is made small. */
export function openProgress(stream, name, value) {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  let average;
  return {
    show(step, steps, now) {
      average = average === undefined ? now : average + FORGET * (now - average);
      const state = `${name}: step ${step} of ${steps}, ${value} ${average.toFixed(3)}`;
      if (stream.isTTY) {
        const filled = Math.round((BAR * step) / steps);
        const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
        const left = step === 0 ? '?' : ((seconds() * (steps - step)) / step).toFixed(0);
        stream.write(`\r\x1b[2K${bar} ${state}, ${left} s left`);
      } else if (step > 0 && step % EVERY === 0) {
        stream.write(`${state}, ${seconds().toFixed(0)} s\n`);
      }
    },
    close() {
      if (stream.isTTY) stream.write('\r\x1b[2K');
      return seconds();
    },
  };
}
