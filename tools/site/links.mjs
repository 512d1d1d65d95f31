// Follows every link of the built site that stays inside it: the file must be there, and what follows # in it.
// @ts-check
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { inflateSync } from 'node:zlib';
import { parse } from 'parse5';
import { attribute, elements } from './html.mjs';

/** Attributes that hold addresses. */
const ADDRESSES = ['href', 'src', 'srcset', 'data-src'];

/**
 * @typedef {object} LinkReport
 * @property {string[]} broken - each with the page that has it
 * @property {number} inside - how many links were followed
 * @property {Map<string, number>} outside - other hosts, and how many links lead there; they are not fetched
 * @property {number} pages
 */

/**
 * @param {string} folder - the built site
 * @returns {LinkReport}
 */
export function checkLinks(folder) {
  const files = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(folder, file)).isFile())
      .map((file) => file.split(sep).join('/')),
  );
  /** What can be linked to in each page. @type {Map<string, Set<string>>} */
  const anchors = new Map();
  /** @type {{ from: string, address: string }[]} */
  const links = [];
  for (const file of files) {
    const text = () => readFileSync(join(folder, file), 'utf8');
    if (file.endsWith('.html')) {
      const names = new Set(['']);
      for (const element of elements(parse(text()))) {
        const id = attribute(element, 'id');
        if (id !== undefined) names.add(id);
        for (const name of ADDRESSES) {
          const address = attribute(element, name);
          // Icons are put into the page by a script.
          if (address === undefined || element.tagName === 'use') continue;
          links.push({ from: file, address });
        }
      }
      anchors.set(file, names);
    } else if (file.endsWith('.css')) {
      for (const [, address = ''] of text().matchAll(/url\(["']?([^)"']+)["']?\)/g)) {
        links.push({ from: file, address });
      }
    }
  }
  for (const address of listed(join(folder, 'assets'))) links.push({ from: 'index.html', address });

  /** @type {Map<string, number>} */
  const outside = new Map();
  const broken = new Set();
  let inside = 0;
  for (const { from, address } of links) {
    if (/^(data|mailto):/.test(address)) continue;
    const external = /^https?:\/\/([^/]+)/.exec(address);
    if (external?.[1]) {
      outside.set(external[1], (outside.get(external[1]) ?? 0) + 1);
      continue;
    }
    inside += 1;
    const [path = '', anchor = ''] = address.split('#');
    const target = path ? posix.join(posix.dirname(from), decodeURIComponent(path)) : from;
    if (!files.has(target)) broken.add(`${from}: ${address}`);
    else if (anchor && !anchors.get(target)?.has(decodeURIComponent(anchor))) {
      broken.add(`${from}: ${address} (no such place in the page)`);
    }
  }
  return { broken: [...broken].sort(), inside, outside, pages: anchors.size };
}

/**
 * Addresses in the data of sidebar and search, which scripts make links of.
 * @param {string} assets
 * @returns {string[]}
 */
function listed(assets) {
  return ['navigation.js', 'search.js'].flatMap((name) => {
    if (!existsSync(join(assets, name))) return [];
    const [, packed = ''] = /"([^"]+)"/.exec(readFileSync(join(assets, name), 'utf8')) ?? [];
    const data = inflateSync(Buffer.from(packed, 'base64')).toString();
    return [...data.matchAll(/"(?:url|path)":"([^"]+)"/g)].map(([, address = '']) => address);
  });
}
