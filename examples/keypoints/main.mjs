// Finds keypoints in photos and in turned, scaled, noisy copies of them, matches them, and compares the
// transform found with the true one. Before that it solves a course problem by hand, step by step.
//
//   npm start                                       pictures go to out/
//   node examples/keypoints/main.mjs pictures       or to another folder

const [folder = 'out'] = process.argv.slice(2);

try {
  // Loaded here, so that a missing build or package is told in words.
  const { run } = await import('./run.mjs');
  run(folder);
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
