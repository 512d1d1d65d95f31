// Round numbers for the axes of charts, and how they are written.

/**
 * Round numbers at equal steps of 1, 2 or 5 times a power of ten.
 *
 * @param low - not below this
 * @param high - not above this
 * @param count - at most about so many
 * @returns the numbers
 */
export function ticksOf(low: number, high: number, count: number): readonly number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A power of ten as it is printed.
 *
 * @param exponent - a whole number
 * @returns "100", "0.01" or, farther from 1, "10⁶"
 */
export function powerLabel(exponent: number): string {
  if (exponent >= -2 && exponent <= 5) return numberLabel(10 ** exponent);
  return raisedTen(exponent);
}

function raisedTen(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => RAISED[Number(digit)]!);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/**
 * A number as it stands in a plot: at most so many digits that say something, thousands set apart, a true minus.
 *
 * @param value - the number
 * @param digits - how many digits to keep
 * @returns its text
 */
export function numberLabel(value: number, digits = 6): string {
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  const sign = rounded < 0 ? '−' : '';
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) {
    const [factor, exponent] = size.toExponential().split('e').map(Number) as [number, number];
    const raised = raisedTen(exponent);
    return factor === 1 ? sign + raised : `${sign}${factor}·${raised}`;
  }
  const [whole = '', part] = String(size).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${grouped}${part === undefined ? '' : `.${part}`}`;
}
