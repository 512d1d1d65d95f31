// How far a training is: a line that is written over on a terminal, a line now and then elsewhere.

const BAR = 24;

/** Shows steps on a stream; elsewhere than on a terminal, a line after every so many. */
export function openProgress(stream, every, name) {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const title = name ? `${name}: ` : '';
  let told = 0;
  return {
    /** So many of all steps are done; `state` tells how things stand. */
    show(done, all, state) {
      const text = `${title}step ${done} of ${all}, ${state}`;
      if (stream.isTTY) {
        const filled = Math.round((BAR * done) / all);
        const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
        const left = done === 0 ? '?' : ((seconds() * (all - done)) / done).toFixed(0);
        stream.write(`\r\x1b[2K${bar} ${text}, ${left} s left`);
      } else if (Math.floor(done / every) > told || (done === all && done > told * every)) {
        told = Math.ceil(done / every);
        stream.write(`${text}, ${seconds().toFixed(0)} s\n`);
      }
    },
    /** Takes the line away, and returns how many seconds it took. */
    close() {
      if (stream.isTTY) stream.write('\r\x1b[2K');
      return seconds();
    },
  };
}

/** A function that takes values one after the other and gives their average, forgetting at a rate. */
export function runningAverage(forget = 0.02) {
  let average;
  return (value) => {
    average = average === undefined ? value : average + forget * (value - average);
    return average;
  };
}
