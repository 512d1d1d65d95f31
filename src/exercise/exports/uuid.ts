// Identifiers that follow from a text, so that an exercise keeps its own however often it is exported.

const WORDS = 4;

/**
 * A UUID that follows from a text; as in version 4, all but six of its bits say nothing.
 *
 * @param text - anything
 * @returns 32 hexadecimal digits with hyphens
 */
export function uuidOf(text: string): string {
  const bytes = Array.from({ length: WORDS }, (_, i) => hash(text, i)).flatMap((word) => [
    word >>> 24,
    (word >>> 16) & 255,
    (word >>> 8) & 255,
    word & 255,
  ]);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** FNV-1a of 32 bits, started elsewhere for each word, with the mixing of MurmurHash3 at the end. */
function hash(text: string, word: number): number {
  let h = Math.imul(word + 1, 0x9e3779b9) ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
