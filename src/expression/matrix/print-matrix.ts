// Expressions of matrices as text that reads back, and in LaTeX.
import { FUNCTIONS } from '../functions.js';
import { nameLatex } from '../symbols.js';
import {
  isElementwiseFunction,
  isScalar,
  type MatrixNode,
  type OperationNode,
  type ReferenceNode,
} from './nodes.js';

/** How tightly a part holds together. */
const LEVEL = { sum: 1, product: 2, power: 3, atom: 4 } as const;

interface Printed {
  readonly shown: string;
  readonly level: number;
}

const at = ({ shown, level }: Printed, least: number, open: string, close: string): string =>
  level >= least ? shown : `${open}${shown}${close}`;

/** A node as text that `matrixEquations` reads. */
export function matrixText(node: MatrixNode): string {
  return printText(node).shown;
}

function printText(node: MatrixNode): Printed {
  const group = (part: MatrixNode, least: number): string => at(printText(part), least, '(', ')');
  switch (node.kind) {
    case 'number':
      return { shown: String(node.value), level: node.value < 0 ? LEVEL.sum : LEVEL.atom };
    case 'reference':
      return { shown: node.name, level: LEVEL.atom };
    case 'ones':
      return { shown: `ones(${node.shape.join(', ')})`, level: LEVEL.atom };
    case 'eye':
      return { shown: `eye(${node.shape[0]})`, level: LEVEL.atom };
    case 'operation':
  }
  const { op, args } = node;
  const [a, b] = args;
  switch (op) {
    case 'add':
    case 'subtract': {
      const sign = op === 'add' ? '+' : '-';
      return {
        shown: `${group(a!, LEVEL.sum)} ${sign} ${group(b!, LEVEL.product)}`,
        level: LEVEL.sum,
      };
    }
    case 'negate':
      return { shown: `-${group(a!, LEVEL.product)}`, level: LEVEL.sum };
    case 'times':
    case 'over': {
      const scaling = op === 'over' ? isScalar(b!.shape) : isScaling(node);
      const sign = `${scaling ? '' : '.'}${op === 'over' ? '/' : '*'}`;
      // Scaling a product or its first factor is the same.
      const loose = op === 'times' && isScalar(a!.shape) && isMatmul(b!);
      return {
        shown: `${group(a!, LEVEL.product)} ${sign} ${group(b!, loose ? LEVEL.product : LEVEL.power)}`,
        level: LEVEL.product,
      };
    }
    case 'matmul':
      return {
        shown: args
          .map((part, i) => group(part, i === 0 ? LEVEL.product : LEVEL.power))
          .join(' * '),
        level: LEVEL.product,
      };
    case 'power': {
      const sign = isScalar(node.shape) ? '^' : '.^';
      return {
        shown: `${group(a!, LEVEL.atom)}${sign}${group(b!, LEVEL.atom)}`,
        level: LEVEL.power,
      };
    }
    case 'transpose':
      return { shown: `${group(a!, LEVEL.atom)}'`, level: LEVEL.atom };
    default:
      return { shown: `${op}(${matrixText(a!)})`, level: LEVEL.atom };
  }
}

const isMatmul = (node: MatrixNode): boolean => node.kind === 'operation' && node.op === 'matmul';

/** Whether a product scales by a number. */
function isScaling({ args }: OperationNode): boolean {
  return args.some(({ shape }) => isScalar(shape));
}

/** A node in LaTeX. */
export function matrixLatex(node: MatrixNode): string {
  return printLatex(node).shown;
}

const group = (part: MatrixNode, least: number): string =>
  at(printLatex(part), least, '\\left(', '\\right)');

function printLatex(node: MatrixNode): Printed {
  switch (node.kind) {
    case 'number':
      return { shown: numberText(node.value), level: node.value < 0 ? LEVEL.sum : LEVEL.atom };
    case 'reference':
      return {
        shown: referenceLatex(node),
        level: node.mark === 'differential' ? LEVEL.power : LEVEL.atom,
      };
    case 'ones':
      return { shown: `\\mathbf{1}_{${node.shape.join(' \\times ')}}`, level: LEVEL.power };
    case 'eye':
      return { shown: `I_{${node.shape[0]}}`, level: LEVEL.power };
    case 'operation':
      return printOperation(node);
  }
}

function printOperation(node: OperationNode): Printed {
  const { op, args } = node;
  const [a, b] = args;
  switch (op) {
    case 'add':
    case 'subtract': {
      const sign = op === 'add' ? '+' : '-';
      return {
        shown: `${group(a!, LEVEL.sum)} ${sign} ${group(b!, LEVEL.product)}`,
        level: LEVEL.sum,
      };
    }
    case 'negate':
      return { shown: `-${group(a!, LEVEL.product)}`, level: LEVEL.sum };
    case 'times':
      return printTimes(node);
    case 'over':
      if (isScalar(b!.shape)) {
        const shown = `\\frac{${matrixLatex(a!)}}{${matrixLatex(b!)}}`;
        return { shown, level: LEVEL.product };
      }
      return {
        shown: `${group(a!, LEVEL.product)} \\oslash ${group(b!, LEVEL.power)}`,
        level: LEVEL.product,
      };
    case 'matmul': {
      const shown = args.map((part) => group(part, isProduct(part) ? LEVEL.power : LEVEL.product));
      const apart = shown.reduce(
        (all, factor, i) => `${all}${gapBeside([args[i - 1], args[i]])}${factor}`,
      );
      return { shown: apart, level: LEVEL.product };
    }
    case 'power': {
      const mark = isScalar(node.shape) ? '' : '\\odot ';
      return { shown: `${group(a!, LEVEL.atom)}^{${mark}${matrixLatex(b!)}}`, level: LEVEL.power };
    }
    case 'transpose':
      return {
        shown: `${group(a!, LEVEL.atom)}^\\top`,
        level: LEVEL.power,
      };
    case 'inv':
      return { shown: `${group(a!, LEVEL.atom)}^{-1}`, level: LEVEL.power };
    case 'normSquared':
      return { shown: `\\left\\|${matrixLatex(a!)}\\right\\|^2`, level: LEVEL.power };
    case 'trace':
      return { shown: `\\operatorname{tr}${inside(a!)}`, level: LEVEL.power };
    case 'sqrt':
      return { shown: `\\sqrt{${matrixLatex(a!)}}`, level: LEVEL.atom };
    default: {
      const name = isElementwiseFunction(op) ? FUNCTIONS[op].latex : `\\operatorname{${op}}`;
      return { shown: `${name}${inside(a!)}`, level: LEVEL.power };
    }
  }
}

/** Side by side where a number scales, with ⊙ between matrices. */
function printTimes(node: OperationNode): Printed {
  const [a, b] = node.args;
  if (a!.kind === 'number' && a!.value === 0 && b!.kind === 'ones') {
    return { shown: `\\mathbf{0}_{${b!.shape.join(' \\times ')}}`, level: LEVEL.power };
  }
  const left = group(a!, LEVEL.product);
  // A fraction or another product on the right would read as one with the left.
  const right = group(b!, isMatmul(b!) ? LEVEL.product : LEVEL.power);
  if (!isScaling(node)) {
    return {
      shown: `${left} \\odot ${group(b!, isProduct(b!) ? LEVEL.power : LEVEL.product)}`,
      level: LEVEL.product,
    };
  }
  if (/^[\d.]/.test(right)) return { shown: `${left} \\cdot ${right}`, level: LEVEL.product };
  const sides = [lastFactor(a!), b!];
  return { shown: `${left}${gapBeside(sides)}${right}`, level: LEVEL.product };
}

/** What stands last in a product of numbers. */
const lastFactor = (node: MatrixNode): MatrixNode =>
  node.kind === 'operation' && node.op === 'times' ? lastFactor(node.args[1]!) : node;

/** What stands between two factors: dA V or dz y could be read as one word. */
const gapBeside = (sides: readonly (MatrixNode | undefined)[]): string =>
  sides.some(isDifferential) ? '\\,' : ' ';

const isDifferential = (node: MatrixNode | undefined): boolean =>
  node?.kind === 'reference' && node.mark === 'differential';

const isProduct = (node: MatrixNode): boolean =>
  node.kind === 'operation' &&
  (node.op === 'times' || (node.op === 'over' && !isScalar(node.args[1]!.shape)));

const inside = (node: MatrixNode): string => `\\left(${matrixLatex(node)}\\right)`;

function numberText(value: number): string {
  const [mantissa = '0', exponent] = String(value).split('e');
  return exponent === undefined ? mantissa : `${mantissa} \\times 10^{${Number(exponent)}}`;
}

function referenceLatex({ name, mark }: ReferenceNode): string {
  if (mark === 'bar') return barLatex(name);
  return mark === 'differential' ? `d${nameLatex(name)}` : nameLatex(name);
}

/** The derivative of the loss by what has this name: a bar over the letter. */
export function barLatex(name: string): string {
  const [, head = '', low = ''] = /^([^_]*)(.*)$/.exec(nameLatex(name)) ?? [];
  return `\\bar{${head}}${low}`;
}
