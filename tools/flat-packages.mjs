// Packages in CommonJS read as ES modules. Left as they are, each is bundled as a function that runs at every import, and
// an engine compiles all that is in it then, also what is never called.
// @ts-check
import { readFileSync } from 'node:fs';

const REQUIRE = /^(?:var|const) (\w+) *= *require\(["']([^"']+)["']\);?$/gm;
const EXPORT = /^module\.exports *= */m;
const OTHER = /\brequire\(|\bmodule\.|\bexports\./;

/**
 * A module in CommonJS as an ES module.
 *
 * @param {string} text - it requires at the beginning of lines, and exports one thing
 * @returns {string} the same with imports and a default export
 */
export function asModule(text) {
  const flat = text.replace(REQUIRE, "import $1 from '$2';").replace(EXPORT, 'export default ');
  const [other] = OTHER.exec(flat) ?? [];
  if (other !== undefined || flat === text) {
    throw new Error(`no module that can be flattened: ${other ?? 'it exports nothing'}`);
  }
  return flat;
}

/**
 * For esbuild.
 *
 * @param {readonly string[]} packages - names of packages in CommonJS, of which all files are
 * @returns {import('esbuild').Plugin}
 */
export function flatPackages(packages) {
  const names = packages.map((name) => name.replaceAll('.', '\\.')).join('|');
  return {
    name: 'flat packages',
    setup({ onLoad }) {
      onLoad(
        { filter: new RegExp(`[\\\\/]node_modules[\\\\/](?:${names})[\\\\/].*\\.js$`) },
        ({ path }) => ({
          contents: asModule(readFileSync(path, 'utf8')),
        }),
      );
    },
  };
}
