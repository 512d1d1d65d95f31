// Exponentials, logarithms and activations of float32 numbers, some of float64 ones too.
import type { ShapedUnaryKernel, UnaryKernel } from '../array-kernels.js';
import {
  elu as eluScalar,
  gelu as geluScalar,
  logSigmoid as logSigmoidScalar,
  normalCdf as normalCdfScalar,
  sigmoid as sigmoidScalar,
  silu as siluScalar,
  softplus as softplusScalar,
} from '../scalar/activations.js';
import {
  exp as expScalar,
  log as logScalar,
  tanh as tanhScalar,
} from '../scalar/elementwise-unary.js';
import { doubleFunctions } from './generated/double-functions.js';
import { elementwise } from './generated/elementwise.js';
import { changing } from './in-place.js';

/** Numbers below which copying costs more than it saves. */
const LEAST = 256;

/** See `UnaryName`. */
export const exp: UnaryKernel = /* @__PURE__ */ changing(elementwise, 'expAll', expScalar, LEAST, [
  elementwise,
  'expAllDoubles',
]);
/** See `UnaryName`. */
export const log: UnaryKernel = /* @__PURE__ */ changing(elementwise, 'logAll', logScalar, LEAST, [
  doubleFunctions,
  'logAll',
]);
/** See `UnaryName`. */
export const tanh: UnaryKernel = /* @__PURE__ */ changing(
  elementwise,
  'tanhAll',
  tanhScalar,
  LEAST,
  [doubleFunctions, 'tanhAll'],
);
/** See `UnaryName`. */
export const sigmoid: UnaryKernel = /* @__PURE__ */ changing(
  elementwise,
  'sigmoidAll',
  sigmoidScalar,
  LEAST,
  [elementwise, 'sigmoidAllDoubles'],
);
/** See `UnaryName`. */
export const logSigmoid: UnaryKernel = /* @__PURE__ */ changing(
  elementwise,
  'logSigmoidAll',
  logSigmoidScalar,
  LEAST,
);
/** See `UnaryName`. */
export const softplus: UnaryKernel = /* @__PURE__ */ changing(
  elementwise,
  'softplusAll',
  softplusScalar,
  LEAST,
);
/** See `UnaryName`. */
export const silu: UnaryKernel = /* @__PURE__ */ changing(
  elementwise,
  'siluAll',
  siluScalar,
  LEAST,
  [elementwise, 'siluAllDoubles'],
);
/** See `UnaryName`. */
export const gelu: UnaryKernel = /* @__PURE__ */ changing(
  elementwise,
  'geluAll',
  geluScalar,
  LEAST,
  [doubleFunctions, 'geluAll'],
);
/** See `UnaryName`. */
export const normalCdf: UnaryKernel = /* @__PURE__ */ changing(
  elementwise,
  'normalCdfAll',
  normalCdfScalar,
  LEAST,
  [doubleFunctions, 'normalCdfAll'],
);
/** See `ShapedUnaryName`. */
export const elu: ShapedUnaryKernel = /* @__PURE__ */ changing(
  elementwise,
  'eluAll',
  eluScalar,
  LEAST,
  [doubleFunctions, 'eluAll'],
);
