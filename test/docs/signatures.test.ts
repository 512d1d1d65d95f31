// Reads the sources with the compiler: examples type-check for a strict user, and whatever a door hands out
// is documented in full.
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { subjects } from '../../tools/subjects.mjs';
import { type Block, commentBlocks, prepare } from './examples.js';
import { exampleBlocks, guideBlocks, root } from './sources.js';

const blocks = [...exampleBlocks(), ...guideBlocks()];
const doors = ['src/index.ts', ...subjects.map((name) => `src/${name}/index.ts`)];
const program = compile(blocks);

/** One program of the doors and all examples, which import them as a user would. */
function compile(examples: readonly Block[]): ts.Program {
  const texts = new Map(
    examples.map((block, i) => [exampleFile(i), `${block.code}\nexport {};\n`]),
  );
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: {
      fovea: [join(root, 'src/index.ts')],
      'fovea/*': [join(root, 'src/*/index.ts')],
    },
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.fileExists = (file) => texts.has(file) || ts.sys.fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    const text = texts.get(file);
    return text === undefined
      ? getSourceFile(file, ...rest)
      : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  };
  return ts.createProgram(
    [...doors.map((door) => join(root, door)), ...texts.keys()],
    options,
    host,
  );
}

function exampleFile(index: number): string {
  return join(root, `example-${index}.ts`);
}

describe('examples', () => {
  it.each(blocks.map((block, i) => [`${block.file}:${block.line} ${block.name}`, i] as const))(
    'type-check: %s',
    (_, i) => {
      const file = program.getSourceFile(exampleFile(i));
      const { line: start, file: origin } = blocks[i]!;
      const errors = [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ].map(({ messageText, start: at = 0 }) => {
        const { line } = file!.getLineAndCharacterOfPosition(at);
        return `${origin}:${start + line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      });
      expect(errors).toEqual([]);
    },
  );
});

describe('what the doors hand out', () => {
  const checker = program.getTypeChecker();
  const functions = new Map<string, ts.Symbol>();
  for (const door of doors) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(join(root, door))!);
    for (const handed of module ? checker.getExportsOfModule(module) : []) {
      const alias = (handed.flags & ts.SymbolFlags.Alias) !== 0;
      const symbol = alias ? checker.getAliasedSymbol(handed) : handed;
      const declaration = symbol.valueDeclaration;
      if (!declaration || ts.isClassDeclaration(declaration)) continue;
      if (checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0) {
        functions.set(handed.name, symbol);
      }
    }
  }

  it('is more than a few functions', () => {
    expect(functions.size).toBeGreaterThan(50);
  });

  it.each([...functions].sort())('documents %s: sentence, parameters, result, example', (_, it) => {
    const declaration = it.valueDeclaration!;
    const sentence = ts.displayPartsToString(it.getDocumentationComment(checker));
    expect(sentence, 'the sentence').toMatch(/\w+ .*\./);
    const tags = it.getJsDocTags(checker).map(({ name, text }) => ({
      name,
      text: ts.displayPartsToString(text),
    }));
    const documented = tags
      .filter(({ name }) => name === 'param')
      .map(({ text }) => text.split(' ')[0]!);
    const signatures = checker.getTypeOfSymbol(it).getCallSignatures();
    const named = signatures.flatMap(({ parameters }) => parameters.map(({ name }) => name));
    // A parameter may be destructured in the declaration; its name in the comment is then free.
    const missing = named.filter((name) => !name.startsWith('__') && !documented.includes(name));
    expect(missing, '@param').toEqual([]);
    const returns = tags.some(({ name, text }) => name === 'returns' && text !== '');
    const isVoid = signatures.every(
      (signature) => (signature.getReturnType().flags & ts.TypeFlags.Void) !== 0,
    );
    expect(returns || isVoid, '@returns').toBe(true);
    const source = declaration.getSourceFile();
    const examples = commentBlocks(source.fileName, source.text).filter(
      ({ name }) => name === it.name,
    );
    expect(examples, '@example').not.toHaveLength(0);
    expect(examples.flatMap((block) => prepare(block).promises)).not.toHaveLength(0);
  });
});
