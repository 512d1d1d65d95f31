// The build of the kernels: what it makes depends on the sources alone.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildKernels } from '../../../tools/build-kernels.mjs';

const kernels = join(import.meta.dirname, '../../../src/kernels/simd');
const modules = readdirSync(join(kernels, 'assembly')).filter((file) => file.endsWith('.ts'));

describe('tools/build-kernels.mjs', () => {
  it('makes a module of each file, and the same bytes when it runs again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fovea-kernels-'));
    try {
      await buildKernels(folder, 'matrix');
      const [made] = readdirSync(folder);
      expect(made).toBe('matrix.ts');
      expect(readFileSync(join(folder, 'matrix.ts'), 'utf8')).toBe(
        readFileSync(join(kernels, 'generated/matrix.ts'), 'utf8'),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(readdirSync(join(kernels, 'generated')).sort()).toEqual(modules.sort());
  });
});
