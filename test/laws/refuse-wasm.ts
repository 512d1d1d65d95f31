// Refuses WebAssembly as a page with a strict policy does: the scalar kernels serve.

/** What an engine throws. */
class Refusal extends WebAssembly.CompileError {}

class RefusedModule {
  constructor() {
    throw new Refusal('WebAssembly.Module(): code generation disallowed by embedder');
  }
}

Object.assign(WebAssembly, { Module: RefusedModule });
