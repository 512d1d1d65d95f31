// SIMD kernels: compiled from ./assembly to WebAssembly, loaded at first use, called by the adapters beside this
// file. A kernel more takes four steps:
//
// 1. A function in assembly/<module>.ts, in AssemblyScript: pointers and sizes in, strict SIMD (no relaxed
//    instructions: results are the same on every engine), no decorators. Loops that take long stand in functions of
//    their own that are exported and called often, none of them longer than half a millisecond: engines compile a
//    function well between its calls, never during one. What modules share lies in assembly/lib. A new module is
//    for a new family of functions; users of one do not pay for the others. `node tools/build-kernels.mjs` compiles.
// 2. An adapter here, with the signature of the scalar kernel. It takes what pays (all arrays float32, enough of
//    them) and hands everything else, and what `inArena` refuses, to the scalar kernel:
//
//      export const negate: UnaryKernel = (source, target) => {
//        const served =
//          source instanceof Float32Array &&
//          target instanceof Float32Array &&
//          source.length >= 256 &&
//          inArena(elementwise, (wasm, arena) => {
//            const at = arena.put(source);
//            wasm.negate(at, source.length);
//            target.set(arena.float32(at, source.length));
//          });
//        if (!served) negateScalar(source, target);
//      };
//
//    Views (`arena.float32`) die at the next allocation: allocate first. Large work goes through in strips of some
//    100 KB, which stay in the cache and keep the memory small. Nothing of a user runs inside.
// 3. At the call site: `kernel('negate', negateScalar, negate)`, and nowhere else, so that bundles hold what they use.
// 4. A test in test/kernels/simd: against a twin in TypeScript, which rounds with Math.fround in the same order and
//    must agree exactly; against the truth in float64; sizes that are no multiple of anything; canaries
//    (test/kernels/simd/canaries.ts).
import { Arena, ArenaFull, type WasmMemory } from './arena.js';

/** A module of kernels: gives what it exports, undefined where this machine or page refuses it. */
export type WasmModule<Exports> = () => Exports | undefined;

/** The part of `WebAssembly` that is used; it is not in the language's own library. */
interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: object };
}

interface Machine {
  readonly WebAssembly: WebAssemblyNamespace;
  readonly atob: (text: string) => string;
  readonly Uint8Array: { readonly fromBase64?: (text: string) => Uint8Array };
  readonly Buffer?: { readonly from: (text: string, encoding: 'base64') => Uint8Array };
}

/** Pages of the memory at the beginning. */
const FIRST_PAGES = 2;
/** Bytes of a memory that is kept for the next call; a larger one is left to the garbage collector. */
const MOST_KEPT = 2 ** 26;

interface Shared {
  readonly memory: WasmMemory;
  readonly arena: Arena;
  /** Modules that work in this memory: nothing else refers to it, so that it goes when it is let go. */
  readonly instances: Map<object, object>;
}

// One memory for all modules, made at first use.
let shared: Shared | undefined;
// One that is not kept, as long as it has not been collected.
let large: WeakRef<Shared> | undefined;

/**
 * A module that is compiled when it is first asked for.
 *
 * @param base64 - its bytes
 * @returns the module
 */
export function wasmModule<Exports extends object>(base64: string): WasmModule<Exports> {
  let compiled: object | undefined;
  let refused = false;
  const module = (): Exports | undefined => {
    const instance = shared?.instances.get(module);
    if (instance !== undefined) return instance as Exports;
    if (refused) return undefined;
    try {
      const { WebAssembly } = globalThis as typeof globalThis & Machine;
      compiled ??= new WebAssembly.Module(decode(base64));
      shared ??= makeShared(WebAssembly);
      const { memory, instances } = shared;
      const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
      instances.set(module, exports);
      return exports as Exports;
    } catch (error) {
      // No WebAssembly, or none with SIMD, or a page whose policy forbids it; without memory the next call tries again.
      refused = !(error instanceof RangeError);
      return undefined;
    }
  };
  return module;
}

function decode(base64: string): Uint8Array {
  const { atob, Buffer, Uint8Array: Bytes } = globalThis as typeof globalThis & Machine;
  // Left to the engine where it can: a loop here is over before it is compiled.
  if (Bytes.fromBase64 !== undefined) return Bytes.fromBase64(base64);
  if (Buffer !== undefined) return Buffer.from(base64, 'base64');
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function makeShared(WebAssembly: WebAssemblyNamespace): Shared {
  const memory = new WebAssembly.Memory({ initial: FIRST_PAGES });
  return { memory, arena: new Arena(memory), instances: new Map() };
}

/**
 * Runs a function with the kernels of a module, and gives back the memory that it took.
 *
 * @param module - the module
 * @param run - what to run; where it did not run to its end, its results count for nothing
 * @returns whether it ran: false where WebAssembly is refused or has not enough memory
 */
export function inArena<Exports>(
  module: WasmModule<Exports>,
  run: (wasm: Exports, arena: Arena) => void,
): boolean {
  const wasm = module();
  if (wasm === undefined || shared === undefined) return false;
  const { arena } = shared;
  const mark = arena.mark;
  try {
    run(wasm, arena);
    return true;
  } catch (error) {
    if (error instanceof ArenaFull) return false;
    throw error;
  } finally {
    arena.release(mark);
    if (arena.isFree && arena.size > MOST_KEPT && shared?.arena === arena) {
      large = new WeakRef(shared);
      shared = undefined;
    }
  }
}

/**
 * The kernels of another module, for what runs in the arena already.
 *
 * @param module - the module
 * @returns what it exports
 * @throws ArenaFull where it is refused, so that the scalar kernel serves instead
 */
export function alongside<Exports>(module: WasmModule<Exports>): Exports {
  const wasm = module();
  if (wasm === undefined) throw new ArenaFull(0);
  return wasm;
}

/**
 * Runs a function that will take much memory: in one that is too large to be kept but still there, if nothing else is
 * under way. A system clears new memory before it gives it, which takes as long as computing a third of what is held.
 *
 * @param run - what to run
 * @returns what it returns
 */
export function inLargeMemory<T>(run: () => T): T {
  const usual = shared;
  const other = usual === undefined || usual.arena.isFree ? large?.deref() : undefined;
  if (other === undefined) return run();
  shared = other;
  try {
    return run();
  } finally {
    shared = usual;
  }
}
