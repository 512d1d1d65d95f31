// The gradients of weights, biases and inputs as steps, and the update.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { multiply, subtract } from '../derivation/operation-builders.js';
import { refer } from '../derivation/operations.js';
import type { StepTable, StepTableRow } from '../derivation/types.js';
import { nameLatex } from '../expression/symbols.js';
import { range } from './network-names.js';
import {
  latexAt,
  layerWords,
  listOf,
  matrixLatex,
  matrixOf,
  partial,
  slopeOfLoss,
  titleOf,
  tupleLatex,
} from './network-sheet.js';
import {
  type BackwardSheet,
  closedDelta,
  deltaAt,
  deltaLatex,
  deltaSteps,
  throughNext,
} from './network-steps-delta.js';

/** Names of the steps that hold a gradient of the loss. */
const slopeId = (name: string): string => `dL/d${name}`;

/** The id of the learning rate; names cannot hold a blank. */
export const RATE = 'learning rate';

/** The layers from last to first: δ of each unit, then the weights and biases that lead to it. */
export function layerSteps(sheet: BackwardSheet): StepDraft[] {
  const layers = range(sheet.net.layers.length).reverse();
  return layers.map((layer): StepDraft => {
    const units = range(sheet.size(layer));
    const deltas = units.map((j) => deltaLatex(sheet, layer, j));
    return {
      id: `backward ${layer + 1}`,
      kind: 'statement',
      title: `Back through ${layerWords(sheet.net, layer)}`,
      steps: [
        {
          id: `deltas ${layer + 1}`,
          title: `δ = ∂L/∂z of each unit, shared by all weights that lead to it`,
          formula: tupleLatex(deltas),
          check: listOf(units.map((j) => deltaAt(sheet, layer, j))),
          steps: deltaSteps(sheet, layer),
        },
        weightsStep(sheet, layer),
        biasesStep(sheet, layer),
      ],
    };
  });
}

/** ∂L/∂W of a layer, a step for each weight. */
function weightsStep(sheet: BackwardSheet, layer: number): StepDraft {
  const [inputs, units] = [range(sheet.size(layer - 1)), range(sheet.size(layer))];
  const gradient = sheet.pass.layers[layer]!.weightsGradient;
  return {
    id: `weights gradient ${layer + 1}`,
    title: 'Weights: δ of the unit that a weight leads to, times what it leads from',
    formula: `${slopeOfLoss(matrixLatex(sheet.net, 'W', layer))} = ${outerLatex(sheet, layer)}`,
    check: outerProduct(sheet, layer),
    value: gradient,
    steps: units.flatMap((j) =>
      inputs.map((i): StepDraft => {
        const name = sheet.naming.weight(layer, i, j);
        const [weight, from] = [nameLatex(name), sheet.activation(layer - 1, i)];
        const [a, z] = [latexAt(sheet.activation(layer, j)), latexAt(sheet.sum(layer, j))];
        const mixed = sheet.net.layers[layer]!.activation === 'softmax';
        const chain = mixed ? slopeOfLoss(z) : `${slopeOfLoss(a)} \\cdot ${partial(a, z)}`;
        const closed = closedDelta(sheet, layer, j);
        return {
          id: slopeId(name),
          title: titleOf(name),
          symbol: slopeOfLoss(weight),
          formula: [
            slopeOfLoss(weight),
            `${chain} \\cdot ${partial(z, weight)}`,
            ...(closed === undefined ? [] : [`${closed}\\, ${latexAt(from)}`]),
            `${deltaLatex(sheet, layer, j)}\\, ${latexAt(from)}`,
          ].join(' = '),
          check: multiply(deltaAt(sheet, layer, j), from),
          value: gradient.get(i, j),
        };
      }),
    ),
  };
}

/** Each input times each δ. */
function outerProduct(sheet: BackwardSheet, layer: number): StepExpression {
  const column = range(sheet.size(layer - 1)).map((i) => ({
    list: [sheet.activation(layer - 1, i)],
  }));
  const row = range(sheet.size(layer)).map((j) => deltaAt(sheet, layer, j));
  return multiply({ list: column }, { list: row });
}

/** The same in LaTeX: a column times a row. */
function outerLatex(sheet: BackwardSheet, layer: number): string {
  const column = range(sheet.size(layer - 1)).map((i) => latexAt(sheet.activation(layer - 1, i)));
  const row = range(sheet.size(layer)).map((j) => deltaLatex(sheet, layer, j));
  const before = column.length === 1 ? column[0]! : matrixOf(column.map((entry) => [entry]));
  return `${before}\\, ${row.length === 1 ? row[0]! : matrixOf([row])}`;
}

/** ∂L/∂b of a layer: δ itself. */
function biasesStep(sheet: BackwardSheet, layer: number): StepDraft {
  const units = range(sheet.size(layer));
  const slopes = units.map((j) => slopeOfLoss(nameLatex(sheet.naming.bias(layer, j))));
  const deltas = units.map((j) => deltaLatex(sheet, layer, j));
  return {
    id: `biases gradient ${layer + 1}`,
    title: 'Biases: ∂z/∂b = 1, so it is δ itself',
    formula: `${tupleLatex(slopes)} = ${tupleLatex(deltas)}`,
    check: listOf(units.map((j) => deltaAt(sheet, layer, j))),
  };
}

/** ∂L/∂x: the paths through the first layer, added. */
export function inputStep(sheet: BackwardSheet): StepDraft {
  const inputs = range(sheet.size(-1));
  const slopes = inputs.map((i) => slopeOfLoss(latexAt(sheet.activation(-1, i))));
  return {
    id: 'input gradient',
    title: 'Inputs: add the paths through the first layer',
    formula: tupleLatex(slopes),
    check: listOf(inputs.map((i) => refer(slopeId(sheet.naming.inputs[i]!)))),
    steps: inputs.map((i): StepDraft => {
      const name = sheet.naming.inputs[i]!;
      const { formula, check } = throughNext(sheet, -1, i, nameLatex(name));
      return {
        id: slopeId(name),
        title: titleOf(name),
        symbol: slopeOfLoss(nameLatex(name)),
        formula,
        check,
        value: sheet.pass.inputGradient.data[i]!,
      };
    }),
  };
}

/** The update of every weight and bias. */
export function updateStep(sheet: BackwardSheet): StepDraft {
  const steps = sheet.net.layers.map((_, layer): StepDraft => {
    const [inputs, units] = [range(sheet.size(layer - 1)), range(sheet.size(layer))];
    const weights = units.flatMap((j) =>
      inputs.map((i) => {
        const name = sheet.naming.weight(layer, i, j);
        return oneUpdate(name, sheet.weight(layer, i, j), refer(slopeId(name)));
      }),
    );
    const biases = units.map((j) =>
      oneUpdate(sheet.naming.bias(layer, j), sheet.bias(layer, j), deltaAt(sheet, layer, j)),
    );
    return {
      id: `update ${layer + 1}`,
      kind: 'statement',
      title: `Update ${layerWords(sheet.net, layer)}`,
      steps: [...weights, ...biases],
    };
  });
  return {
    id: 'update',
    kind: 'statement',
    title: 'Update: a step against the gradient',
    formula: `w^{\\text{new}} = w - \\eta\\, ${slopeOfLoss('w')}`,
    table: updateTable(sheet),
    steps,
  };
}

/** Before, gradient and after of every weight and bias. */
function updateTable(sheet: BackwardSheet): StepTable {
  const row = (name: string, before: StepExpression, slope: StepExpression): StepTableRow => ({
    label: titleOf(name),
    cells: [before, slope, refer(updatedId(name))],
  });
  return {
    corner: 'parameter',
    columns: ['before', 'gradient', 'after'],
    rows: sheet.net.layers.flatMap((_, layer) =>
      range(sheet.size(layer)).flatMap((j) => [
        ...range(sheet.size(layer - 1)).map((i) => {
          const name = sheet.naming.weight(layer, i, j);
          return row(name, sheet.weight(layer, i, j), refer(slopeId(name)));
        }),
        row(sheet.naming.bias(layer, j), sheet.bias(layer, j), deltaAt(sheet, layer, j)),
      ]),
    ),
  };
}

function oneUpdate(name: string, before: StepExpression, slope: StepExpression): StepDraft {
  const latex = nameLatex(name);
  return {
    id: updatedId(name),
    title: titleOf(name),
    symbol: `${latex}^{\\text{new}}`,
    formula: `${latex}^{\\text{new}} = ${latex} - \\eta\\, ${slopeOfLoss(latex)}`,
    check: subtract(before, multiply(refer(RATE), slope)),
  };
}

const updatedId = (name: string): string => `${name} updated`;

/** The matrix of the updated weights of a layer. */
export function updatedWeights(sheet: BackwardSheet, layer: number): StepExpression {
  return matrixCheck(sheet, layer, updatedId);
}

/** The list of the updated biases of a layer. */
export function updatedBiases(sheet: BackwardSheet, layer: number): StepExpression {
  const units = range(sheet.size(layer));
  return { list: units.map((j) => refer(updatedId(sheet.naming.bias(layer, j)))) };
}

/** The matrix of the gradients of a layer's weights. */
export function weightsGradient(sheet: BackwardSheet, layer: number): StepExpression {
  return matrixCheck(sheet, layer, slopeId);
}

function matrixCheck(
  sheet: BackwardSheet,
  layer: number,
  id: (name: string) => string,
): StepExpression {
  const units = range(sheet.size(layer));
  return {
    list: range(sheet.size(layer - 1)).map((i) => ({
      list: units.map((j) => refer(id(sheet.naming.weight(layer, i, j)))),
    })),
  };
}

/** The list of the gradients by the inputs. */
export function inputGradient(sheet: BackwardSheet): StepExpression {
  return { list: sheet.naming.inputs.map((name) => refer(slopeId(name))) };
}
