// One language of errors: `function: "argument" expected X, got Y`, with the four parts as fields.

/** The four parts of every error that fovea throws for a bad argument. */
export interface ErrorParts {
  /** The function that was called. */
  readonly function: string;
  /** The argument or option that is wrong. */
  readonly argument: string;
  /** What would have been right. */
  readonly expected: string;
  /** What was given. */
  readonly got: string;
}

const message = (parts: ErrorParts): string =>
  `${parts.function}: "${parts.argument}" expected ${parts.expected}, got ${parts.got}`;

/** A value of the wrong kind: a string where a number belongs, an unknown option name. */
export class KindError extends TypeError implements ErrorParts {
  declare readonly function: string;
  declare readonly argument: string;
  declare readonly expected: string;
  declare readonly got: string;
  /** @param parts - function, argument, expected and got */
  constructor(parts: ErrorParts) {
    super(message(parts));
    Object.assign(this, { name: 'KindError' }, parts);
  }
}

/** An array whose shape does not fit the function or the other arguments. */
export class ShapeError extends RangeError implements ErrorParts {
  declare readonly function: string;
  declare readonly argument: string;
  declare readonly expected: string;
  declare readonly got: string;
  /** @param parts - function, argument, expected and got */
  constructor(parts: ErrorParts) {
    super(message(parts));
    Object.assign(this, { name: 'ShapeError' }, parts);
  }
}

/** A value of the right kind outside the function's domain: a negative sigma, a NaN pixel. */
export class DomainError extends RangeError implements ErrorParts {
  declare readonly function: string;
  declare readonly argument: string;
  declare readonly expected: string;
  declare readonly got: string;
  /** @param parts - function, argument, expected and got */
  constructor(parts: ErrorParts) {
    super(message(parts));
    Object.assign(this, { name: 'DomainError' }, parts);
  }
}

/** Longer strings are cut in messages. */
const SHOWN_CHARACTERS = 60;

/**
 * What a value looks like in an error message: short, and telling 1 from "1" and 1n.
 *
 * @param value - anything
 * @returns a few words
 */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    const cut = value.length > SHOWN_CHARACTERS;
    return JSON.stringify(cut ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
  }
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (value === null || typeof value !== 'object')
    return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  // Traced values belong to a floor above; a function that refuses them has no rule for its derivative.
  if (Object.prototype.toString.call(value) === '[object Traced]')
    return 'a traced value, which it has no rule to differentiate';
  if ('shape' in value && Array.isArray(value.shape))
    return `an ndarray (${value.shape.join(', ')})`;
  if (ArrayBuffer.isView(value)) {
    const length = (value as { length?: number }).length;
    return `${value.constructor.name}(${length ?? value.byteLength})`;
  }
  if ('data' in value && 'width' in value && 'height' in value)
    return 'a picture (see toGrayscale, fromImageData)';
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return kind === 'Object' ? 'an object' : `an object (${kind})`;
}

/**
 * The shape of what should be a grey image, in an error message.
 *
 * @param shape - of the array
 * @returns the shape, and after that of a colour image what makes it grey
 */
export function describeImageShape(shape: readonly number[]): string {
  const coloured = shape.length === 3 && (shape[2] === 3 || shape[2] === 4);
  return `(${shape.join(', ')})${coloured ? ' (see toGrayscale)' : ''}`;
}
