// Whether this process may generate code: `ndarray` and `ndarray-ops`, the independent witnesses, must.

function probe(): boolean {
  try {
    return Reflect.construct(Function, ['return true'])() === true;
  } catch {
    return false;
  }
}

/** True but under --disallow-code-generation-from-strings and in pages with a strict policy. */
export const codeGeneration: boolean = probe();
