// Trains a small transformer on four chapters of "Alice's Adventures in Wonderland", letter by letter, and lets it
// write on. Everything is fovea's own: model, gradients, optimizer, generation, the picture of attention.
//
//   npm run build && node examples/language-model/main.mjs           pictures go to out/
//   node examples/language-model/main.mjs pictures                   or to another folder
//   node examples/language-model/main.mjs pictures 50                with another number of steps than 400

const [folder = 'out', steps = '400'] = process.argv.slice(2);

try {
  // Loaded here, so that a missing build or package is told in words.
  const { run } = await import('./run.mjs');
  if (!/^[1-9]\d*$/.test(steps)) throw new RangeError(`${steps} is no number of steps`);
  await run(folder, Number(steps));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

function explain(error) {
  if (error.code === 'ERR_MODULE_NOT_FOUND') {
    const isUnbuilt = error.message.includes('dist');
    const remedy = isUnbuilt ? 'build fovea with "npm run build"' : 'install with "npm ci"';
    return `Something is missing; ${remedy} first.\n(${error.message})`;
  }
  if (error instanceof RangeError && error.message.endsWith('steps')) return error.message;
  // Files that cannot be read or written explain themselves; anything else is a fault to be traced.
  return error.cause?.code ? `${error.message}: ${error.cause.message}` : error.stack;
}
