// Vectors and matrices that are pasted from elsewhere.

/** Numbers in a text that holds several, such as a vector or a matrix from elsewhere. */
export function numbersIn(text: string): string[] {
  const parts = text
    .replace(/[[\](){}]/g, ' ')
    .split(/[;\n\t]|,\s|,(?!\d)|\s+/)
    .flatMap((part) => (/^[^,]*,[^,]*,/.test(part) ? part.split(',') : [part]))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.every((part) => /^[−+-]?[\d.,/eE+−-]+$/.test(part)) ? parts : [];
}
