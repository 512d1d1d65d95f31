// LaTeX's commands as characters of a terminal, with the part they play in a line.
import { once } from '../core/once.js';

/** The part that a character plays, which decides the space around it. */
export type Role =
  | 'ordinary'
  | 'operator'
  | 'relation'
  | 'punctuation'
  | 'open'
  | 'close'
  | 'function'
  | 'space';

/** Every command that stands for characters. */
export const commands: () => Signs = /* @__PURE__ */ once(createCommands);

type Signs = ReadonlyMap<string, readonly [text: string, role: Role]>;

function createCommands(): Signs {
  const greek: { readonly [name: string]: string } = {
    alpha: 'α',
    beta: 'β',
    gamma: 'γ',
    delta: 'δ',
    epsilon: 'ϵ',
    varepsilon: 'ε',
    zeta: 'ζ',
    eta: 'η',
    theta: 'θ',
    vartheta: 'ϑ',
    iota: 'ι',
    kappa: 'κ',
    lambda: 'λ',
    mu: 'μ',
    nu: 'ν',
    xi: 'ξ',
    pi: 'π',
    rho: 'ρ',
    sigma: 'σ',
    tau: 'τ',
    upsilon: 'υ',
    phi: 'ϕ',
    varphi: 'φ',
    chi: 'χ',
    psi: 'ψ',
    omega: 'ω',
    Gamma: 'Γ',
    Delta: 'Δ',
    Theta: 'Θ',
    Lambda: 'Λ',
    Xi: 'Ξ',
    Pi: 'Π',
    Sigma: 'Σ',
    Phi: 'Φ',
    Psi: 'Ψ',
    Omega: 'Ω',
  };

  const words: { readonly [role in Role]: { readonly [name: string]: string } } = {
    ordinary: {
      ...greek,
      infty: '∞',
      partial: '∂',
      nabla: '∇',
      ell: 'ℓ',
      top: 'T',
      prime: '′',
      circ: '°',
      forall: '∀',
      exists: '∃',
      emptyset: '∅',
      dots: '…',
      ldots: '…',
      cdots: '⋯',
      vdots: '⋮',
      ddots: '⋱',
      lnot: '¬',
      '#': '#',
      '%': '%',
      '&': '&',
      _: '_',
      $: '$',
      '|': '‖',
      textbackslash: '\\',
      textasciicircum: '^',
      textasciitilde: '~',
    },
    operator: {
      cdot: '·',
      times: '×',
      odot: '⊙',
      oslash: '⊘',
      oplus: '⊕',
      otimes: '⊗',
      pm: '±',
      mp: '∓',
      div: '÷',
      ast: '∗',
      land: '∧',
      lor: '∨',
      bmod: 'mod',
      cup: '∪',
      cap: '∩',
    },
    relation: {
      le: '≤',
      leq: '≤',
      ge: '≥',
      geq: '≥',
      ne: '≠',
      neq: '≠',
      approx: '≈',
      equiv: '≡',
      sim: '∼',
      propto: '∝',
      in: '∈',
      notin: '∉',
      subset: '⊂',
      subseteq: '⊆',
      to: '→',
      mapsto: '↦',
      leftarrow: '←',
      rightarrow: '→',
      Rightarrow: '⇒',
      implies: '⇒',
      iff: '⇔',
      Leftrightarrow: '⇔',
      mid: '|',
      parallel: '‖',
      ll: '≪',
      gg: '≫',
    },
    punctuation: {},
    open: { '{': '{', lbrace: '{', langle: '⟨', lfloor: '⌊', lceil: '⌈' },
    close: { '}': '}', rbrace: '}', rangle: '⟩', rfloor: '⌋', rceil: '⌉' },
    function: {
      sum: 'Σ',
      prod: 'Π',
      int: '∫',
      ln: 'ln',
      log: 'log',
      exp: 'exp',
      sin: 'sin',
      cos: 'cos',
      tan: 'tan',
      arctan: 'arctan',
      sinh: 'sinh',
      cosh: 'cosh',
      tanh: 'tanh',
      det: 'det',
      dim: 'dim',
      arg: 'arg',
      max: 'max',
      min: 'min',
      sup: 'sup',
      inf: 'inf',
      lim: 'lim',
    },
    space: { ',': ' ', ';': ' ', ':': ' ', ' ': ' ', '!': '', quad: '  ', qquad: '    ' },
  };
  return new Map(
    (Object.keys(words) as Role[]).flatMap((role) =>
      Object.entries(words[role]).map(([name, text]) => [name, [text, role]] as const),
    ),
  );
}

/** Characters that are no letters or digits. */
export const characterSigns: () => Signs = /* @__PURE__ */ once(
  () =>
    new Map<string, readonly [text: string, role: Role]>([
      ['+', ['+', 'operator']],
      ['-', ['−', 'operator']],
      ['*', ['∗', 'operator']],
      ['/', ['/', 'ordinary']],
      ['=', ['=', 'relation']],
      ['<', ['<', 'relation']],
      ['>', ['>', 'relation']],
      [':', [':', 'relation']],
      [',', [',', 'punctuation']],
      [';', [';', 'punctuation']],
      ['(', ['(', 'open']],
      ['[', ['[', 'open']],
      [')', [')', 'close']],
      [']', [']', 'close']],
      ['~', [' ', 'space']],
    ]),
);

const table = (from: string, to: string): (() => ReadonlyMap<string, string>) =>
  once(() => {
    const target = [...to];
    return new Map([...from].map((character, i) => [character, target[i]!]));
  });

/** Characters that exist raised. */
export const raisedSigns: () => ReadonlyMap<string, string> = /* @__PURE__ */ table(
  '0123456789+−=()abcdefghijklmnoprstuvwxyzT′∗',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ′*',
);

/** Characters that exist lowered. */
export const loweredSigns: () => ReadonlyMap<string, string> = /* @__PURE__ */ table(
  '0123456789+−=()aehijklmnoprstuvxβγρϕχ',
  '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ',
);

/** Marks that are put over a letter. */
export const ACCENTS: ReadonlyMap<string, string> = new Map([
  ['hat', '\u0302'],
  ['bar', '\u0304'],
  ['overline', '\u0304'],
  ['tilde', '\u0303'],
  ['vec', '\u20D7'],
  ['dot', '\u0307'],
]);
