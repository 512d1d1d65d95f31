// The receptive field of a stack of layers, shown layer by layer.
import { createDerivation, type StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import type { Derivation, Given } from '../derivation/types.js';
import {
  type FieldSize,
  type ReceptiveField,
  type ReceptiveLayer,
  readStack,
  receptiveField,
} from './receptive-field.js';
import type { AxisWindows, PerAxis } from './windows.js';

/** How quantities of the two axes of an image are told apart. */
const AXES = ['y', 'x'] as const;

/**
 * Computes the receptive field of a stack of layers and shows the work: after each layer the size of what an output sees
 * of the input, the jump from one output to the next, and where the first one looks.
 *
 * @param layers - as for `receptiveField`, from the input on: `kernel`; `stride` (1), `padding` (0), `dilation` (1)
 * @returns the derivation; its `result` is what `receptiveField` returns
 * @throws as `receptiveField`
 * @see A. Araujo, W. Norris, J. Sim, "Computing receptive fields of convolutional neural networks", Distill 2019
 *
 * @example
 * A convolution and a pool.
 * ```ts
 * import { explainReceptiveField, renderText, verifyDerivation } from 'fovea';
 * const d = explainReceptiveField([{ kernel: 3, padding: 1 }, { kernel: 2, stride: 2 }]);
 * d.result // => { size: 4, jump: 2, start: 0.5 }
 * verifyDerivation(d).ok // => true
 * ```
 */
export function explainReceptiveField<const L extends ReceptiveLayer>(
  layers: readonly L[],
): Derivation<ReceptiveField<FieldSize<L>>>;
export function explainReceptiveField(
  layers: readonly ReceptiveLayer[],
): Derivation<ReceptiveField<PerAxis>> {
  const { axes, windows } = readStack('explainReceptiveField', layers);
  const result: ReceptiveField<PerAxis> = receptiveField(layers);
  const names = Array.from({ length: axes ?? 1 }, (_, axis) => nameOf(axes, axis));
  const last = windows.length;
  const answer = (part: string): StepExpression => {
    const each = names.map((name) => refer(`${part}${name}-${last}`));
    return axes === undefined ? each[0]! : { list: each };
  };
  return createDerivation<ReceptiveField<PerAxis>>({
    topic: 'convolution',
    title: `Receptive field of ${last === 1 ? 'one layer' : `a stack of ${last} layers`}`,
    given: names.flatMap((name, axis) =>
      givenOf(
        name,
        windows.map((layer) => layer[axis]!),
      ),
    ),
    steps: [
      {
        id: 'rules',
        kind: 'statement',
        title: 'From one layer to the next',
        formula:
          '\\begin{aligned} r_l &= r_{l-1} + (k_l - 1)\\, d_l\\, j_{l-1} \\\\ j_l &= j_{l-1}\\, s_l \\\\ u_l &= u_{l-1} + \\left( \\frac{d_l\\,(k_l - 1)}{2} - p_l \\right) j_{l-1} \\end{aligned}',
        note: 'r is the size of the field, j the jump from one output to the next, u the middle of the first output’s field: all in pixels of the input, whose own field has r = 1, j = 1 and u = 0.',
      },
      ...names.flatMap((name, axis) =>
        windows.map((layer, l) =>
          layerStep(
            name,
            axes === undefined ? '' : ` along ${axisWord(axes, axis)}`,
            layer[axis]!,
            l + 1,
          ),
        ),
      ),
    ],
    result,
    answer: { record: { size: answer('r'), jump: answer('j'), start: answer('u') } },
    conclusion: conclusionOf(result),
    sources: [
      'A. Araujo, W. Norris and J. Sim, "Computing receptive fields of convolutional neural networks", Distill, 2019.',
    ],
  });
}

/** What tells the quantities of one axis from those of another; nothing where there is one. */
function nameOf(axes: number | undefined, axis: number): string {
  if (axes === undefined) return '';
  return axes === 2 ? AXES[axis]! : String(axis + 1);
}

function axisWord(axes: number, axis: number): string {
  return axes === 2 ? ['the height', 'the width'][axis]! : `axis ${axis + 1}`;
}

const symbolOf = (letter: string, name: string, l: number): string =>
  name === '' ? `${letter}_{${l}}` : `${letter}_{${name},${l}}`;

function givenOf(name: string, windows: readonly AxisWindows[]): Given[] {
  const index = name === '' ? '' : `_{${name}}`;
  const along = name === '' ? '' : ` (${name})`;
  const row = (letter: string, title: string, value: number[]): Given => ({
    id: `${letter}${name}`,
    symbol: `${letter}${index}`,
    title: `${title} of the layers${along}`,
    value,
  });
  return [
    row(
      'k',
      'Kernels',
      windows.map(({ kernel }) => kernel),
    ),
    row(
      's',
      'Strides',
      windows.map(({ stride }) => stride),
    ),
    row(
      'p',
      'Padding in front of the inputs',
      windows.map(({ before }) => before),
    ),
    row(
      'd',
      'Dilations',
      windows.map(({ dilation }) => dilation),
    ),
  ];
}

function layerStep(name: string, along: string, window: AxisWindows, l: number): StepDraft {
  const { add, divide, multiply, subtract } = stepOperations;
  const at = (letter: string): StepExpression =>
    refer(`${letter}${name}`, [l - 1], symbolOf(letter, name, l));
  const before = (letter: string): StepExpression => refer(`${letter}${name}-${l - 1}`);
  const id = (letter: string): string => `${letter}${name}-${l}`;
  const reach =
    window.dilation === 1 ? subtract(at('k'), 1) : multiply(at('d'), subtract(at('k'), 1));
  const shift = subtract(divide(reach, 2), at('p'));
  const symbol = (letter: string): string => symbolOf(letter, name, l);
  return {
    id: `layer${name}-${l}`,
    kind: 'statement',
    title: `Layer ${l}${along}: kernel ${window.kernel}, stride ${window.stride}${window.before === 0 ? '' : `, padding ${window.before}`}${window.dilation === 1 ? '' : `, dilation ${window.dilation}`}`,
    steps: [
      {
        id: id('r'),
        symbol: symbol('r'),
        title: 'Size',
        check: l === 1 ? add(1, reach) : add(before('r'), multiply(reach, before('j'))),
      },
      {
        id: id('j'),
        symbol: symbol('j'),
        title: 'Jump',
        check: l === 1 ? at('s') : multiply(before('j'), at('s')),
      },
      {
        id: id('u'),
        symbol: symbol('u'),
        title: 'Middle of the first field',
        check: l === 1 ? shift : add(before('u'), multiply(shift, before('j'))),
      },
    ],
  };
}

function conclusionOf({ size, jump, start }: ReceptiveField<PerAxis>): string {
  const words = (value: PerAxis, join: (list: readonly number[]) => string): string =>
    typeof value === 'number' ? String(value) : join(value);
  const area = words(size, (list) => list.join(' × '));
  const [further, place] = [jump, start].map((value) =>
    words(value, (list) => `(${list.join(', ')})`),
  );
  return `An output sees ${area} pixels of the input; its neighbour’s field lies ${further} further, and the middle of the first is at ${place}.`;
}
