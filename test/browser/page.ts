// The script of the strict page: first what the policy forbids, then the work, then the report as text.
import ndarray from 'ndarray';
import { work } from './work.js';

function nameOfError(attempt: () => unknown): string {
  try {
    attempt();
    return 'allowed';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

const permissions = {
  function: nameOfError(() => Reflect.construct(Function, ['return 1'])),
  ndarray: nameOfError(() => ndarray(new Float64Array(4), [2, 2])),
  wasm: nameOfError(() => new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))),
};
document.body.textContent = JSON.stringify({ ...permissions, report: work() });
document.documentElement.dataset['done'] = 'true';
