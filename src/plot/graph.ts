import { checkNumber, checkOneOf, checkOptions } from '../core/check.js';
import type { ArrayInput } from '../core/types.js';
import type { SymbolValues } from '../expression/evaluate.js';
import type { Equations } from '../expression/types.js';
import type { NetworkNames } from '../gradient/network-names.js';
import type { NetworkInput } from '../gradient/network-types.js';
import { drawEquations } from './equation-picture.js';
import { FONT, LETTER, text } from './labels.js';
import { drawNetwork } from './network-picture.js';
import { checkText, contentId, svgDocument } from './svg.js';
import { checkTheme } from './theme.js';

/** Options of every graph. */
export interface GraphOptions {
  /** How many digits numbers keep; 3 where left out. */
  readonly digits?: number | undefined;
  /** "light" where left out, or "dark". */
  readonly theme?: 'light' | 'dark' | undefined;
  /** The name that stands above the plot and that screen readers give it; the sizes of the layers, or the loss, where left out. */
  readonly title?: string | undefined;
  /** What screen readers tell of the plot; how to read it where left out. */
  readonly description?: string | undefined;
}

/** Options of `plotGraph` for a network. */
export interface PlotGraphOptions extends GraphOptions {
  /** One sample [in], whose sums and activations are shown; none where left out. */
  readonly x?: ArrayInput | undefined;
  /** The sample's target, [out] or a number; with it the loss and all its derivatives are shown. */
  readonly y?: ArrayInput | number | undefined;
  /** What the neurons are called, as in `explainBackwardPass`. */
  readonly names?: NetworkNames | undefined;
}

/** Options of `plotGraph` for equations. */
export interface PlotEquationsOptions extends GraphOptions {
  /** The quantity that is differentiated; the last one that the equations define where left out. */
  readonly loss?: string | undefined;
  /** By what it is differentiated: derivatives stand on the paths from there alone. By everything where left out. */
  readonly parameter?: string | undefined;
  /** A number for each input; with them values and gradients are shown. */
  readonly values?: SymbolValues | undefined;
  /** "operations" where left out: a node for each sum, product, power and function; or "equations": one for each equation. */
  readonly nodes?: 'operations' | 'equations' | undefined;
  /** Where arrows lead: "right" where left out, or "down", for narrow pages. */
  readonly direction?: 'right' | 'down' | undefined;
}

const FN = 'plotGraph';
const GAP = 8;
const SHARED = ['digits', 'theme', 'title', 'description'] as const;
const OF_NETWORKS = ['x', 'y', 'names', ...SHARED] as const;
const OF_EQUATIONS = ['loss', 'parameter', 'values', 'nodes', 'direction', ...SHARED] as const;

/**
 * A picture of a network as a graph, as an SVG: its inputs, units and loss as boxes from left to right, with a line for each
 * weight; and, for a sample and its target, all that a backward pass computes.
 *
 * In a box stand a unit's bias b, and with `x` its sum z and activation a; with `y` also $\delta = \partial L/\partial z$,
 * which is the derivative by the bias too. At a line stands its weight, and after ∂ the derivative of the loss by it. Lines
 * of positive weights are full, those of negative ones dashed and of another colour, and wider where the weight is
 * larger. The numbers are those of `forwardPass` and `backwardPass`.
 *
 * With more than 12 nodes in a column, nodes are dots; with more than 16 lines between two columns, lines have no words.
 *
 * @param net - made by `network`
 * @param options - `x`: a sample; `y`: its target; `names` of neurons; `digits` 3; `theme`; `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind or an option is unknown, ShapeError where x or y does not fit or is
 * a batch, DomainError where a number is not finite, the loss cannot mean a target, y comes without x, or there are more
 * than 5000 weights, and what `network` throws
 *
 * @example
 * One sigmoid unit with half the squared error.
 * ```ts
 * import { network, plotGraph } from 'fovea';
 * const net = network({
 *   layers: [{ weights: [[2], [1]], bias: [-2], activation: 'sigmoid' }],
 *   loss: 'half-squared-error',
 * });
 * const svg = plotGraph(net, { x: [1, 0], y: 1, names: { nodes: [[1, 2], [3]] } });
 * svg.includes('>δ₃ = −0.125</text>') // => true
 * ```
 */
export function plotGraph(net: NetworkInput, options?: PlotGraphOptions): string;
/**
 * The computation graph of equations, as an SVG: a box for each input and each operation, arrows from what is used to where
 * it is used, and at each arrow the local derivative; with values, all numbers of the chain rule.
 *
 * $$\frac{\partial L}{\partial u} = \sum_{v \text{ uses } u} \frac{\partial L}{\partial v} \frac{\partial v}{\partial u}$$
 *
 * At an arrow from u to v stand, with `values`, the value that goes along it after →, the local derivative
 * $\partial v/\partial u$, and after ← the gradient that comes back, $\partial L/\partial v \cdot \partial v/\partial u$. In a
 * box stand its value and the sum of what comes back from all its arrows, $\partial L/\partial u$. Arrows of negative local
 * derivatives are dashed, those of local derivatives that are 0, where nothing comes back, dotted.
 *
 * Operations inside an equation get names u₁, u₂ and so on. Each box and each arrow with its label is a group with the
 * attribute `data-step`: the name of the quantity, or `∂z/∂w`, by which steps of `derive` are called too where `nodes` is
 * "equations".
 *
 * @param equations - made by the template `equations`
 * @param options - `loss`: the last definition; `parameter`: all; `values`; `nodes` "operations"; `direction` "right"; `digits` 3;
 * `theme`; `title`, `description`
 * @returns the SVG, which can be saved as a file or put into a page
 * @throws KindError where an argument is of the wrong kind, an option is unknown or a value is missing, DomainError for a
 * loss or parameter that does not stand in the equations, where a step has no value at the given numbers, or for more than
 * 100 nodes
 *
 * @example
 * The chain rule for one weight.
 * ```ts
 * import { equations, plotGraph } from 'fovea';
 * const neuron = equations`z = w*x + b; a = sigmoid(z); L = (y - a)^2 / 2`;
 * const svg = plotGraph(neuron, { parameter: 'w', values: { w: 2, x: 1, b: -2, y: 1 } });
 * svg.includes('>∂u₁/∂w = x = 1</text>') // => true
 * svg.includes('>∂L/∂w = −0.125</text>') // => true
 * ```
 */
export function plotGraph(equations: Equations, options?: PlotEquationsOptions): string;
export function plotGraph(
  graph: NetworkInput | Equations,
  options?: PlotGraphOptions & PlotEquationsOptions,
): string {
  const ofEquations = isEquations(graph);
  const given = checkOptions(FN, options, ofEquations ? OF_EQUATIONS : OF_NETWORKS);
  const digits = checkNumber(FN, 'digits', given.digits ?? 3, { integer: true, min: 1, max: 12 });
  const theme = checkTheme(FN, given.theme);
  const named = checkText(FN, 'title', given.title ?? '');
  const top = GAP + (named === '' ? 0 : FONT + GAP);
  const { loss, parameter, values, x, y, names } = given;
  const nodes = checkOneOf(FN, 'nodes', given.nodes ?? 'operations', ['operations', 'equations']);
  const direction = checkOneOf(FN, 'direction', given.direction ?? 'right', ['right', 'down']);
  const question = { loss, parameter, values, nodes, direction, digits };
  const picture = ofEquations
    ? drawEquations(FN, graph, question, top, theme)
    : drawNetwork(FN, graph, { x, y, names, digits }, top, theme);
  const title = named || picture.title;
  const description = checkText(FN, 'description', given.description ?? picture.description);
  const width = Math.ceil(Math.max(picture.width, 2 * GAP + named.length * FONT * LETTER));
  const height = Math.ceil(picture.height);
  return svgDocument({
    id: contentId(title, description, picture.elements.join()),
    width,
    height,
    scale: 1,
    title,
    description,
    elements: [
      `<rect x="-.5" y="-.5" width="${width}" height="${height}" fill="${theme.paper}"/>`,
      `<g font-family="sans-serif" font-size="${FONT}" fill="${theme.ink}">`,
      named === '' ? '' : text(named, GAP, GAP + FONT / 2, 'start'),
      ...picture.elements,
      '</g>',
    ],
  });
}

function isEquations(graph: NetworkInput | Equations): graph is Equations {
  return typeof graph === 'object' && graph !== null && 'definitions' in graph;
}
