import { describe, expect, it } from 'vitest';
import { brokenRules, type Tree } from './house.js';

const PACKAGES = ['ndarray', 'pure-rand', 'algebra'];
const broken = (tree: Tree): string[] => brokenRules(tree, PACKAGES);

describe('the rules of the house, on made-up trees', () => {
  it('finds nothing wrong with a small house in order', () => {
    const tree = {
      'index.ts': "export * from './filter/index.js';\n",
      'core/types.ts': "import type { NdArray } from 'ndarray';\nexport type A = NdArray;\n",
      'core/create.ts': "import ndarray, { type NdArray } from 'ndarray';\nimport './types.js';\n",
      'filter/index.ts': "export { blur } from './blur.js';\nexport type { A } from './size.js';\n",
      'filter/blur.ts': "import { size } from './size.js';\nimport '../core/create.js';\n",
      'filter/size.ts': 'export const size = 1;\n',
      'matching/fit.ts': "import { SVD } from 'algebra';\n",
    };
    expect(broken(tree)).toEqual([]);
  });

  it('finds an upward arrow, in every form of import', () => {
    const forms = [
      "import { up } from '../filter/up.js';",
      "import type { Up } from '../filter/up.js';",
      "import '../filter/up.js';",
      "export { up } from '../filter/up.js';",
      "export * from '../filter/up.js';",
      "export const up = () => import('../filter/up.js');",
      "export type Up = import('../filter/up.js').Up;",
      "import up = require('../filter/up.js');",
      "const up = require('../filter/up.js');",
    ];
    for (const form of forms) {
      expect(broken({ 'core/low.ts': `\n${form}\n`, 'filter/up.ts': '' })).toEqual([
        'core/low.ts:2 on floor 0 imports filter/up.ts on floor 3',
      ]);
    }
  });

  it('allows a neighbour on the same floor, but no circle of folders', () => {
    const oneWay = { 'matching/a.ts': "import '../scale-space/b.js';", 'scale-space/b.ts': '' };
    expect(broken(oneWay)).toEqual([]);
    const both = {
      ...oneWay,
      'scale-space/c.ts': "import '../matching/d.js';",
      'matching/d.ts': '',
    };
    expect(broken(both)).toEqual(['circle of folders: matching → scale-space → matching']);
  });

  it('finds a circle of files, with its path', () => {
    const tree = {
      'core/a.ts': "import './b.js';",
      'core/b.ts': "import type { C } from './c.js';",
      'core/c.ts': "import './b.js';",
    };
    expect(broken(tree)).toEqual(['circle of files: core/b.ts → core/c.ts → core/b.ts']);
  });

  it('finds a file that imports itself', () => {
    expect(broken({ 'core/a.ts': "import './a.js';" })).toEqual([
      'circle of files: core/a.ts → core/a.ts',
    ]);
  });

  it('lets only doors import doors', () => {
    const tree = { 'core/a.ts': "import '../array/index.js';", 'array/index.ts': '' };
    expect(broken(tree)).toContain('core/a.ts:1 imports the door array/index.ts');
  });

  it('wants nothing but re-exports in a door', () => {
    const tree = { 'array/index.ts': 'export const a = 1;\nexport {};\n' };
    expect(broken(tree)).toEqual([
      'array/index.ts:1 is a door and holds more than re-exports',
      'array/index.ts:2 is a door and holds more than re-exports',
    ]);
  });

  it('refuses more than 400 lines', () => {
    expect(broken({ 'core/long.ts': '\n'.repeat(400) })).toEqual([]);
    expect(broken({ 'core/long.ts': '\n'.repeat(401) })).toEqual([
      'core/long.ts:401 has 401 lines, more than 400',
    ]);
  });

  it('refuses a folder without a floor, and a file beside the front door', () => {
    expect(broken({ 'attic/box.ts': '' })).toEqual([
      'attic/box.ts:1 has no floor: name its folder in FLOORS',
    ]);
    expect(broken({ 'stray.ts': '' })).toEqual([
      'stray.ts:1 has no floor: name its folder in FLOORS',
    ]);
  });

  it('refuses an import of what is not there', () => {
    expect(broken({ 'core/a.ts': "import './b.js';" })).toEqual([
      'core/a.ts:1 imports ./b.js, which is no file of src',
    ]);
  });

  it('refuses packages that a user would not have, ndarray-ops and Node itself among them', () => {
    for (const name of ['ndarray-ops', 'node:fs', 'fast-check', '@scope/thing']) {
      expect(broken({ 'array/a.ts': `import '${name}/sub';` })).toEqual([
        `array/a.ts:1 imports ${name}/sub, which is no dependency`,
      ]);
    }
  });

  it('refuses computed imports', () => {
    expect(broken({ 'array/a.ts': 'export const a = (name: string) => import(name);' })).toEqual([
      'array/a.ts:1 imports (a computed name), which is no dependency',
    ]);
  });

  it('keeps the value of ndarray to core/create.ts, and its type to the name NdArray', () => {
    expect(broken({ 'array/a.ts': "import ndarray from 'ndarray';" })).toEqual([
      'array/a.ts:1 imports ndarray for its value, as only core/create.ts may',
      'array/a.ts:1 imports the type of ndarray by default, not { NdArray } by name',
    ]);
    expect(broken({ 'array/a.ts': "import type ndarray from 'ndarray';" })).toEqual([
      'array/a.ts:1 imports the type of ndarray by default, not { NdArray } by name',
    ]);
    expect(broken({ 'array/a.ts': "import { type NdArray } from 'ndarray';" })).toEqual([]);
  });

  it('keeps packages out of kernels, and all but two out of core', () => {
    expect(broken({ 'kernels/a.ts': "import type { NdArray } from 'ndarray';" })).toEqual([
      'kernels/a.ts:1 is a kernel and imports ndarray',
    ]);
    expect(broken({ 'core/a.ts': "import { SVD } from 'algebra';" })).toEqual([
      'core/a.ts:1 is core and imports algebra',
    ]);
    expect(broken({ 'core/a.ts': "import { x } from 'pure-rand/generator/x';" })).toEqual([]);
  });
});
