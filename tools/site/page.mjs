// Puts a page of TypeDoc in order: nothing that a strict policy forbids, landmarks for screen readers, tables that scroll
// on phones, links that lead to pages instead of files.
// @ts-check
import { readFileSync } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import { parse, serialize, defaultTreeAdapter as tree } from 'parse5';
import { root } from '../subjects.mjs';
import {
  addClass,
  attribute,
  elements,
  hasClass,
  rename,
  setAttribute,
  text,
  wrap,
} from './html.mjs';
import { sourceAddress } from './sources.mjs';

/** @typedef {import('parse5').DefaultTreeAdapterTypes.Element} Element */

/** @param {string} path */
export const isPicture = (path) => /\.(svg|png|jpg|webp)$/.test(path);

/** Links at the top of each page. */
const TOP = [
  ['guides/index.html', 'Guides'],
  ['modules.html', 'Reference'],
  ['playground/index.html', 'Playground'],
];

/** What is known of the whole site. */
export class Finisher {
  /** Inline styles that were met, by declaration; each became a class. @type {Map<string, string>} */
  #styles = new Map();

  /**
   * @param {() => ReadonlyMap<string, string>} media - files that pages met so far link to, by their names below media/
   * @param {ReadonlyMap<string, string>} functions - addresses of pages by the functions' names
   * @param {boolean} playground - whether there is a playground
   */
  constructor(media, functions, playground) {
    this.media = media;
    this.functions = functions;
    this.top = TOP.filter(([address]) => playground || !address?.startsWith('playground'));
  }

  /**
   * The page as it is published.
   * @param {string} html
   * @param {string} url - its address from the top of the site
   */
  finish(html, url) {
    const base = '../'.repeat(url.split('/').length - 1);
    const document = parse(html);
    /** @type {Element[]} */
    const all = [...elements(document)];
    for (const element of all) {
      this.#withoutInlineStyle(element);
      this.#withoutInlineScript(element, base);
      this.#linked(element, url, base);
      this.#arranged(element, base);
    }
    level(all);
    // Sheets of formulas for pages that have them.
    if (!all.some((element) => hasClass(element, 'katex'))) {
      for (const element of all) {
        const href = element.tagName === 'link' ? attribute(element, 'href') : undefined;
        if (href?.endsWith('katex.min.css')) tree.detachNode(element);
      }
    }
    // The index of the search is larger than all the rest: custom.js loads it when somebody searches.
    const search = all.find((element) => attribute(element, 'id') === 'tsd-search-script');
    if (search) {
      setAttribute(search, 'data-src', attribute(search, 'src'));
      setAttribute(search, 'src', undefined);
    }
    const title = all.find(({ tagName }) => tagName === 'title');
    const h1 = all.find(({ tagName }) => tagName === 'h1');
    if (title && h1 && url === 'modules.html') {
      title.childNodes = [];
      tree.insertText(title, `${text(h1)} | fovea`);
    }
    const description = all.find(
      ({ tagName, parentNode }) =>
        tagName === 'p' &&
        parentNode &&
        'tagName' in parentNode &&
        hasClass(parentNode, 'tsd-typography'),
    );
    const meta = all.find((e) => e.tagName === 'meta' && attribute(e, 'name') === 'description');
    if (description && meta) setAttribute(meta, 'content', shorten(visibleText(description)));
    return serialize(document);
  }

  /** The classes that stand for the styles which were inline. */
  stylesheet() {
    return [...this.#styles]
      .map(
        ([style, name]) =>
          `.${name}{${style.replace(/;?$/, '').replaceAll(';', '!important;')}!important}\n`,
      )
      .join('');
  }

  /** @param {Element} element */
  #withoutInlineStyle(element) {
    const style = attribute(element, 'style');
    if (style === undefined) return;
    setAttribute(element, 'style', undefined);
    const name = this.#styles.get(style) ?? `i${this.#styles.size.toString(36)}`;
    this.#styles.set(style, name);
    addClass(element, name);
  }

  /**
   * TypeDoc's only inline script sets the theme; so does a file, before anything is drawn.
   * @param {Element} element
   * @param {string} base
   */
  #withoutInlineScript(element, base) {
    if (element.tagName !== 'script' || element.childNodes.length === 0) return;
    element.childNodes = [];
    setAttribute(element, 'src', `${base}assets/theme.js`);
  }

  /**
   * @param {Element} element
   * @param {string} url
   * @param {string} base
   */
  #linked(element, url, base) {
    const { tagName } = element;
    if (tagName === 'use') {
      // The icons are in the page (icons.js); from a folder no other file may be used.
      setAttribute(element, 'href', attribute(element, 'href')?.replace(/^.*#/, '#'));
      return;
    }
    const name = tagName === 'a' ? 'href' : tagName === 'source' ? 'srcset' : 'src';
    const href = attribute(element, name);
    if (href === undefined || !['a', 'img', 'source'].includes(tagName)) return;
    if (/^(\.\.?\/)+$/.test(href)) setAttribute(element, name, `${base}index.html`);
    const target = posix.normalize(posix.join(posix.dirname(url), decodeURI(href)));
    const [, file = '', anchor = ''] = /^media\/([^#]*)(#.*)?$/.exec(target) ?? [];
    const path = file && this.media().get(file);
    if (!path) return;
    if (tagName === 'img' && path.endsWith('.svg')) sized(element, path);
    if (isPicture(path)) return;
    // The reference of a function says more than the file that it is written in.
    const inside = relative(root, path).split(sep).join('/');
    const page = inside.startsWith('src/') ? this.functions.get(text(element)) : undefined;
    setAttribute(element, name, base + (page ?? sourceAddress(inside)) + (page ? '' : anchor));
  }

  /**
   * @param {Element} element
   * @param {string} base
   */
  #arranged(element, base) {
    const { tagName } = element;
    if (tagName === 'table' || tagName === 'picture') wrap(element, 'div', { class: 'scroll' });
    // What is drawn small can be seen by itself.
    if (tagName === 'picture') {
      const image = [...elements(element)].find((inner) => inner.tagName === 'img');
      wrap(element, 'a', { href: (image && attribute(image, 'src')) ?? '' });
    }
    // A heading of nothing is none.
    if (tagName === 'th' && text(element) === '') rename(element, 'td');
    // Nothing to press within what opens and closes.
    if (tagName === 'summary') {
      for (const inner of elements(element)) {
        if (hasClass(inner, 'tsd-anchor-icon')) tree.detachNode(inner);
      }
    }
    if (tagName === 'div' && hasClass(element, 'col-content')) {
      rename(element, 'main');
      setAttribute(element, 'id', 'main');
    }
    if (tagName === 'div' && hasClass(element, 'page-menu')) {
      rename(element, 'aside');
      setAttribute(element, 'aria-label', 'This page');
    }
    if (tagName === 'div' && attribute(element, 'id') === 'tsd-toolbar-links') {
      rename(element, 'nav');
      setAttribute(element, 'aria-label', 'Parts of the site');
      for (const [address, label] of this.top) {
        const link = tree.createElement('a', element.namespaceURI, [
          { name: 'href', value: base + address },
        ]);
        tree.insertText(link, label ?? '');
        tree.appendChild(element, link);
      }
    }
  }
}

/**
 * Headings whose levels follow each other, whatever they look like.
 * @param {readonly Element[]} all
 */
function level(all) {
  /** @type {string[]} */
  const above = [];
  for (const element of all) {
    const { tagName } = element;
    if (!/^h[1-6]$/.test(tagName)) continue;
    while (above.length > 0 && /** @type {string} */ (above.at(-1)) >= tagName) above.pop();
    above.push(tagName);
    if (tagName === `h${above.length}`) continue;
    addClass(element, `as-${tagName}`);
    rename(element, `h${above.length}`);
  }
}

/**
 * Width and height of a picture, so that nothing moves once it is there.
 * @param {Element} element
 * @param {string} path
 */
function sized(element, path) {
  const [svg = ''] = /<svg[^>]*>/.exec(readFileSync(path, 'utf8')) ?? [];
  for (const name of ['width', 'height']) {
    const value = new RegExp(` ${name}="([\\d.]+)"`).exec(svg)?.[1];
    if (value) setAttribute(element, name, String(Math.round(Number(value))));
  }
}

/** @param {import('parse5').DefaultTreeAdapterTypes.Node} node @returns {string} */
function visibleText(node) {
  if ('tagName' in node && hasClass(node, 'katex-html')) return '';
  if ('tagName' in node && node.tagName === 'annotation') return '';
  if (tree.isTextNode(node)) return node.value;
  return 'childNodes' in node ? node.childNodes.map(visibleText).join('') : '';
}

/** @param {string} words */
function shorten(words) {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length <= 160 ? line : `${line.slice(0, 159).replace(/\s\S*$/, '')} …`;
}
