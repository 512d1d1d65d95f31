// Several files as one, for a download.
import { strToU8, zipSync } from 'fflate';

/** A fixed date, so that the same files give the same archive. */
const MADE = '1980-01-01T00:00:00';

/**
 * A ZIP of text files.
 *
 * @param files - texts by path
 */
export function zip(files: { readonly [path: string]: string }): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(([path, text]) => [path, strToU8(text)] as const);
  const packed = zipSync(Object.fromEntries(entries), { level: 6, mtime: new Date(MADE) });
  return new Uint8Array(packed);
}
