// Two generative models learn two moons, a cloud of points in the plane that the example makes: a diffusion (DDPM) and a
// variational autoencoder. Everything is fovea's own: losses, samplers, gradients, optimizer, the distance that judges.
//
//   npm run build && node examples/two-moons/main.mjs             both; pictures go to out/
//   node examples/two-moons/main.mjs diffusion pictures           one of them ("diffusion", "vae" or "both"), another folder

const [which = 'both', folder = 'out'] = process.argv.slice(2);

try {
  // Loaded here, so that a missing build or package is told in words.
  const { run } = await import('./run.mjs');
  run(which, folder);
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
