// The text as numbers: one for each letter.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Part of the text, its end, that the model is not trained on. */
const HELD_OUT = 0.1;

/** The text, its letters, and the two parts of it as numbers. */
export function readText() {
  const text = readFileSync(join(import.meta.dirname, 'alice.txt'), 'utf8');
  const letters = [...new Set(text)].sort();
  const numberOf = new Map(letters.map((letter, i) => [letter, i]));
  const encode = (words) => Int32Array.from(words, (letter) => numberOf.get(letter));
  const decode = (ids) => Array.from(ids, (id) => letters[id]).join('');
  const all = encode(text);
  const cut = Math.floor(all.length * (1 - HELD_OUT));
  return { letters, encode, decode, seen: all.subarray(0, cut), unseen: all.subarray(cut) };
}

/** Pieces of a text that begin at given places, [pieces, length], and the same a letter on: what comes next. */
export function piecesAt(ids, starts, length) {
  const rows = (shift) =>
    starts.map((start) => Array.from(ids.subarray(start + shift, start + shift + length)));
  return { input: rows(0), next: rows(1) };
}

/** Random places at which pieces can begin. */
export function drawStarts(ids, count, length, rng) {
  const places = ids.length - length;
  return Array.from({ length: count }, () => Math.floor(rng.nextFloat64() * places));
}
