// Pixels as a PNG without compression, for photos that stand inside an SVG. Whoever has an encoder at hand
// gives the address of a smaller file instead.
// W3C, "Portable Network Graphics (PNG) Specification", third edition, sections 5 and 11; RFC 1950 (zlib),
// section 2.2; RFC 1951 (deflate), section 3.2.4; RFC 4648 (base64), section 4.

/** The colour type for 1 (grey), 2 (grey, alpha), 3 (RGB) and 4 (RGBA) channels. */
const COLOR_TYPE = [0, 4, 2, 6];

/** The most bytes that a block of deflate stores. */
const MOST_STORED = 65535;

/**
 * Bytes as the address of a PNG that holds them.
 *
 * @param bytes - 8 bits a channel, channels side by side, row by row
 * @param width - pixels in a row
 * @param height - rows
 * @param channels - 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA)
 * @returns a `data:` address
 */
export function pngAddress(
  bytes: ArrayLike<number>,
  width: number,
  height: number,
  channels: number,
): string {
  const header = new Uint8Array([
    ...bigEndian(width),
    ...bigEndian(height),
    8, // bits a channel
    COLOR_TYPE[channels - 1]!,
    0, // deflate
    0, // the five standard filters
    0, // not interlaced
  ]);
  const png = join([
    new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', store(withFilterBytes(bytes, width * channels, height))),
    chunk('IEND', new Uint8Array(0)),
  ]);
  return `data:image/png;base64,${base64(png)}`;
}

// Each row says by its first byte how it is filtered: 0, not at all.
function withFilterBytes(bytes: ArrayLike<number>, rowLength: number, rows: number): Uint8Array {
  const filtered = new Uint8Array(rows * (rowLength + 1));
  for (let row = 0, from = 0; row < rows; row++) {
    const start = row * (rowLength + 1) + 1;
    for (let i = 0; i < rowLength; i++) filtered[start + i] = bytes[from++]!;
  }
  return filtered;
}

// A zlib stream of stored blocks: header, blocks, Adler-32 of what they hold.
function store(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [new Uint8Array([0x78, 0x01])];
  for (let start = 0; start < data.length; start += MOST_STORED) {
    const block = data.subarray(start, start + MOST_STORED);
    const isLast = start + MOST_STORED >= data.length;
    const [low, high] = [block.length & 255, block.length >>> 8];
    parts.push(new Uint8Array([isLast ? 1 : 0, low, high, ~low, ~high]), block);
  }
  parts.push(new Uint8Array(bigEndian(adler32(data))));
  return join(parts);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const name = Uint8Array.from(type, (letter) => letter.charCodeAt(0));
  const covered = join([name, data]);
  const length = new Uint8Array(bigEndian(data.length));
  return join([length, covered, new Uint8Array(bigEndian(crc32(covered)))]);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function bigEndian(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

/** As many bytes as can be added up before a sum of 32 bits might overflow. */
const ADLER_RUN = 5552;

function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < data.length; start += ADLER_RUN) {
    const end = Math.min(start + ADLER_RUN, data.length);
    for (let i = start; i < end; i++) {
      a += data[i]!;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return b * 65536 + a;
}

function crc32(data: Uint8Array): number {
  const table = Int32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
  let crc = -1;
  for (let i = 0; i < data.length; i++) crc = table[(crc ^ data[i]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Letters that are turned into text at a time: as many arguments as any engine takes. */
const LETTERS = 8192;

// Written out, for btoa belongs to browsers and Buffer to Node.
function base64(data: Uint8Array): string {
  const codes = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
  const letters = new Uint8Array(4 * Math.ceil(data.length / 3)).fill('='.charCodeAt(0));
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    const left = data.length - from;
    const bits =
      (data[from]! << 16) |
      (left > 1 ? data[from + 1]! << 8 : 0) |
      (left > 2 ? data[from + 2]! : 0);
    letters[to] = codes[bits >>> 18]!;
    letters[to + 1] = codes[(bits >>> 12) & 63]!;
    if (left > 1) letters[to + 2] = codes[(bits >>> 6) & 63]!;
    if (left > 2) letters[to + 3] = codes[bits & 63]!;
  }
  let text = '';
  for (let start = 0; start < letters.length; start += LETTERS) {
    text += String.fromCharCode(...letters.subarray(start, start + LETTERS));
  }
  return text;
}
