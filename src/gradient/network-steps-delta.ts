// δ = ∂L/∂z of every unit as steps: in the last layer from the loss, before it from the layer that follows.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { add, divide, multiply, negate, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import { totalOf } from '../derivation/phrases.js';
import { nameLatex } from '../expression/symbols.js';
import { slope } from './network-derivatives.js';
import { range } from './network-names.js';
import { latexAt, partial, type Sheet, slopeOfLoss, titleOf } from './network-sheet.js';
import { slopeCheck, slopeLatex } from './network-steps-forward.js';
import type { BackwardPass } from './network-types.js';

/** A sheet with the pass back. */
export interface BackwardSheet extends Sheet {
  readonly pass: BackwardPass;
}

/** Names of the quantities of one unit, in LaTeX. */
interface Unit {
  readonly a: string;
  readonly z: string;
  readonly delta: string;
  /** ∂L/∂a */
  readonly byA: string;
  /** ∂L/∂z */
  readonly byZ: string;
  /** ∂a/∂z */
  readonly aByZ: string;
  readonly ids: { readonly byA: string; readonly aByZ: string };
}

function unitOf(sheet: Sheet, layer: number, j: number): Unit {
  const [a, z] = [latexAt(sheet.activation(layer, j)), latexAt(sheet.sum(layer, j))];
  return {
    a,
    z,
    delta: deltaLatex(sheet, layer, j),
    byA: slopeOfLoss(a),
    byZ: slopeOfLoss(z),
    aByZ: partial(a, z),
    ids: {
      byA: `dL/d${sheet.naming.a(layer, j)}`,
      aByZ: `d${sheet.naming.a(layer, j)}/d${sheet.naming.z(layer, j)}`,
    },
  };
}

/** δ of a unit, in LaTeX. */
export function deltaLatex(sheet: Sheet, layer: number, j: number): string {
  return nameLatex(sheet.naming.delta(layer, j));
}

/** A reference to δ of a unit. */
export function deltaAt(sheet: Sheet, layer: number, j: number): StepExpression {
  return refer(sheet.naming.delta(layer, j));
}

/** What δ of a unit is in symbols, where that is short enough to stand in other formulas: `(a_6 - y) a_6 (1 - a_6)`. */
export function closedDelta(sheet: Sheet, layer: number, j: number): string | undefined {
  const last = sheet.net.layers.length - 1;
  if (layer < last) return undefined;
  const error = errorLatex(sheet, j);
  if (isFused(sheet)) return `(${error})`;
  if (sheet.net.layers[layer]!.activation === 'softmax') return undefined;
  const factor = slopeLatex(sheet, layer, j);
  const scale = errorScale(sheet);
  return `${scale}(${error})${factor === '' ? '' : `\\, ${factor}`}`;
}

/** Whether the derivative of the last activation cancels against that of the loss. */
function isFused({ net }: Sheet): boolean {
  return net.loss === 'binary-cross-entropy' || net.loss === 'cross-entropy';
}

function errorLatex(sheet: Sheet, j: number): string {
  const last = sheet.net.layers.length - 1;
  return `${latexAt(sheet.activation(last, j))} - ${latexAt(sheet.target(j))}`;
}

/** What stands before a − y in the derivative of a squared error. */
function errorScale(sheet: Sheet): string {
  if (sheet.net.loss === 'half-squared-error') return '';
  const outputs = sheet.size(sheet.net.layers.length - 1);
  return outputs === 1 ? '2 ' : `\\frac{2}{${outputs}} `;
}

/** The steps to δ of each unit of a layer. */
export function deltaSteps(sheet: BackwardSheet, layer: number): StepDraft[] {
  const last = sheet.net.layers.length - 1;
  const units = range(sheet.size(layer));
  if (layer === last && sheet.net.loss === 'cross-entropy') {
    return [softmaxStatement(sheet), ...units.map((j) => errorStep(sheet, j))];
  }
  if (layer === last && sheet.net.loss === 'binary-cross-entropy') {
    return units.map((j) => errorStep(sheet, j, fusedSteps(sheet, j)));
  }
  const slopes = units.map((j) =>
    layer === last ? fromLoss(sheet, j) : fromNext(sheet, layer, j),
  );
  if (sheet.net.layers[layer]!.activation === 'softmax') {
    return [...slopes, ...throughSoftmax(sheet, layer)];
  }
  return units.map((j) => productStep(sheet, layer, j, slopes[j]!));
}

/** ∂L/∂a of an output, for squared errors. */
function fromLoss(sheet: BackwardSheet, j: number): StepDraft {
  const last = sheet.net.layers.length - 1;
  const { byA, ids } = unitOf(sheet, last, j);
  const error = subtract(sheet.activation(last, j), sheet.target(j));
  const outputs = sheet.size(last);
  const doubled = multiply(2, error);
  const check =
    sheet.net.loss === 'half-squared-error'
      ? error
      : outputs === 1
        ? doubled
        : divide(doubled, outputs);
  return {
    id: ids.byA,
    title: 'Differentiate the loss with respect to the output',
    symbol: byA,
    check,
  };
}

/** ∂L/∂a of a unit, from the δ of all units that it leads to. */
function fromNext(sheet: BackwardSheet, layer: number, j: number): StepDraft {
  const { a, byA, ids } = unitOf(sheet, layer, j);
  return {
    ...throughNext(sheet, layer, j, a),
    id: ids.byA,
    symbol: byA,
  };
}

/** The paths from a unit (or an input) through the next layer, added. */
export function throughNext(
  sheet: BackwardSheet,
  layer: number,
  j: number,
  name: string,
): { readonly title: string; readonly formula: string; readonly check: StepExpression } {
  const next = range(sheet.size(layer + 1));
  const products = next.map((k) =>
    multiply(deltaAt(sheet, layer + 1, k), sheet.weight(layer + 1, j, k)),
  );
  const chain = next.map((k) => {
    const z = latexAt(sheet.sum(layer + 1, k));
    return `${slopeOfLoss(z)} \\cdot ${partial(z, name)}`;
  });
  return {
    title: next.length === 1 ? 'One path leads on' : `Add the ${next.length} paths that lead on`,
    formula: `${slopeOfLoss(name)} = ${chain.join(' + ')} = ${pathsLatex(sheet, layer, j)}`,
    check: totalOf(products),
  };
}

function pathsLatex(sheet: Sheet, layer: number, j: number): string {
  return range(sheet.size(layer + 1))
    .map((k) => {
      const weight = latexAt(sheet.weight(layer + 1, j, k));
      return `${deltaLatex(sheet, layer + 1, k)}\\, ${weight}`;
    })
    .join(' + ');
}

/** δ as ∂L/∂a · ∂a/∂z. */
function productStep(sheet: BackwardSheet, layer: number, j: number, before: StepDraft): StepDraft {
  const { delta, byA, byZ, aByZ, ids } = unitOf(sheet, layer, j);
  const { activation } = sheet.net.layers[layer]!;
  const factor = slopeLatex(sheet, layer, j);
  const closed = [closedDelta(sheet, layer, j), ...hiddenForms(sheet, layer, j)];
  const name = sheet.naming.delta(layer, j);
  return {
    id: name,
    title: `${titleOf(name)}: multiply`,
    symbol: delta,
    formula: [delta, byZ, `${byA} \\cdot ${aByZ}`, ...closed]
      .filter((part) => part !== undefined)
      .join(' = '),
    check: multiply(refer(ids.byA), refer(ids.aByZ)),
    value: sheet.pass.layers[layer]!.delta.data[j]!,
    steps: [
      before,
      {
        id: ids.aByZ,
        title: `Differentiate the activation${SLOPE_WORDS[activation]}`,
        symbol: aByZ,
        formula: `${aByZ} = ${factor === '' ? '1' : factor.replace(/^\((.*)\)$/, '$1')}`,
        check: slopeCheck(sheet, layer, j),
        ...(activation === 'softmax'
          ? {}
          : { value: slope(activation, sheet.pass.layers[layer]!).data[j]! }),
      },
    ],
  };
}

/** More paths than these are not written out once more. */
const MOST_PATHS = 3;

/** δ of a hidden unit in symbols: by the δ of the next layer and, where that is the last, by its outputs and targets. */
function hiddenForms(sheet: Sheet, layer: number, j: number): string[] {
  const last = sheet.net.layers.length - 1;
  const next = layer < last ? range(sheet.size(layer + 1)) : [];
  if (next.length === 0 || next.length > MOST_PATHS) return [];
  const factor = slopeLatex(sheet, layer, j);
  const ends = next.map((k) => closedDelta(sheet, layer + 1, k));
  const form = (deltas: readonly string[]): string => {
    const paths = next.map((k, i) => {
      return `${deltas[i]!}\\, ${latexAt(sheet.weight(layer + 1, j, k))}`;
    });
    const sum = paths.length === 1 ? paths[0]! : `\\left(${paths.join(' + ')}\\right)`;
    return factor === '' ? sum : `${sum}\\, ${factor}`;
  };
  const short = form(next.map((k) => deltaLatex(sheet, layer + 1, k)));
  const known = ends.filter((end) => end !== undefined);
  return known.length === ends.length ? [short, form(known)] : [short];
}

const SLOPE_WORDS = {
  sigmoid: ': a (1 − a) for the sigmoid',
  tanh: ': 1 − a² for tanh',
  relu: ': 1 above 0, else 0, for relu',
  identity: '',
  softmax: '',
} as const;

/** δ = a − y, where the derivative of the activation cancels. */
function errorStep(sheet: BackwardSheet, j: number, steps?: readonly StepDraft[]): StepDraft {
  const last = sheet.net.layers.length - 1;
  const { delta, byZ, byA, aByZ } = unitOf(sheet, last, j);
  const chain = sheet.net.loss === 'binary-cross-entropy' ? [`${byA} \\cdot ${aByZ}`] : [];
  return {
    id: sheet.naming.delta(last, j),
    title: `${titleOf(sheet.naming.delta(last, j))}: output minus target`,
    symbol: delta,
    formula: [delta, byZ, ...chain, errorLatex(sheet, j)].join(' = '),
    check: subtract(sheet.activation(last, j), sheet.target(j)),
    value: sheet.pass.layers[last]!.delta.data[j]!,
    steps,
  };
}

/** The factors of δ for binary cross-entropy of a sigmoid, and how they cancel. */
function fusedSteps(sheet: BackwardSheet, j: number): StepDraft[] {
  const last = sheet.net.layers.length - 1;
  const unit = unitOf(sheet, last, j);
  const { a, byA, aByZ, ids } = unit;
  const [output, target] = [sheet.activation(last, j), sheet.target(j)];
  const y = latexAt(target);
  const rest = `1 - ${a}`;
  const slopeFormula = `-\\frac{${y}}{${a}} + \\frac{1 - ${y}}{${rest}}`;
  const value = sheet.pass.output.data[j]!;
  const title = 'Differentiate the loss with respect to the output';
  // At 0 and 1 there is nothing to divide by, while the product still has its limit.
  const derivative: StepDraft =
    value > 0 && value < 1
      ? {
          id: ids.byA,
          title,
          symbol: byA,
          formula: `${byA} = ${slopeFormula}`,
          check: add(
            negate(divide(target, output)),
            divide(subtract(1, target), subtract(1, output)),
          ),
        }
      : {
          id: ids.byA,
          kind: 'statement',
          title,
          formula: `${byA} = ${slopeFormula}`,
          note: `The output has rounded to ${value}, where this is not finite; the product below is.`,
        };
  return [
    derivative,
    {
      id: ids.aByZ,
      title: `Differentiate the activation${SLOPE_WORDS.sigmoid}`,
      symbol: aByZ,
      formula: `${aByZ} = ${slopeLatex(sheet, last, j)}`,
      check: slopeCheck(sheet, last, j),
      value: slope('sigmoid', sheet.pass.layers[last]!).data[j]!,
    },
    {
      id: `${ids.byA} cancels`,
      kind: 'statement',
      title: 'Multiply: a and 1 − a cancel',
      formula: `\\left(${slopeFormula}\\right) ${a} (${rest}) = -${y} (${rest}) + (1 - ${y})\\, ${a} = ${errorLatex(sheet, j)}`,
    },
  ];
}

/** Why δ = a − y for cross-entropy of softmax. */
function softmaxStatement(sheet: BackwardSheet): StepDraft {
  const last = sheet.net.layers.length;
  return {
    id: `softmax ${last}`,
    kind: 'statement',
    title:
      'Softmax with cross-entropy: every output depends on every z, and the sum of it all is short',
    note: 'j and k count the classes; [k = j] is 1 where they are the same, else 0. The targets add up to 1.',
    steps: [
      {
        id: `softmax ${last} loss`,
        kind: 'statement',
        title: 'Differentiate the loss with respect to an output',
        formula: `${slopeOfLoss('a_k')} = -\\frac{y_k}{a_k}`,
      },
      {
        id: `softmax ${last} activation`,
        kind: 'statement',
        title: 'Differentiate softmax',
        formula: `${partial('a_k', 'z_j')} = a_k \\left([k = j] - a_j\\right)`,
      },
      {
        id: `softmax ${last} sum`,
        kind: 'statement',
        title: 'Add over all outputs',
        formula: `${slopeOfLoss('z_j')} = \\sum_k ${slopeOfLoss('a_k')} ${partial('a_k', 'z_j')} = -\\sum_k y_k \\left([k = j] - a_j\\right) = -y_j + a_j \\sum_k y_k = a_j - y_j`,
      },
    ],
  };
}

/** δ of a softmax layer under any other loss, or inside the network. */
function throughSoftmax(sheet: BackwardSheet, layer: number): StepDraft[] {
  const units = range(sheet.size(layer));
  const names = units.map((j) => unitOf(sheet, layer, j));
  const mixed = `softmax ${layer + 1} mean`;
  const symbol = `m_{${layer + 1}}`;
  const products = units.map((j) => multiply(refer(names[j]!.ids.byA), sheet.activation(layer, j)));
  return [
    {
      id: mixed,
      title: 'Softmax ties the units together: average the derivatives, weighed by a',
      symbol,
      formula: `${symbol} = ${names.map(({ byA, a }) => `${byA}\\, ${a}`).join(' + ')}`,
      check: totalOf(products),
    },
    ...units.map((j): StepDraft => {
      const { delta, byZ, byA, a } = names[j]!;
      return {
        id: sheet.naming.delta(layer, j),
        title: titleOf(sheet.naming.delta(layer, j)),
        symbol: delta,
        formula: `${delta} = ${byZ} = ${a} \\left(${byA} - ${symbol}\\right)`,
        check: multiply(
          sheet.activation(layer, j),
          subtract(refer(names[j]!.ids.byA), refer(mixed)),
        ),
        value: sheet.pass.layers[layer]!.delta.data[j]!,
      };
    }),
  ];
}
