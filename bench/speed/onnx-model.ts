// Writes small models in the format of ONNX (onnx.proto of version 1.16), a few fields of protocol buffers.

/** A node: its operator, inputs and outputs by name, and attributes that are whole numbers or lists of them. */
export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** An array of the graph: its name and shape; where it is constant, its one value, or its whole numbers. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  readonly constant?: number;
  readonly integers?: readonly number[];
}

type Bytes = readonly number[];

const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

const number = (field: number, value: number): Bytes => [...varint(field * 8), ...varint(value)];
const part = (field: number, bytes: Bytes): Bytes => [
  ...varint(field * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];
const text = (field: number, value: string): Bytes =>
  part(field, [...new TextEncoder().encode(value)]);

function attribute(name: string, value: number | readonly number[]): Bytes {
  if (typeof value === 'number') {
    return [...text(1, name), ...number(3, value), ...number(20, ATTRIBUTE_INT)];
  }
  return [...text(1, name), ...value.flatMap((v) => number(8, v)), ...number(20, ATTRIBUTE_INTS)];
}

function node({ operator, inputs, output, attributes = {} }: Node): Bytes {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, output),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, value]) => part(5, attribute(name, value))),
  ];
}

function valueInfo({ name, shape }: Value): Bytes {
  const dimensions = shape.flatMap((length) => part(1, number(1, length)));
  const tensor = [...number(1, FLOAT), ...part(2, dimensions)];
  return [...text(1, name), ...part(2, part(1, tensor))];
}

function constant({ name, shape, constant: value = 0, integers }: Value): Bytes {
  const count = shape.reduce((a, b) => a * b, 1);
  const buffer = integers
    ? BigInt64Array.from(integers, BigInt).buffer
    : new Float32Array(count).fill(value).buffer;
  return [
    ...shape.flatMap((length) => number(1, length)),
    ...number(2, integers ? INT64 : FLOAT),
    ...text(8, name),
    ...part(9, [...new Uint8Array(buffer)]),
  ];
}

const isConstant = (value: Value): boolean =>
  value.constant !== undefined || value.integers !== undefined;

/**
 * A model of opset 17.
 *
 * @param nodes - in the order of computation
 * @param inputs - what is given, and constants
 * @param output - the result
 * @returns the bytes of the file
 */
export function onnxModel(
  nodes: readonly Node[],
  inputs: readonly Value[],
  output: Value,
): Uint8Array {
  const graph = [
    ...nodes.flatMap((each) => part(1, node(each))),
    ...text(2, 'work'),
    ...inputs.filter(isConstant).flatMap((value) => part(5, constant(value))),
    ...inputs.filter((value) => !isConstant(value)).flatMap((value) => part(11, valueInfo(value))),
    ...part(12, valueInfo(output)),
  ];
  return Uint8Array.from([...number(1, 8), ...part(7, graph), ...part(8, number(2, 17))]);
}
