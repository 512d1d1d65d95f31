// Spaces in the formulas of the playground.
import { describe, expect, it } from 'vitest';
import { formulaHtml } from '../../site/playground/work/derivation-html.js';

const THIN = '<mspace width="0.1667em"></mspace>';
const MINUS = '<mo form="prefix" lspace="0" rspace="0">−</mo>';

describe('formulaHtml', () => {
  it('sets names of functions apart from factors, not from parentheses', () => {
    expect(formulaHtml('p \\ln q')).toContain(
      `<mi>p</mi>${THIN}<mi>ln</mi><mo>\u2061</mo>${THIN}<mi>q</mi>`,
    );
    expect(formulaHtml('\\ln (q)')).not.toContain('mspace');
    expect(formulaHtml('\\max_j b')).toContain(`</msub>${THIN}<mi>b</mi>`);
  });

  it('sets a sign close to its number, a difference apart', () => {
    expect(formulaHtml('x = -2')).toContain(`${MINUS}<mn>2</mn>`);
    expect(formulaHtml('2 \\cdot \\left(-2\\right)')).toContain(`${MINUS}<mn>2</mn>`);
    expect(formulaHtml('(a) - 2')).not.toContain('prefix');
    expect(formulaHtml('a - 2')).not.toContain('prefix');
  });

  it('has bars that WebKit draws, and no gap after ∂ in Firefox', () => {
    const bar = (inner: string) => `<mover>${inner}<mtext>–</mtext></mover>`;
    expect(formulaHtml('\\bar w')).toContain(bar('<mi>w</mi>'));
    expect(formulaHtml('\\bar{\\mathbf{x}}_2')).toContain(bar('<mi mathvariant="bold">x</mi>'));
    expect(formulaHtml('\\sqrt{\\bar\\alpha_{3}}')).toContain(bar('<mi>α</mi>'));
    expect(formulaHtml('\\frac{\\partial L}{\\partial w}')).toContain('<mi>∂</mi><mi>L</mi>');
  });

  it('stretches parentheses around what is tall only', () => {
    expect(formulaHtml('\\left(\\left(a\\right) b\\right)')).not.toContain('fence');
    expect(formulaHtml('\\left(\\frac{a}{b}\\right)')).toContain('fence="true"');
  });

  it('holds nothing that a strict policy refuses', () => {
    expect(formulaHtml('\\begin{pmatrix} 1 & -2 \\\\ 3 & 4 \\end{pmatrix}')).not.toContain(
      ' style=',
    );
  });
});
