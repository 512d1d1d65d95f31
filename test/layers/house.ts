// Reads source text and says where it breaks the rules of the house. Knows nothing of the disk, so that it
// can be tested on made-up trees.
import { posix } from 'node:path';
import ts from 'typescript';

/** Which floor each folder of src stands on: a file imports from its own floor or from lower ones. */
const FLOORS: Readonly<Record<string, number>> = {
  core: 0,
  ...{ kernels: 1, derivation: 1, expression: 1 },
  ...{ array: 2, image: 2 },
  ...{ gradient: 3, filter: 3, 'intensity-histogram': 3 },
  ...{ divergence: 4, probability: 4, 'structure-tensor': 4, 'orientation-histogram': 4 },
  ...{ convolution: 4, attention: 4, optimizer: 4 },
  ...{ 'scale-space': 5, matching: 5, transformer: 5, vae: 5, gan: 5, diffusion: 5 },
  ...{ contrastive: 5, pretraining: 5, audio: 5 },
  ...{ exercise: 6, plot: 6 },
};

const MAX_LINES = 400;
/** The one file that may import `ndarray` for its value. */
const ARRAY_MAKER = 'core/create.ts';

/** A source tree: the text of each file by its path inside src. */
export type Tree = Readonly<Record<string, string>>;

interface Import {
  readonly line: number;
  readonly specifier: string;
  /** Whether nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** Whether it takes the default export. */
  readonly takesDefault: boolean;
}

/**
 * Every broken rule of a tree.
 *
 * @param tree - the sources
 * @param dependencies - packages that the library may import
 * @returns one line each, "file:line what is wrong"; none where all is well
 */
export function brokenRules(tree: Tree, dependencies: readonly string[]): string[] {
  const broken: string[] = [];
  const fileGraph = new Map<string, Set<string>>();
  const folderGraph = new Map<string, Set<string>>();
  for (const [file, text] of Object.entries(tree)) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const report = (line: number, what: string): unknown => broken.push(`${file}:${line} ${what}`);
    const floor = floorOf(file);
    if (floor === undefined) report(1, 'has no floor: name its folder in FLOORS');
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (lines > MAX_LINES) report(lines, `has ${lines} lines, more than ${MAX_LINES}`);
    if (isDoor(file)) checkDoor(source, report);
    const targets = new Set<string>();
    fileGraph.set(file, targets);
    for (const found of importsOf(source)) {
      if (!found.specifier.startsWith('.')) {
        checkPackage(file, found, dependencies, report);
        continue;
      }
      const target = posix.join(posix.dirname(file), found.specifier).replace(/\.js$/, '.ts');
      if (!(target in tree)) {
        report(found.line, `imports ${found.specifier}, which is no file of src`);
        continue;
      }
      targets.add(target);
      if (isDoor(target) && !isDoor(file)) report(found.line, `imports the door ${target}`);
      const targetFloor = floorOf(target);
      if (floor !== undefined && targetFloor !== undefined && targetFloor > floor) {
        report(found.line, `on floor ${floor} imports ${target} on floor ${targetFloor}`);
      }
      if (isDoor(file)) continue;
      const [from, to] = [folderOf(file), folderOf(target)];
      if (from !== to) folderGraph.set(from, (folderGraph.get(from) ?? new Set()).add(to));
    }
  }
  const fileCircle = findCircle(fileGraph);
  if (fileCircle) broken.push(`circle of files: ${fileCircle.join(' → ')}`);
  const folderCircle = findCircle(folderGraph);
  if (folderCircle) broken.push(`circle of folders: ${folderCircle.join(' → ')}`);
  return broken;
}

/** Doors may reach any floor; they hold re-exports only. */
function isDoor(file: string): boolean {
  return posix.basename(file) === 'index.ts';
}

function folderOf(file: string): string {
  return file.split('/')[0]!;
}

function floorOf(file: string): number | undefined {
  return isDoor(file) ? Number.POSITIVE_INFINITY : FLOORS[folderOf(file)];
}

type Report = (line: number, what: string) => unknown;

function checkDoor(source: ts.SourceFile, report: Report): void {
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) continue;
    report(lineOf(source, statement), 'is a door and holds more than re-exports');
  }
}

function checkPackage(
  file: string,
  { line, specifier, typeOnly, takesDefault }: Import,
  dependencies: readonly string[],
  report: Report,
): void {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (!dependencies.includes(name)) report(line, `imports ${specifier}, which is no dependency`);
  const folder = folderOf(file);
  if (folder === 'kernels') report(line, `is a kernel and imports ${specifier}`);
  if (folder === 'core' && name !== 'ndarray' && name !== 'pure-rand') {
    report(line, `is core and imports ${specifier}`);
  }
  if (name !== 'ndarray' || file === ARRAY_MAKER) return;
  if (!typeOnly) report(line, `imports ndarray for its value, as only ${ARRAY_MAKER} may`);
  if (takesDefault) report(line, 'imports the type of ndarray by default, not { NdArray } by name');
}

/** All imports of a file: static, re-exported, dynamic, required, and types by `import("…")`. */
function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, name: ts.Node | undefined, typeOnly: boolean, byDefault = false) => {
    const specifier = name && ts.isStringLiteralLike(name) ? name.text : '(a computed name)';
    found.push({ line: lineOf(source, node), specifier, typeOnly, takesDefault: byDefault });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      const typeOnly = clause !== undefined && isTypeOnly(clause);
      add(node, node.moduleSpecifier, typeOnly, clause?.name !== undefined);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isExternalModuleReference(node)) {
      add(node, node.expression, false, true);
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === 'require'))
    ) {
      add(node, node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause): boolean {
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  if (clause.name || !names || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** A circle of a graph as the path that closes it, or undefined. */
function findCircle(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const walk = (node: string): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = walk(next);
      if (circle) return circle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = walk(node);
    if (circle) return circle;
  }
  return undefined;
}
