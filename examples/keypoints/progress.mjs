// How far the work is: a line that is written over on a terminal, plain lines elsewhere.

const BAR = 24;

/** Shows progress on a stream, over so many photos with so many stages each. */
export function openProgress(stream, photos, stages) {
  const start = performance.now();
  let done = 0;
  let finished = 0;
  const redraw = (text) => stream.write(`\r\x1b[2K${text}`);
  return {
    show(name, stage) {
      if (stream.isTTY) {
        const part = done / (photos * stages);
        const filled = Math.round(BAR * part);
        const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
        redraw(`${bar} ${String(Math.round(100 * part)).padStart(3)} %  ${name}: ${stage}`);
      }
      done++;
    },
    finish(name) {
      finished++;
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      if (!stream.isTTY) stream.write(`${name}: done, ${finished} of ${photos}, ${seconds} s\n`);
    },
    close() {
      if (stream.isTTY) redraw('');
    },
  };
}
