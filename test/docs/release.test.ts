// What a release states of itself, in one place and another, must agree; and its tools do what they say.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { arrangeChangelog, dateCitation } from '../../tools/release.mjs';
import { sizeTable, staleRows, tableOf } from '../../tools/size.mjs';
import { codeGeneration } from '../laws/code-generation.js';
import { root } from './sources.js';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const changelog = read('CHANGELOG.md');
const [, version, day] = /^## (\d\S*) \((\d{4}-\d\d-\d\d)\)$/m.exec(changelog) ?? [];

describe('the version', () => {
  it('is the newest of the changelog, under a heading for what is to come', () => {
    expect(manifest.version).toBe(version);
    expect(changelog.indexOf('## [Unreleased]\n')).toBeLessThan(changelog.indexOf(`## ${version}`));
    expect(changelog.match(/^## \[Unreleased\]$/gm)).toHaveLength(1);
  });

  it('is that of the lock file and of the citation, with its day', () => {
    const lock = JSON.parse(read('package-lock.json'));
    expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
    expect(parse(read('CITATION.cff'))).toMatchObject({
      version,
      'date-released': day,
      license: manifest.license,
    });
  });

  it('knows every changeset that led to a candidate', () => {
    if (!existsSync(join(root, '.changeset/pre.json'))) return;
    const { changesets, tag } = JSON.parse(read('.changeset/pre.json'));
    const files = readdirSync(join(root, '.changeset')).map((file) => file.replace(/\.md$/, ''));
    expect(files).toEqual(expect.arrayContaining(changesets));
    expect(version).toContain(`-${tag}.`);
  });
});

describe('the package', () => {
  it('holds what users need, and is published with its provenance', () => {
    expect(manifest.files).toEqual(['dist', 'README.md', 'LICENSE', 'CHANGELOG.md']);
    for (const file of manifest.files.slice(1)) expect(read(file)).not.toBe('');
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
    expect(read('LICENSE')).toContain('MIT License');
    expect(read('LICENSE')).toContain('Sun Microsystems');
    expect(manifest.license).toBe('MIT');
  });
});

// The Citation File Format 1.2.0 as its guide states it, as far as CITATION.cff uses it.
const text = { type: 'string', minLength: 1 };
const person = {
  type: 'object',
  additionalProperties: false,
  anyOf: [{ required: ['family-names', 'given-names'] }, { required: ['name'] }],
  properties: { 'family-names': text, 'given-names': text, name: text },
};
const authors = { type: 'array', minItems: 1, uniqueItems: true, items: person };
const reference = {
  type: 'object',
  additionalProperties: false,
  required: ['authors', 'title', 'type'],
  properties: {
    ...{ authors, title: text, journal: text, 'collection-title': text },
    type: { enum: ['article', 'conference-paper'] },
    ...{ year: { type: 'integer' }, volume: { type: 'integer' } },
    ...{ start: { type: 'integer' }, end: { type: 'integer' } },
    doi: { type: 'string', pattern: '^10\\.\\d{4,9}(\\.\\d+)?/[A-Za-z0-9:/_;\\-.()[\\]\\\\]+$' },
    url: { type: 'string', pattern: '^https?://' },
  },
};
const citationSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['cff-version', 'message', 'title', 'authors'],
  properties: {
    'cff-version': { const: '1.2.0' },
    ...{ message: text, title: text, abstract: text, version: text, license: text, authors },
    type: { enum: ['software', 'dataset'] },
    'date-released': { type: 'string', pattern: '^\\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\\d|3[01])$' },
    keywords: { type: 'array', minItems: 1, uniqueItems: true, items: text },
    references: { type: 'array', minItems: 1, uniqueItems: true, items: reference },
  },
};

describe.runIf(codeGeneration)('CITATION.cff', () => {
  it('is a citation file, whose papers the README names too', () => {
    const citation = parse(read('CITATION.cff'));
    const ajv = new Ajv({ allErrors: true, strictRequired: false });
    ajv.validate(citationSchema, citation);
    expect(ajv.errors ?? []).toEqual([]);
    const readme = read('README.md').replace(/\s+/g, ' ');
    for (const { title } of citation.references) expect(readme).toContain(`"${title}"`);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

describe('the workflows', () => {
  const workflows: Record<string, { permissions: unknown; jobs: Record<string, Job> }> =
    Object.fromEntries(
      readdirSync(join(root, '.github/workflows')).map((file) => [
        file,
        parse(read(`.github/workflows/${file}`)),
      ]),
    );
  const steps = Object.values(workflows).flatMap(({ jobs }) =>
    Object.values(jobs).flatMap((job) => job.steps),
  );

  it('read what is there alone, end in time, and pin what they use', () => {
    for (const { permissions, jobs } of Object.values(workflows)) {
      expect(permissions).toEqual({ contents: 'read' });
      for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    }
    for (const { uses } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    }
  });

  it('call only scripts that exist', () => {
    const commands = steps.flatMap(({ run }) => run ?? []).join('\n');
    for (const [, name = ''] of commands.matchAll(/npm run (?:-s )?([\w:-]+)/g)) {
      expect(Object.keys(manifest.scripts)).toContain(name);
    }
    const files = [...commands.matchAll(/(?:bash|node) ([\w./-]+)/g)].map(([, file = '']) => file);
    expect(files).toContain('.ci/run');
    for (const file of files.filter((name) => !name.startsWith('-')))
      expect(read(file)).not.toBe('');
  });

  it('publish from one job, after the tests, without a token', () => {
    const { test, publish } = workflows['release.yml']!.jobs as { test: Job; publish: Job };
    expect(test.steps.map(({ run }) => run)).toContain('bash .ci/run');
    expect(publish.needs).toBe('test');
    expect(publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(publish.steps.at(-1)!.run).toMatch(/^npm publish .*--provenance/);
    expect(read('.github/workflows/release.yml')).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
    expect(read('.ci/run')).toMatch(/npm ci.*npm start.*npm test/s);
  });
});

describe('the tool of releases', () => {
  const before = [
    '# Changelog\n',
    '## 1.1.0\n',
    '### Minor Changes\n',
    '- 1a2b3c4: A function that\n\n  takes two lines.\n',
    '### Patch Changes\n',
    '- A mended one.\n',
    'The form is that of a changelog.\n',
    '## [Unreleased]\n',
    '- By hand.\n',
    '## 1.0.0 (2026-12-01)\n',
    '- Older.\n',
  ];

  it('puts the notes where they belong, with the day and what stood there', () => {
    expect(arrangeChangelog(before.join('\n'), '1.1.0', '2027-01-02')).toBe(
      [
        before[0],
        before[6],
        before[7],
        '## 1.1.0 (2027-01-02)\n',
        ...before.slice(2, 6),
        before[8],
        before[9],
        before[10],
      ].join('\n'),
    );
    const first = arrangeChangelog(before.slice(0, 8).join('\n'), '1.1.0', '2027-01-02');
    expect(first.endsWith('- A mended one.\n')).toBe(true);
    expect(() => arrangeChangelog(before.join('\n'), '2.0.0', '2027-01-02')).toThrow('2.0.0');
  });

  it('dates the citation', () => {
    const dated = parse(dateCitation(read('CITATION.cff'), '9.8.7', '2030-01-02'));
    expect(dated).toEqual({
      ...parse(read('CITATION.cff')),
      ...{ version: '9.8.7', 'date-released': '2030-01-02' },
    });
  });
});

describe('the table of sizes', () => {
  const budgets = [
    { name: 'a', path: 'dist/index.js', import: '{ a }' },
    { name: 'all', path: 'dist/filter.js', import: '*' },
  ];
  const measured = (size: number) =>
    ['a', 'all'].map((name) => ({ name, passed: true, size, sizeLimit: 6000 }));

  it('has a row for each budget of the README, with its limit', () => {
    const real: { name: string; path: string; import: string; limit: string }[] = JSON.parse(
      read('.size-limit.json'),
    );
    const limits = real.map(({ name, limit }) => {
      const sizeLimit = 1000 * Number(/^([\d.]+) kB$/.exec(limit)![1]);
      return { name, passed: true, size: 0, sizeLimit };
    });
    const shape = (table: string): string => table.replace(/ \| [\d.]+ \| /g, ' | – | ');
    expect(shape(tableOf(read('README.md')))).toBe(shape(sizeTable(real, limits)));
  });

  it('is stale where a size is off by more than 3 %, or a row is missing', () => {
    const table = sizeTable(budgets, measured(5000));
    expect(table).toContain("| `import { a } from 'fovea'` | 5.0 | 6 |\n");
    expect(table).toContain("| `import * as fovea from 'fovea/filter'` | 5.0 | 6 |\n");
    expect(tableOf(`before\n\n${table}\nafter\n`)).toBe(table);
    expect(staleRows(table, sizeTable(budgets, measured(5100)))).toEqual([]);
    expect(staleRows(table, sizeTable(budgets, measured(5300)))).toHaveLength(2);
    expect(staleRows(table, '')).toHaveLength(2);
    expect(() => sizeTable(budgets, [])).toThrow('a was not measured');
  });
});
