// Starts an example, and tells in words what keeps it from running.

/** Something wrong with what the command says. */
export class WrongArgument extends Error {}

/** Does the work of an example. It loads its modules in there, so that a missing build or package is told in words. */
export async function start(work) {
  try {
    await work();
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

/** A number of steps, from the command. */
export function readSteps(text) {
  if (!/^[1-9]\d*$/.test(text)) throw new WrongArgument(`${text} is no number of steps`);
  return Number(text);
}

function explain(error) {
  if (error.code === 'ERR_MODULE_NOT_FOUND') {
    const isUnbuilt = error.message.includes('dist');
    const remedy = isUnbuilt ? 'build fovea with "npm run build"' : 'install with "npm ci"';
    return `Something is missing; ${remedy} first.\n(${error.message})`;
  }
  if (error instanceof WrongArgument) return error.message;
  // Files that cannot be read or written explain themselves; anything else is a fault to be traced.
  return error.cause?.code ? `${error.message}: ${error.cause.message}` : error.stack;
}
