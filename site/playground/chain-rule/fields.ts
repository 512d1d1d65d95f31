// The state of the page about the chain rule, as its address has it.
import type { StateOf } from '../state/address.js';
import { choiceField, type Field, flagField, numberField, textField } from '../state/fields.js';

/** What was typed for each input, by name. */
export type TypedValues = Readonly<Record<string, string>>;

const MOST_LETTERS = 2000;

/** Values by name: `w:2;x:1/2`. */
export function valuesField(initial: TypedValues): Field<TypedValues> {
  return {
    initial,
    write: (values) =>
      Object.entries(values)
        .filter(([, text]) => text.trim() !== '')
        .map(([name, text]) => `${name}:${text.replaceAll(/[:;]/g, '')}`)
        .join(';'),
    read(text) {
      if (text.length > MOST_LETTERS) return undefined;
      const pairs = text.split(';').filter((pair) => pair !== '');
      if (pairs.some((pair) => !/^[^:]+:[^:]*$/.test(pair))) return undefined;
      return Object.fromEntries(pairs.map((pair) => pair.split(':') as [string, string]));
    },
  };
}

const NEURON = 'z = w*x + b\ny = sigmoid(z)\nL = (y - t)^2 / 2';
const NEURON_VALUES = { w: '2', x: '1', b: '-2', t: '1' };

/** The state. Where loss and parameter are empty the page chooses. */
export const fields = {
  kind: choiceField('numbers', ['numbers', 'matrices']),
  eq: textField(NEURON, { max: 3000 }),
  v: valuesField(NEURON_VALUES),
  /** Matrices whose rows add up to 1, by name. */
  unit: textField('', { max: 120 }),
  loss: textField('', { max: 60 }),
  by: textField('', { max: 60 }),
  numbers: flagField(true),
  boxes: choiceField('equations', ['equations', 'operations']),
  at: textField('', { max: 120 }),
  descent: flagField(false),
  learn: textField('', { max: 200 }),
  rate: textField('0.1', { max: 40 }),
  steps: numberField(20, { min: 1, max: 200, integer: true }),
};

/** The state's type. */
export type ChainState = StateOf<typeof fields>;

/** A problem worth a look. */
export interface ChainSample {
  readonly name: string;
  readonly kind?: 'matrices';
  readonly eq: string;
  readonly v: TypedValues;
  readonly by: string;
  readonly unit?: string;
  readonly learn?: string;
}

/** Samples of the course. */
export const samples: readonly ChainSample[] = [
  {
    name: 'One neuron, half the squared error',
    eq: NEURON,
    v: NEURON_VALUES,
    by: 'w',
  },
  {
    name: 'One neuron, binary cross-entropy',
    eq: 'z = w*x + b\ny = sigmoid(z)\nL = -t*log(y) - (1 - t)*log(1 - y)',
    v: { w: '0.5', x: '2', b: '-1', t: '1' },
    by: 'w',
  },
  {
    name: 'Softmax and cross-entropy',
    eq: 's = exp(z_1) + exp(z_2) + exp(z_3)\np = exp(z_1) / s\nL = -log(p)',
    v: { z_1: '2', z_2: '1', z_3: '0' },
    by: 'z_1',
  },
  {
    name: 'A network of two layers',
    eq: [
      'z_1 = w_11*x_1 + w_21*x_2 + b_1',
      'z_2 = w_12*x_1 + w_22*x_2 + b_2',
      'h_1 = sigmoid(z_1)',
      'h_2 = sigmoid(z_2)',
      'z_3 = v_1*h_1 + v_2*h_2 + b_3',
      'y = sigmoid(z_3)',
      'L = (y - t)^2 / 2',
    ].join('\n'),
    v: {
      ...{ w_11: '0.5', w_12: '-0.3', w_21: '0.2', w_22: '0.8', b_1: '0', b_2: '0.1' },
      ...{ x_1: '1', x_2: '2', v_1: '0.7', v_2: '-0.4', b_3: '0.2', t: '1' },
    },
    by: 'w_11',
  },
  {
    name: 'Two paths: a residual connection',
    eq: 'h = tanh(w*x)\ny = x + h\nL = (y - t)^2 / 2',
    v: { w: '0.5', x: '1', t: '2' },
    by: 'x',
  },
  {
    name: 'Matrices: softmax with cross-entropy',
    kind: 'matrices',
    eq: 'P = softmax(Z)\nL = -sum(Y .* log(P))',
    v: { Z: '2 1 0\n0 1 -1', Y: '1 0 0\n0 0 1' },
    unit: 'Y',
    by: 'Z',
    learn: 'Z',
  },
  {
    name: 'Matrices: a linear layer',
    kind: 'matrices',
    eq: "Y = X*W + b'\nL = normSquared(Y - T) / 2",
    v: { X: '1 2\n0 1\n2 -1', W: '1 0\n0 1', b: '0\n1', T: '1 1\n0 2\n1 0' },
    by: 'W',
    learn: 'W, b',
  },
  {
    name: 'Matrices: least squares',
    kind: 'matrices',
    eq: 'L = normSquared(X*w - y)',
    v: { X: '1 0\n1 1\n1 2', w: '0\n0', y: '1\n2\n4' },
    by: 'w',
    learn: 'w',
  },
];
