// Fields of a page's state: each has a default, and a form of its value as text, which is checked when read.

/** One field of a state. */
export interface Field<T> {
  /** Where the address says nothing, or nothing that makes sense. */
  readonly initial: T;
  /** The value as it stands in the address. */
  readonly write: (value: T) => string;
  /** The value that a text stands for, or undefined where it stands for none. */
  readonly read: (text: string) => T | undefined;
}

/** Limits of a number. */
export interface NumberLimits {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** A number within limits. */
export function numberField(initial: number, { min, max, integer }: NumberLimits): Field<number> {
  return {
    initial,
    write: String,
    read(text) {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return value >= min && value <= max && (!integer || Number.isInteger(value))
        ? value
        : undefined;
    },
  };
}

/** One of several words. */
export function choiceField<const T extends string>(initial: T, choices: readonly T[]): Field<T> {
  return {
    initial,
    write: (value) => value,
    read: (text) => choices.find((choice) => choice === text),
  };
}

/** Yes or no. */
export function flagField(initial: boolean): Field<boolean> {
  return {
    initial,
    write: (value) => (value ? '1' : '0'),
    read: (text) => (text === '1' ? true : text === '0' ? false : undefined),
  };
}

/** Free text of limited length. */
export function textField(initial: string, { max = 4000 } = {}): Field<string> {
  return {
    initial,
    write: (value) => value,
    read: (text) => (text.length <= max ? text : undefined),
  };
}
