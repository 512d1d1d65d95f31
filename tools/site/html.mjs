// Small things done to parsed HTML.
// @ts-check
import { defaultTreeAdapter as tree } from 'parse5';

/** @typedef {import('parse5').DefaultTreeAdapterTypes.Element} Element */
/** @typedef {import('parse5').DefaultTreeAdapterTypes.Node} Node */
/** @typedef {import('parse5').DefaultTreeAdapterTypes.ParentNode} ParentNode */

/**
 * The elements below a node, in the order of the text. What is done to an element while walking is seen.
 * @param {Node} node
 * @returns {Generator<Element>}
 */
export function* elements(node) {
  if ('tagName' in node) yield node;
  if ('content' in node) yield* elements(node.content);
  if ('childNodes' in node) for (const child of [...node.childNodes]) yield* elements(child);
}

/**
 * The value of an attribute.
 * @param {Element} element
 * @param {string} name
 * @returns {string | undefined}
 */
export function attribute(element, name) {
  return element.attrs.find((entry) => entry.name === name)?.value;
}

/**
 * Sets an attribute, or takes it away.
 * @param {Element} element
 * @param {string} name
 * @param {string | undefined} value
 */
export function setAttribute(element, name, value) {
  const index = element.attrs.findIndex((entry) => entry.name === name);
  if (value === undefined) {
    if (index >= 0) element.attrs.splice(index, 1);
  } else if (index >= 0) element.attrs[index] = { name, value };
  else element.attrs.push({ name, value });
}

/**
 * Whether an element has a class.
 * @param {Element} element
 * @param {string} name
 */
export function hasClass(element, name) {
  return (attribute(element, 'class') ?? '').split(/\s+/).includes(name);
}

/**
 * @param {Element} element
 * @param {string} name
 */
export function addClass(element, name) {
  const before = attribute(element, 'class');
  setAttribute(element, 'class', before ? `${before} ${name}` : name);
}

/**
 * The words in a node.
 * @param {Node} node
 * @returns {string}
 */
export function text(node) {
  if (tree.isTextNode(node)) return node.value;
  return 'childNodes' in node ? node.childNodes.map(text).join('') : '';
}

/**
 * Puts a new element around another.
 * @param {Element} element
 * @param {string} tagName
 * @param {Record<string, string>} attributes
 */
export function wrap(element, tagName, attributes) {
  const parent = /** @type {ParentNode} */ (element.parentNode);
  const attrs = Object.entries(attributes).map(([name, value]) => ({ name, value }));
  const around = tree.createElement(tagName, element.namespaceURI, attrs);
  tree.insertBefore(parent, around, element);
  tree.detachNode(element);
  tree.appendChild(around, element);
}

/**
 * Gives an element another name.
 * @param {Element} element
 * @param {string} tagName
 */
export function rename(element, tagName) {
  element.tagName = tagName;
  element.nodeName = tagName;
}

/**
 * Text as it may stand in HTML, between quotes too.
 * @param {string} value
 */
export function escapeHtml(value) {
  return value.replace(
    /[&<>"]/g,
    (c) =>
      /** @type {Record<string, string>} */ ({
        '&': '&amp;',
        '<': '&lt;',
        '>': '&gt;',
        '"': '&quot;',
      })[c] ?? c,
  );
}
