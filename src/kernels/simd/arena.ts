// The working memory of the SIMD kernels: numbers are copied in, worked on and copied out. It starts with a page,
// grows when a call needs more, and is given back at the end of the call, to be used by the next one.

/** What a kernel allocates starts where all machines read vectors, and lines of the cache, fastest. */
const ALIGNMENT = 64;
const PAGE = 65536;
/** The first page belongs to what the compiler stores; see tools/build-kernels.mjs. */
const FIRST_BYTE = PAGE;
/** All that a pointer of 32 bits reaches. */
const MOST_BYTES = 65536 * PAGE;

/** The part of WebAssembly.Memory that is used. */
export interface WasmMemory {
  /** The bytes; another object after each growth. */
  readonly buffer: ArrayBuffer;

  /** Adds pages of 64 KiB. */
  grow(pages: number): number;
}

/** The memory cannot grow as far as a call needs: the scalar kernel serves instead. */
export class ArenaFull extends RangeError {
  constructor(bytes: number) {
    super(`The SIMD kernels need ${bytes} bytes, which the machine does not give (at most 4 GiB).`);
  }
}

/** Where the next allocation may begin. */
function endOf(pointer: number, bytes: number): number {
  return (Math.ceil((pointer + bytes) / ALIGNMENT) + 1) * ALIGNMENT;
}

/** Memory that is handed out from the bottom up, and given back all at once. */
export class Arena {
  private readonly memory: WasmMemory;
  private top = FIRST_BYTE;
  // Asked of the machine after a growth alone: asking takes as long as copying a hundred numbers.
  private bytes: ArrayBuffer;
  private whole: Float32Array;

  constructor(memory: WasmMemory) {
    this.memory = memory;
    this.bytes = memory.buffer;
    this.whole = new Float32Array(this.bytes);
  }

  /**
   * Runs a function, and then gives back what it allocated, whatever happened.
   *
   * @param run - what to run; nothing of a user
   * @returns what `run` returns
   */
  scope<T>(run: () => T): T {
    const { mark } = this;
    try {
      return run();
    } finally {
      this.release(mark);
    }
  }

  /** Where the next allocation begins: `release` gives back what is allocated from now on. */
  get mark(): number {
    return this.top;
  }

  /** Gives back what was allocated since a mark. */
  release(mark: number): void {
    this.top = mark;
  }

  /**
   * Hands out memory that holds anything. Vectors may read, not write, up to 64 bytes beyond its end.
   *
   * @param bytes - how much
   * @returns a pointer, a multiple of 64
   * @throws ArenaFull where there is not so much
   */
  allocate(bytes: number): number {
    const pointer = this.top;
    const end = endOf(pointer, bytes);
    const { size } = this;
    if (end > size) this.grow(size, end);
    this.top = end;
    return pointer;
  }

  /** Gives back all but the first bytes of what was allocated last. */
  trim(pointer: number, bytes: number): void {
    this.top = endOf(pointer, bytes);
  }

  /** Memory for `count` numbers of four bytes. */
  words(count: number): number {
    return this.allocate(count * 4);
  }

  /** Sees to it that so much can be allocated without growing. */
  reserve(bytes: number): void {
    const before = this.top;
    this.allocate(bytes);
    this.top = before;
  }

  /** Where numbers lie that are in this memory; undefined for all others. */
  find(numbers: Float32Array): number | undefined {
    return numbers.buffer === this.bytes ? numbers.byteOffset : undefined;
  }

  /** How large the memory is. */
  get size(): number {
    return this.whole.length * 4;
  }

  /** Whether nothing is allocated. */
  get isFree(): boolean {
    return this.top === FIRST_BYTE;
  }

  /** Copies float32 numbers in, and says where they are. */
  put(numbers: Float32Array): number {
    const pointer = this.words(numbers.length);
    this.whole.set(numbers, pointer / 4);
    return pointer;
  }

  /** All of the memory as float32 numbers, good until the next allocation: pointer / 4 is an index. */
  get numbers(): Float32Array {
    return this.whole;
  }

  /** A view of float32 numbers, good until the next allocation. */
  float32(pointer: number, count: number): Float32Array {
    return new Float32Array(this.bytes, pointer, count);
  }

  /** A view of float64 numbers, good until the next allocation. */
  float64(pointer: number, count: number): Float64Array {
    return new Float64Array(this.bytes, pointer, count);
  }

  /** A view of int32 numbers, good until the next allocation. */
  int32(pointer: number, count: number): Int32Array {
    return new Int32Array(this.bytes, pointer, count);
  }

  /** A view of bytes, good until the next allocation. */
  uint8(pointer: number, count: number): Uint8Array {
    return new Uint8Array(this.bytes, pointer, count);
  }

  /** Grows by half at least, so that growing stays rare; where that is too much, to what is asked for. */
  private grow(size: number, end: number): void {
    if (end > MOST_BYTES) throw new ArenaFull(end);
    const needed = Math.ceil((end - size) / PAGE);
    const generous = Math.max(needed, Math.ceil(size / 2 / PAGE));
    for (const pages of [generous, needed]) {
      try {
        this.memory.grow(pages);
      } catch {
        // Refused: with less, or not at all.
        continue;
      }
      this.bytes = this.memory.buffer;
      this.whole = new Float32Array(this.bytes);
      return;
    }
    throw new ArenaFull(end);
  }
}
