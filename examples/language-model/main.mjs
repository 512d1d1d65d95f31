// Trains a small transformer on four chapters of "Alice's Adventures in Wonderland", letter by letter, and lets it
// write on. Everything is fovea's own: model, gradients, optimizer, generation, the picture of attention.
//
//   npm run build && node examples/language-model/main.mjs           pictures go to out/
//   node examples/language-model/main.mjs pictures                   or to another folder

const [folder = 'out'] = process.argv.slice(2);

try {
  // Loaded here, so that a missing build or package is told in words.
  const { run } = await import('./run.mjs');
  await run(folder);
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
  // Files that cannot be read or written explain themselves; anything else is a fault to be traced.
  return error.cause?.code ? `${error.message}: ${error.cause.message}` : error.stack;
}
