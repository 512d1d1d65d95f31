// Finds the examples in doc comments and Markdown, and turns each into code that checks what it promises.
import ts from 'typescript';
import type { Expected } from './expected.js';

/** A block of code as it stands in a file. */
export interface Block {
  /** Path in the project. */
  readonly file: string;
  /** Line of the file on which the code starts. */
  readonly line: number;
  /** What the block belongs to: a function's name, or a heading. */
  readonly name: string;
  /** The code, as a reader copies it. */
  readonly code: string;
}

/** A promise of a block. */
export interface Promised {
  /** Line of the file. */
  readonly line: number;
  /** The expression as written. */
  readonly expression: string;
  /** The value that it promises. */
  readonly expected: Expected;
}

/** A block made ready to run. */
export interface Example extends Block {
  /** Names of the modules that it imports. */
  readonly imports: readonly string[];
  readonly promises: readonly Promised[];
  /** The body of an async function of `require`, `exports` and `check(promise, () => value)`. */
  readonly body: string;
}

const FENCE = /^(\s*)(`{3,})(\S*)/;
const PROMISE = '// =>';

/** The blocks marked `ts` in a Markdown text, named by the heading above each. */
export function markdownBlocks(file: string, text: string): Block[] {
  return fences(text.split('\n')).map(({ start, code, heading }) => ({
    file,
    line: start + 1,
    name: heading,
    code,
  }));
}

/** The `ts` blocks under `@example` in the doc comments of a source file. */
export function commentBlocks(file: string, text: string): Block[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const blocks: Block[] = [];
  const seen = new Set<number>();
  const visit = (node: ts.Node): void => {
    for (const comment of ts.getJSDocCommentsAndTags(node)) {
      if (!ts.isJSDoc(comment) || seen.has(comment.pos)) continue;
      seen.add(comment.pos);
      const firstLine = source.getLineAndCharacterOfPosition(comment.pos).line;
      const lines = comment
        .getFullText(source)
        .split('\n')
        .map((line) => line.replace(/^\s*\/\*\*|^\s*\* ?|\*\/$/g, ''));
      let inExample = false;
      const only = lines.map((line) => {
        if (/^\s*@\w+/.test(line)) inExample = line.trimStart().startsWith('@example');
        return inExample ? line : '';
      });
      for (const { start, code } of fences(only)) {
        blocks.push({ file, line: firstLine + start + 1, name: nameOf(node), code });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return blocks;
}

/** Makes a block ready to run. Throws where a promise stands after nothing or cannot be read. */
export function prepare(block: Block): Example {
  const { code } = block;
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number): number =>
    block.line + source.getLineAndCharacterOfPosition(position).line;
  const fail = (line: number, what: string): never => {
    throw new SyntaxError(`${block.file}:${line}: ${what}`);
  };
  const promises: Promised[] = [];
  const imports = new Set<string>();
  let rewritten = '';
  let copied = 0;
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      imports.add(statement.moduleSpecifier.text);
    }
    const text = promiseAfter(code, statement.end);
    if (text === undefined) continue;
    const line = lineAt(statement.end);
    const expected = readExpected(text) ?? fail(line, `cannot read the promised value ${text}`);
    const { expression, declares } =
      promising(statement) ?? fail(line, 'a promise follows an expression or one declaration');
    const shown = expression.getText(source);
    const index = promises.push({ line, expression: shown, expected }) - 1;
    if (declares) {
      rewritten += `${code.slice(copied, statement.end)};check(${index}, () => ${declares});`;
    } else {
      // The promise of a value that is awaited is checked after the wait.
      const call = /\bawait\b/.test(shown)
        ? `{ const value = ${shown}; check(${index}, () => value); }`
        : `;check(${index}, () => (${shown}));`;
      rewritten += code.slice(copied, statement.getStart(source)) + call;
    }
    copied = statement.end;
  }
  rewritten += code.slice(copied);
  const written = code.split(PROMISE).length - 1;
  if (written !== promises.length) {
    fail(block.line, `${written} promises are written, ${promises.length} stand after a statement`);
  }
  const body = ts.transpileModule(rewritten, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  }).outputText;
  return { ...block, imports: [...imports], promises, body };
}

/** Reads a promised value: a literal of JavaScript, or `throws` and the words of the error. */
export function readExpected(text: string): Expected | undefined {
  if (text.startsWith('throws ')) return { kind: 'throws', message: text.slice(7) };
  const source = ts.createSourceFile('value.ts', `(${text})`, ts.ScriptTarget.Latest, true);
  const statement = source.statements[0];
  const { diagnostics } = ts.transpileModule(source.text, { reportDiagnostics: true });
  if (diagnostics?.length !== 0 || source.statements.length !== 1) return undefined;
  if (statement === undefined || !ts.isExpressionStatement(statement)) return undefined;
  const inner = statement.expression;
  return ts.isParenthesizedExpression(inner) ? literal(inner.expression) : undefined;
}

function literal(node: ts.Expression): Expected | undefined {
  if (ts.isStringLiteralLike(node)) return { kind: 'plain', value: node.text };
  if (ts.isNumericLiteral(node)) return { kind: 'number', text: node.getText() };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'plain', value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'plain', value: false };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: 'plain', value: null };
  if (ts.isIdentifier(node)) {
    if (node.text === 'undefined') return { kind: 'plain', value: undefined };
    return /^(NaN|Infinity)$/.test(node.text) ? { kind: 'number', text: node.text } : undefined;
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = literal(node.operand);
    return value?.kind === 'number' ? { kind: 'number', text: `-${value.text}` } : undefined;
  }
  if (ts.isArrayLiteralExpression(node)) {
    const items = all(node.elements.map(literal));
    return items && { kind: 'array', items };
  }
  if (ts.isObjectLiteralExpression(node)) {
    const entries = all(
      node.properties.map((property) => {
        if (!ts.isPropertyAssignment(property)) return undefined;
        const value = literal(property.initializer);
        const { name } = property;
        const named = ts.isIdentifier(name) || ts.isStringLiteral(name);
        return value && named ? ([name.text, value] as const) : undefined;
      }),
    );
    return entries && { kind: 'object', entries };
  }
  return undefined;
}

function all<T>(list: readonly (T | undefined)[]): T[] | undefined {
  const found = list.filter((item) => item !== undefined);
  return found.length === list.length ? found : undefined;
}

/** The text after `// =>` that follows a statement; it may go on in comments on the lines below. */
function promiseAfter(code: string, end: number): string | undefined {
  const ranges = [
    ...(ts.getTrailingCommentRanges(code, end) ?? []),
    ...(ts.getLeadingCommentRanges(code, end) ?? []),
  ].map(({ pos, end: stop }) => code.slice(pos, stop));
  const [head, ...more] = [...new Set(ranges)];
  if (head === undefined || !head.startsWith(PROMISE)) return undefined;
  let text = head.slice(PROMISE.length).trim();
  for (const line of more) {
    if (line.startsWith(PROMISE) || !line.startsWith('//') || readExpected(text)) break;
    text += ` ${line.slice(2).trim()}`;
  }
  return text;
}

/** The expression that a promise is about: the statement's own, what it prints, or what it declares. */
function promising(
  statement: ts.Statement,
): { expression: ts.Expression; declares?: string } | undefined {
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    const prints =
      ts.isCallExpression(expression) && expression.expression.getText() === 'console.log';
    if (!prints) return { expression };
    const [only, ...more] = expression.arguments;
    return only && more.length === 0 ? { expression: only } : undefined;
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  const [only, ...more] = statement.declarationList.declarations;
  if (!only?.initializer || !ts.isIdentifier(only.name) || more.length > 0) return undefined;
  return { expression: only.initializer, declares: only.name.text };
}

function nameOf(node: ts.Node): string {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]!.name.getText();
  return (ts.isDeclarationStatement(node) && node.name?.getText()) || '(file)';
}

interface Fence {
  /** Index of the first line of code. */
  readonly start: number;
  readonly code: string;
  readonly heading: string;
}

/** The blocks fenced with ```ts. */
function fences(lines: readonly string[]): Fence[] {
  const found: Fence[] = [];
  let heading = '';
  let open: { start: number; indent: number; ticks: string; language: string } | undefined;
  for (const [i, line] of lines.entries()) {
    if (!open) {
      heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
      const [, indent = '', ticks, language = ''] = FENCE.exec(line) ?? [];
      if (ticks) open = { start: i + 1, indent: indent.length, ticks, language };
    } else if (line.trim() === open.ticks) {
      const { start, indent, language } = open;
      const code = lines.slice(start, i).map((text) => text.slice(indent));
      if (language === 'ts') found.push({ start, code: code.join('\n'), heading });
      open = undefined;
    }
  }
  return found;
}
