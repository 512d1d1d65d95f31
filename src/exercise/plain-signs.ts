// Typographic signs and LaTeX, in numbers as students type or paste them, become those of a keyboard.

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const FRACTIONS: { readonly [sign: string]: string } = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅙': '1/6',
  '⅛': '1/8',
};

/** Letters and digits of East Asian width lie so far from those of a keyboard. */
const WIDE = 0xfee0;

/**
 * A number in the signs of a keyboard: `−` becomes `-`, `\frac{1}{3}` becomes `((1)/(3))`, `10⁻³` becomes `10^(-3)`.
 *
 * @param text - what a student typed
 * @returns the same without typographic signs and LaTeX
 */
export function plainSigns(text: string): string {
  return withoutBraces(plainCharacters(text))
    .replace(/\\(?:left|right|displaystyle|q?quad|[,;!: ]|mathrm|text|operatorname)/g, ' ')
    .replace(/\\(?:cdot|times)/g, '*')
    .replace(/\\%/g, '%')
    .replace(/\\infty/g, 'inf')
    .replace(/\\[()[\]]/g, ' ')
    .replace(/\\(?=[a-z])/gi, ' ')
    .replaceAll('{', '(')
    .replaceAll('}', ')')
    .replace(/[$~]/g, ' ')
    .replace(/[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (power) => `^(${[...power].map(digitOf).join('')})`)
    .replace(/(\d*)\s*([½⅓⅔¼¾⅕⅙⅛])/g, (_, whole: string, sign: string) =>
      whole === '' ? `(${FRACTIONS[sign]})` : `(${whole}+${FRACTIONS[sign]})`,
    )
    .replace(/√\s*(\d+(?:\.\d+)?)/g, ' sqrt($1)')
    .replaceAll('√', ' sqrt')
    .replaceAll('∞', 'inf')
    .replaceAll('π', ' pi ')
    .replace(/^\s*\+|\(\s*\+/g, (sign) => sign.replace('+', ''))
    .replace(/[·⋅×∙•]/g, '*')
    .replace(/(\d)\s*x\s*(?=10\s*\^)/gi, '$1*')
    .replaceAll('**', '^')
    .replace(/[÷∶⁄∕]/g, '/')
    .replace(/\s+/g, ' ');
}

/** Hyphens, marks without a width and wide letters, as they come along with pasted text; the comma of LaTeX. */
export function plainCharacters(text: string): string {
  return text
    .replace(/\\(?:approx|simeq|approxeq)(?![a-z])/g, '≈')
    .replace(/\\l?dots(?![a-z])/g, '…')
    .replace(/[\u200B-\u200F\u2060\uFEFF]/g, '')
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - WIDE))
    .replace(/[−–—‐‑‒﹣]/g, '-')
    .replaceAll('{,}', ',');
}

/** Fractions, roots, powers and words in braces, from the inside out. */
function withoutBraces(text: string): string {
  const next = text
    .replace(/\^\s*\{?\s*\\circ(?![a-z])\s*\}?/g, '°')
    .replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '(($1)/($2))')
    .replace(/\\[dt]?frac\s*(\d)\s*(\d)/g, '(($1)/($2))')
    .replace(/\\sqrt\s*(?:\{([^{}]*)\}|(\d)(?![\d.]))/g, ' sqrt($1$2)')
    .replace(/\\(?:boxed|num)\s*\{([^{}]*)\}/g, '($1)')
    .replace(/\\(?:math(?:rm|bf|it)|text(?:rm|bf|it)?|mbox|operatorname)\s*\{([^{}]*)\}/g, ' $1 ')
    .replace(/([\^_])\s*\{([^{}]*)\}/g, '$1($2)');
  return next === text ? text : withoutBraces(next);
}

function digitOf(sign: string): string {
  if (sign === '⁺') return '';
  return sign === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(sign));
}
