// Arrays as .npy files, which `numpy.load` reads.
import { renameSync, writeFileSync } from 'node:fs';

const TYPES = new Map([
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
]);

/** The bytes of an array { data, shape }, row by row: a header of ASCII, then the numbers as this machine has them. */
export function npy({ data, shape }) {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const type = TYPES.get(data.constructor);
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${lengths}), }`;
  // Magic, version and length take 10 bytes; the numbers begin at a multiple of 64.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const start = Buffer.from(`\x93NUMPY\x01\x00__${header.padEnd(length - 1)}\n`, 'latin1');
  start.writeUInt16LE(length, 8);
  return Buffer.concat([start, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

/**
 * Writes a file whole or not at all: under another name first, which is then changed in one step. Whoever is killed
 * meanwhile leaves no half of a file that looks like a result.
 */
export function writeWhole(path, bytes) {
  const unfinished = `${path}.${process.pid}.part`;
  writeFileSync(unfinished, bytes);
  renameSync(unfinished, path);
}
