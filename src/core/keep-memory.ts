// Memory for large arrays, at less cost than the engine takes for it.

// The C library of Linux returns what is freed to the system, which clears each page anew when it is given again: that
// takes longer than most of what is computed here. How much it keeps it learns from the largest block that was freed. So
// one that large is asked for, once, and dropped; it is never written, and takes no memory.
/** Numbers of an array that the system maps: it has as many bytes at least. */
export const MAPPED: number = 2 ** 17;
/** The largest block that the C library learns from has 32 MiB; it keeps twice as much. */
const LESSON = 31 * 2 ** 20;
let asked = false;

/** Shows the C library, once, how much to keep. */
export function askToKeep(): void {
  if (asked) return;
  asked = true;
  const { process } = globalThis as { readonly process?: { readonly platform?: string } };
  if (process?.platform !== 'linux') return;
  try {
    // Its length is read so that no bundler takes it for nothing.
    asked = new ArrayBuffer(LESSON).byteLength > 0;
  } catch {
    // So little memory is left that there is nothing to keep.
  }
}

/** The part of Node's `Buffer` that is used. */
interface UnclearedBuffers {
  readonly Buffer?: {
    readonly allocUnsafeSlow?: (bytes: number) => { readonly buffer: ArrayBuffer };
  };
}

/**
 * Memory that holds anything, where the machine gives it: clearing takes a tenth of the time of a blur.
 *
 * @param bytes - how much
 * @returns a buffer of that size; undefined where all memory is cleared, as in pages
 */
export function unclearedMemory(bytes: number): ArrayBuffer | undefined {
  const { Buffer } = globalThis as UnclearedBuffers;
  try {
    const buffer = Buffer?.allocUnsafeSlow?.(bytes).buffer;
    return buffer?.byteLength === bytes ? buffer : undefined;
  } catch {
    // Too much: left to what says so.
    return undefined;
  }
}
