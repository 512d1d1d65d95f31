// Random tests draw the same cases on every run, so that a failure is the change's and not the draw's.
// FAST_CHECK_SEED=random, or a number, draws others.
import fc from 'fast-check';

const asked = process.env['FAST_CHECK_SEED'];
if (asked !== 'random')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? 2004) });
