import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { asModule } from '../../tools/flat-packages.mjs';

describe('asModule', () => {
  it('makes imports of what is required, and a default export of what is exported', () => {
    const text =
      '"use strict"\nvar iota = require("iota-array")\nmodule.exports = f;\nfunction f() {}\n';
    expect(asModule(text)).toBe(
      '"use strict"\nimport iota from \'iota-array\';\nexport default f;\nfunction f() {}\n',
    );
  });

  it.each([
    'module.exports = f;\nmodule.exports.g = g;\n',
    'exports.f = f;\n',
    'module.exports = f;\nif (x) require("y");\n',
    'const f = 1;\n',
  ])('refuses what it would break: %j', (text) => {
    expect(() => asModule(text)).toThrow('no module that can be flattened');
  });

  it.each(['ndarray', 'fft.js'])('keeps all of %s', (name) => {
    const text = readFileSync(createRequire(import.meta.url).resolve(name), 'utf8');
    const kept = asModule(text)
      .split('\n')
      .filter((line) => text.includes(line));
    const changed = text.split('\n').length - kept.length;
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThanOrEqual(3);
  });
});
