// Paper, ink and colours of plots that stand on their own, for light pages and dark ones.
import { checkOneOf } from '../core/check.js';
import { BACKDROP, GLOW, HEAT } from './colors.js';

/** Colours of a plot. */
export interface Theme {
  /** What it is drawn on. */
  readonly paper: string;
  /** Of words. */
  readonly ink: string;
  /** Of frames and ticks. */
  readonly line: string;
  /** Of lines that stand behind the data. */
  readonly grid: string;
  /** From nothing to the most. */
  readonly colors: readonly string[];
  /**
   * Of curves beside each other. Okabe and Ito's, each three times as bright or dark as the paper (contrast 3 : 1);
   * dashes tell them apart in grey.
   */
  readonly series: readonly string[];
}

const THEMES: { readonly [name in 'light' | 'dark']: Theme } = {
  light: {
    paper: '#fff',
    ink: '#111',
    line: '#888',
    grid: '#e4e4e4',
    colors: HEAT,
    series: ['#0072b2', '#d55e00', '#008a65', '#a8507f', '#111'],
  },
  dark: {
    paper: BACKDROP,
    ink: '#eee',
    line: '#999',
    grid: '#44474b',
    colors: GLOW,
    series: ['#56b4e9', '#e69f00', '#f0e442', '#cc79a7', '#eee'],
  },
};

/** Lengths of dashes and gaps of curves beside each other; the first is a full line. */
export const DASHES: readonly string[] = ['', '6 3', '2 3', '9 3 2 3', '12 4'];

/**
 * The colours that an option asks for.
 *
 * @param fn - name of the public function, for errors
 * @param theme - "light", "dark" or nothing, which is "light"
 * @returns the colours
 * @throws KindError for anything else
 */
export function checkTheme(fn: string, theme: unknown): Theme {
  return THEMES[checkOneOf(fn, 'theme', theme ?? 'light', ['light', 'dark'])];
}
