// TypeDoc plugin that makes its reference and the Markdown documents one site: addresses that say where one is, a
// sidebar in the order of reading, a landing page out of the README, and pages that are put in order by page.mjs.
// @ts-check
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import {
  Comment,
  Converter,
  DefaultTheme,
  DefaultThemeRenderContext,
  IndexEvent,
  JSX,
  PageEvent,
  ParameterType,
  ReflectionKind,
  RendererEvent,
  StructureRouter,
} from 'typedoc';
import { root } from '../subjects.mjs';
import { landing } from './landing.mjs';
import { Finisher, isPicture } from './page.mjs';
import { sourceAddress, sourcePage } from './sources.mjs';

/** Chapters of the sidebar and the addresses of their documents; the first is about the others. */
const CHAPTERS = [
  { title: 'Guides', pattern: /^guides\// },
  { title: 'Conventions', pattern: /conventions\.html$/ },
  { title: 'The project', pattern: /./ },
];

/**
 * The address of a document by its file, without ending: docs/guides/sift.md is guides/sift, README.md is the
 * index of its folder.
 * @param {string} file - path from the top of the project
 */
export function documentAddress(file) {
  return file
    .split(sep)
    .join('/')
    .replace(/^docs\//, '')
    .replace(/\.md$/, '')
    .replace(/(^|\/)README$/, '$1index')
    .replace(/^index$/, 'guides/index')
    .toLowerCase();
}

/** Documents lie where their files do, functions under reference/<subject>. */
class SiteRouter extends StructureRouter {
  /**
   * @override
   * @param {import('typedoc').Reflection} reflection
   */
  getIdealBaseName(reflection) {
    if (!reflection.isDocument()) {
      return `reference/${super.getIdealBaseName(reflection).replace(/^fovea\//, '')}`;
    }
    const file = reflection.project.files.getReflectionPath(reflection) ?? reflection.name;
    return documentAddress(relative(root, file));
  }
}

class SiteContext extends DefaultThemeRenderContext {
  /** @param {ConstructorParameters<typeof DefaultThemeRenderContext>} args */
  constructor(...args) {
    super(...args);
    /** @type {DefaultThemeRenderContext} */
    const { header, pageNavigation } = this;
    const { options } = this;
    // Documents bring their title along.
    this.header = (/** @type {PageEvent<import('typedoc').Reflection>} */ props) =>
      props.url === 'index.html' || props.model.isDocument()
        ? JSX.createElement(JSX.Fragment, null)
        : props.model.isProject()
          ? JSX.createElement('h1', null, 'Reference')
          : header(props);
    this.indexTemplate = (/** @type {PageEvent<import('typedoc').ProjectReflection>} */ props) =>
      JSX.createElement(JSX.Raw, {
        html: landing(this, props.model, Boolean(options.getValue('playground'))),
      });
    // Of long documents chapters and sections, not each step of each solution.
    this.pageNavigation = (/** @type {PageEvent<import('typedoc').Reflection>} */ props) => {
      for (const section of props.pageSections) {
        section.headings = section.headings.filter(
          ({ level }) => level === undefined || (level > 1 && level < 4),
        );
      }
      return pageNavigation(props);
    };
  }
}

class SiteTheme extends DefaultTheme {
  /** @override */
  ContextClass = SiteContext;

  /**
   * @override
   * @param {import('typedoc').ProjectReflection} project
   */
  buildNavigation(project) {
    const { router } = this;
    const documents = (project.documents ?? []).map((document) => ({
      text: document.name,
      path: router.getFullUrl(document),
    }));
    /** @type {import('typedoc').NavigationElement[]} */
    const elements = [];
    const heading = (/** @type {string} */ text, /** @type {string | undefined} */ path) =>
      elements.push({ text, class: 'heading', ...(path && { path }) });
    if (this.application.options.getValue('playground')) {
      heading('Playground', 'playground/index.html');
    }
    for (const { title, pattern } of CHAPTERS) {
      const members = documents.filter(({ path }) => pattern.test(path));
      for (const member of members) documents.splice(documents.indexOf(member), 1);
      const about = members.find(({ text }) => text === title);
      heading(title, about?.path);
      elements.push(...members.filter((member) => member !== about));
    }
    heading('Reference', router.getFullUrl(project));
    const modules = super
      .buildNavigation(project)
      .filter(({ children }) => children)
      .sort((x, y) => x.text.localeCompare(y.text));
    // A subject opens and closes; its own page is the first below it.
    for (const { text, path, children = [] } of modules) {
      elements.push({
        text: text.replace('fovea/', ''),
        children: [{ text, ...(path && { path }) }, ...children],
      });
    }
    return elements;
  }
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.options.addDeclaration({
    name: 'playground',
    help: 'Link to playground/index.html, which is put there by another.',
    type: ParameterType.Boolean,
  });
  app.renderer.defineRouter('site', SiteRouter);
  app.renderer.defineTheme('site', SiteTheme);

  // Of each entry what the README says of it.
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const entries = new Map(
    [...readme.matchAll(/^\| `(fovea\/[\w-]+)` \| (.+) \|$/gm)].map(([, name = '', about = '']) => [
      name,
      about,
    ]),
  );
  // Documents are named by their titles, subjects as one imports them.
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const [, title] = /^# (.+)$/m.exec(document.content.map(({ text }) => text).join('')) ?? [];
    if (title) document.name = title;
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = module.name === 'index' ? 'fovea' : `fovea/${module.name}`;
      const about = entries.get(module.name);
      if (about) module.comment = new Comment([{ kind: 'text', text: about }]);
    }
  });
  // Documents have the sidebar; the reference's first page lists the subjects.
  app.converter.on(
    Converter.EVENT_RESOLVE_END,
    ({ project }) => {
      project.groups = project.groups?.filter(({ title }) => title === 'Modules') ?? [];
      // The root before its subjects.
      for (const { children } of project.groups)
        children.sort((x, y) => x.name.localeCompare(y.name));
    },
    -1000,
  );

  /** @type {Finisher} */
  let finisher;
  app.renderer.on(RendererEvent.BEGIN, ({ project }) => {
    const { router } = app.renderer;
    const functions = new Map(
      project
        .getReflectionsByKind(ReflectionKind.Function)
        .map((reflection) => [reflection.name, router?.getFullUrl(reflection) ?? '']),
    );
    finisher = new Finisher(
      () => project.files.getNameToAbsoluteMap(),
      functions,
      Boolean(app.options.getValue('playground')),
    );
  });
  // A function is found once, in its subject, not again at the root.
  app.renderer.on(IndexEvent.PREPARE_INDEX, (event) => {
    for (let i = event.searchResults.length - 1; i >= 0; i -= 1) {
      if (event.searchResults[i]?.kindOf(ReflectionKind.Reference)) event.removeResult(i);
    }
  });
  app.renderer.on(PageEvent.END, (page) => {
    if (page.contents) page.contents = finisher.finish(page.contents, page.url);
  });
  // Before TypeDoc's own, which writes the colours of the highlighted code down and copies files.
  app.renderer.on(RendererEvent.END, (event) => writeSources(app, event), 100);
  app.renderer.on(
    RendererEvent.END,
    ({ outputDirectory }) => {
      const assets = join(outputDirectory, 'assets');
      writeFileSync(join(assets, 'inline.css'), finisher.stylesheet());
      cpSync(join(import.meta.dirname, 'theme.js'), join(assets, 'theme.js'));
      withoutStyleElement(join(assets, 'main.js'));
      const media = join(outputDirectory, 'media');
      for (const name of readdirSync(media)) {
        if (!isPicture(name)) rmSync(join(media, name));
      }
      rmSync(join(assets, 'icons.svg'));
    },
    -100,
  );
  app.renderer.hooks.on('head.end', (context) =>
    JSX.createElement('link', {
      rel: 'stylesheet',
      href: context.relativeURL('assets/inline.css', true),
    }),
  );
  app.renderer.hooks.on('body.begin', () =>
    JSX.createElement('a', { class: 'skip', href: '#main' }, 'To the content'),
  );
}

/**
 * Pages of the files that are linked to, and of those that these link to.
 * @param {import('typedoc').Application} app
 * @param {RendererEvent} event
 */
function writeSources(app, { project, outputDirectory }) {
  const theme = /** @type {DefaultTheme} */ (app.renderer.theme);
  const highlight = (/** @type {string} */ text, /** @type {string} */ language) =>
    theme.markedPlugin.getHighlighted(text, language);
  for (const path of project.files.getMediaPaths()) {
    if (isPicture(path)) continue;
    const file = relative(root, path).split(sep).join('/');
    const out = join(outputDirectory, sourceAddress(file));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, sourcePage(file, highlight));
  }
}

/**
 * TypeDoc's script adds a style element, which a strict policy refuses, for filters of members that this site has not.
 * @param {string} file
 */
function withoutStyleElement(file) {
  const script = readFileSync(file, 'utf8');
  const [before, after, ...more] = script.split(
    'document.head.appendChild(document.createElement("style"))',
  );
  if (after === undefined || more.length > 0) throw new Error(`${file} is not as expected`);
  writeFileSync(file, `${before}document.createElement("style")${after}`);
}
