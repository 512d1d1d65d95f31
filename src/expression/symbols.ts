// Names of quantities: how they may be spelled, the one spelling kept, and how they are set.
import { once } from '../core/once.js';

/** Greek letters by the names that LaTeX has for them. */
const GREEK: { readonly [letter: string]: string } = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'varepsilon',
  ϵ: 'epsilon',
  ζ: 'zeta',
  η: 'eta',
  θ: 'theta',
  ϑ: 'vartheta',
  ι: 'iota',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  ν: 'nu',
  ξ: 'xi',
  π: 'pi',
  ρ: 'rho',
  σ: 'sigma',
  τ: 'tau',
  υ: 'upsilon',
  φ: 'varphi',
  ϕ: 'phi',
  χ: 'chi',
  ψ: 'psi',
  ω: 'omega',
  Γ: 'Gamma',
  Δ: 'Delta',
  Θ: 'Theta',
  Λ: 'Lambda',
  Ξ: 'Xi',
  Π: 'Pi',
  Σ: 'Sigma',
  Υ: 'Upsilon',
  Φ: 'Phi',
  Ψ: 'Psi',
  Ω: 'Omega',
};

const greekNames: () => ReadonlySet<string> = /* @__PURE__ */ once(
  () => new Set(Object.values(GREEK)),
);

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** A name at the start of a text: letters, or a Greek letter's name after a backslash, then digits and subscripts. */
export const NAME: RegExp =
  /^(?:\\[A-Za-z]+|[A-Za-z\u0370-\u03FF])[A-Za-z\u0370-\u03FF0-9₀-₉]*(?:_(?:\{[A-Za-z\u0370-\u03FF0-9, ]+\}|[A-Za-z\u0370-\u03FF0-9]+))*'*/;

/**
 * The one spelling of a name: Greek letters by name, subscripts after a low line.
 *
 * @param spelled - as written: `σ_1`, `\sigma_{1}`, `sigma₁`
 * @returns `sigma_1`
 */
export function normalName(spelled: string): string {
  return spelled
    .replaceAll('\\', '')
    .replace(/[\u0370-\u03FF]/g, (letter) => GREEK[letter] ?? letter)
    .replace(
      /[₀-₉]+/g,
      (digits) => `_${[...digits].map((digit) => SUBSCRIPTS.indexOf(digit)).join('')}`,
    )
    .replace(/\{([^}]*)\}/g, (_, inner: string) => inner.replace(/[, ]+/g, '_'));
}

/**
 * A name in LaTeX: `w14` and `w_14` as `w_{14}`, `sigma_1` as `\sigma_{1}`, longer words upright.
 *
 * @param name - in its one spelling
 * @returns LaTeX
 */
export function nameLatex(name: string): string {
  const primes = /'*$/.exec(name)?.[0] ?? '';
  const [head = '', ...low] = name.slice(0, name.length - primes.length).split('_');
  const digits = /\d*$/.exec(head)?.[0] ?? '';
  const letters = head.slice(0, head.length - digits.length);
  const subscripts = [digits, ...low].filter((part) => part !== '').map(wordLatex);
  const below = subscripts.length > 0 ? `_{${subscripts.join(',')}}` : '';
  return `${wordLatex(letters)}${below}${primes}`;
}

function wordLatex(word: string): string {
  if (greekNames().has(word)) return `\\${word}`;
  const [, letters, digits] = /^([A-Za-z]+)(\d+)$/.exec(word) ?? [];
  if (letters !== undefined) return `${wordLatex(letters)}${digits}`;
  return /^([A-Za-z]|\d+)$/.test(word) ? word : `\\mathrm{${word}}`;
}
