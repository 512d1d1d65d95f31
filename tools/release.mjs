// Prepares a release: `npm run release`. Changesets say which version comes next and what is new; this writes both where they
// belong, into package.json, package-lock.json, CHANGELOG.md and CITATION.cff. Commit, tag and push by hand after a look.
// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './subjects.mjs';

const UNRELEASED = '## [Unreleased]\n';

/**
 * Changesets put a version's notes right under the title. They belong under the heading of what is to come, with the day
 * of the release, and with what stood under that heading.
 * @param {string} changelog - as `changeset version` leaves it
 * @param {string} version
 * @param {string} day - as 2026-11-29
 */
export function arrangeChangelog(changelog, version, day) {
  const heading = `\n## ${version}\n`;
  const from = changelog.indexOf(heading);
  const to = changelog.indexOf(UNRELEASED);
  if (from < 0 || to < from)
    throw new Error(`CHANGELOG.md has no notes of ${version} above ${UNRELEASED}`);
  // Their notes end where the text that was there before begins: with a line that is no heading, no item and not indented.
  const notes = changelog.slice(from + heading.length);
  const length = notes.search(/^(?![#\s-])/m);
  const [made, intro] = [
    notes.slice(0, length).trim(),
    notes.slice(length, notes.indexOf(UNRELEASED)),
  ];
  const rest = changelog.slice(to + UNRELEASED.length);
  const next = rest.search(/^## /m);
  const [collected, older] = next < 0 ? [rest, ''] : [rest.slice(0, next), rest.slice(next)];
  const section = [`## ${version} (${day})`, made, collected.trim()].filter((part) => part !== '');
  return [
    `${changelog.slice(0, from).trim()}\n`,
    `${intro.trim()}\n`,
    UNRELEASED,
    `${section.join('\n\n')}\n`,
    ...(older === '' ? [] : [older]),
  ].join('\n');
}

/**
 * CITATION.cff with the version and the day of a release.
 * @param {string} citation
 * @param {string} version
 * @param {string} day
 */
export function dateCitation(citation, version, day) {
  return citation
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^date-released: .*$/m, `date-released: '${day}'`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();

function main() {
  /** @param {string} file */
  const read = (file) => readFileSync(join(root, file), 'utf8');
  /** @param {string} file @param {string} text */
  const write = (file, text) => writeFileSync(join(root, file), text);
  const before = JSON.parse(read('package.json')).version;
  const { status } = spawnSync('npx', ['changeset', 'version'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const { version } = JSON.parse(read('package.json'));
  if (status !== 0 || version === before) {
    throw new Error('no new version: describe the changes with `npx changeset` first');
  }
  const day = new Date().toISOString().slice(0, 10);
  write('CHANGELOG.md', arrangeChangelog(read('CHANGELOG.md'), version, day));
  write('CITATION.cff', dateCitation(read('CITATION.cff'), version, day));
  const lock = JSON.parse(read('package-lock.json'));
  lock.version = version;
  lock.packages[''].version = version;
  write('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    `${before} → ${version}: look at the changes, commit them, and push the tag v${version}`,
  );
}
