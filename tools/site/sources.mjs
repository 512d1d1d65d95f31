// Pages of the files that documents link to, so that a link to a test shows the test.
// @ts-check
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { root } from '../subjects.mjs';
import { escapeHtml } from './html.mjs';

/** @type {Record<string, string>} */
const LANGUAGES = {
  '.ts': 'ts',
  '.mjs': 'js',
  '.js': 'js',
  '.json': 'json',
  '.css': 'css',
  '.html': 'html',
};

/**
 * The address of a file's page.
 * @param {string} file - path from the top of the project, with slashes
 */
export function sourceAddress(file) {
  return `source/${file}.html`;
}

/**
 * The page of a file, or of a folder, which lists its files.
 * @param {string} file - path from the top of the project, with slashes
 * @param {(text: string, language: string) => string} highlight
 * @returns {string}
 */
export function sourcePage(file, highlight) {
  const path = join(root, file);
  const base = '../'.repeat(file.split('/').length);
  const isFolder = statSync(path).isDirectory();
  const content = isFolder
    ? `<ul>${readdirSync(path)
        .map((name) => `<li>${escapeHtml(name)}</li>`)
        .join('')}</ul>`
    : `<pre><code>${highlight(readFileSync(path, 'utf8'), LANGUAGES[extname(file)] ?? 'text')}</code></pre>`;
  return `<!DOCTYPE html>
<html lang="en" class="default"><head><meta charset="utf-8"><title>${escapeHtml(file)} | fovea</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="The ${isFolder ? 'folder' : 'file'} ${escapeHtml(file)} of fovea">
<link rel="icon" href="${base}assets/favicon.svg">
<link rel="stylesheet" href="${base}assets/style.css">
<link rel="stylesheet" href="${base}assets/highlight.css">
<link rel="stylesheet" href="${base}assets/custom.css">
<script src="${base}assets/theme.js"></script>
<script defer src="${base}assets/custom.js"></script>
</head><body><header class="tsd-page-toolbar"><div class="tsd-toolbar-contents container">
<a class="title" href="${base}index.html">fovea</a></div></header>
<main class="container source tsd-typography"><h1>${escapeHtml(file)}</h1>
${content}
</main></body></html>
`;
}
