// Spaces and bars in KaTeX's MathML, which leaves them to the browser; browsers set them unlike TeX.

const THIN = '<mspace width="0.1667em"></mspace>';

/** TeX sets a thin space on either side of names such as "ln"; in MathML only that before a parenthesis is right. */
const FACTOR_BEFORE_NAME =
  /(<\/(?:mi|mn|msub|msup|msubsup|mfrac|msqrt|mrow)>|\)<\/mo>)(?=(?:<msub><mrow>)?<mi[^>]*>[A-Za-z]{2,}<\/mi><mo>\u2061<\/mo>)/g;
const NAME_BEFORE_FACTOR = /(<mo>\u2061<\/mo>)(?=<m(?!o))/g;
const LIMITS_BEFORE_FACTOR =
  /(<msub><mrow><mi>[A-Za-z]+<\/mi><mo>\u2061<\/mo><\/mrow>(?:(?!<\/?msub>).)*<\/msub>)(?=<m(?!o))/g;

/** A minus after another sign belongs to the number behind it. */
const SIGN = /(<mo[^>]*>(?![)\]}|!′\u2061])[^<]+<\/mo>(?:<mspace[^>]*><\/mspace>)?)<mo>−<\/mo>/g;

/** Parentheses around a line need no stretching, for which fonts have wider ones. */
const AROUND_A_LINE =
  /<mo fence="true">([([])<\/mo>((?:(?!<mo fence|<mfrac|<mtable|<munder|<mover|<msqrt).)*)<mo fence="true">([)\]])<\/mo>/g;
const DEEPEST = 6;

/**
 * A bar that every browser draws, close above its letter: WebKit stretches those of KaTeX to nothing, and sets a
 * macron a line too high.
 */
const BAR =
  /<mover accent="true">(<(m[in])(?: [^>]*)?>[^<]*<\/\2>|<mrow>(?:(?!<\/?mrow>).)*<\/mrow>)<mo[^>]*>[ˉ‾]<\/mo><\/mover>/g;

/** Firefox sets an upright letter apart from what follows; TeX has this one slanted. */
const PARTIAL = /<mi mathvariant="normal">∂<\/mi>/g;

/**
 * MathML with the spaces of TeX.
 *
 * @param html - with MathML as KaTeX writes it
 */
export function tidyMathml(html: string): string {
  let tidy = html
    .replace(FACTOR_BEFORE_NAME, `$1${THIN}`)
    .replace(NAME_BEFORE_FACTOR, `$1${THIN}`)
    .replace(LIMITS_BEFORE_FACTOR, `$1${THIN}`)
    .replace(BAR, '<mover>$1<mtext>–</mtext></mover>')
    .replace(PARTIAL, '<mi>∂</mi>')
    .replace(SIGN, '$1<mo form="prefix" lspace="0" rspace="0">−</mo>');
  for (let i = 0; i < DEEPEST; i++) {
    tidy = tidy.replace(
      AROUND_A_LINE,
      '<mo stretchy="false">$1</mo>$2<mo stretchy="false">$3</mo>',
    );
  }
  return tidy;
}
