// The derivation as HTML. Heads of given queries, keys and values are derived one by one, and put side by side at the end.
import {
  type ExplainAttentionOptions,
  explainMultiHeadAttention,
  explainScaledDotProductAttention,
} from 'fovea/attention';
import { createDerivation, type Derivation, refer } from 'fovea/derivation';
import { derivationHtml } from '../work/derivation-html.js';
import { type Head, headsOf } from './heads.js';
import type { Matrices } from './input.js';

type Rows = readonly (readonly number[])[];

/** The heads, their derivation, and what comes out for the queries that are worked out. */
export interface Derived {
  readonly parts: readonly Head[];
  readonly html: string;
  readonly output: Rows;
}

/**
 * Derives attention.
 *
 * @param matrices - as given
 * @param heads - how many
 * @param options - mask, scale, names, and what is worked out
 */
export function deriveAttention(
  matrices: Matrices,
  heads: number,
  options: ExplainAttentionOptions,
): Derived {
  if (matrices.kind === 'projected') {
    const { x, wq, wk, wv, wo } = matrices;
    const parameters = { wq, wk, wv, ...(wo && { wo }) };
    // First, so that it is the library that says which matrix does not fit.
    const whole = shown(explainMultiHeadAttention(x, parameters, { ...options, heads }));
    return { parts: headsOf(matrices, heads), ...whole };
  }
  const parts = headsOf(matrices, heads);
  const derivations = parts.map(({ q, k, v }) =>
    explainScaledDotProductAttention(q, k, v, options),
  );
  if (heads === 1) return { parts, ...shown(derivations[0]!) };
  const pages = derivations.map((derivation, i) => {
    const title = `Head ${i + 1}: ${columnsOf(parts, i)}`;
    return marked(derivationHtml({ ...derivation, title } as Derivation, OPEN), `head-${i + 1}-`);
  });
  const joined = joinedOf(derivations.map(outputOf));
  return {
    parts,
    html: [...pages, derivationHtml(joined as Derivation, OPEN)].join('\n'),
    output: joined.result,
  };
}

const OPEN = { open: 1 };

type Explained = ReturnType<typeof explainMultiHeadAttention>;

function shown(derivation: Explained): Pick<Derived, 'html' | 'output'> {
  return {
    html: derivationHtml(derivation as Derivation, OPEN),
    output: outputOf(derivation),
  };
}

function outputOf({ result: { output } }: Explained): Rows {
  const [rows = 0, columns = 0] = output.shape;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_unused, j) => output.get(i, j)),
  );
}

/** Which columns of the matrices a head has, in words. */
function columnsOf(heads: readonly Head[], at: number): string {
  const words = (width: number): string =>
    width === 1 ? `column ${at + 1}` : `columns ${at * width + 1} to ${(at + 1) * width}`;
  const { q, v } = heads[at]!;
  const [d, e] = [q[0]!.length, v[0]!.length];
  return d === e ? `${words(d)} of Q, K and V` : `${words(d)} of Q and K, ${words(e)} of V`;
}

/** The heads' outputs beside each other. */
function joinedOf(outputs: readonly Rows[]): Derivation<Rows> {
  const formula = `O = \\left(${outputs.map((_, i) => `O_{${i + 1}}`).join('\\;\\; ')}\\right)`;
  const result = outputs[0]!.map((_, row) => outputs.flatMap((output) => output[row]!));
  return createDerivation<Rows>({
    topic: 'attention',
    title: 'The heads side by side',
    given: outputs.map((value, i) => ({
      id: `output-of-head-${i + 1}`,
      symbol: `O_{${i + 1}}`,
      title: `What comes out of head ${i + 1}`,
      value,
    })),
    steps: [
      {
        id: 'joined',
        symbol: 'O',
        title: 'Put the heads side by side',
        formula,
        // The same as the formula: the numbers put in are the value.
        substitution: formula,
        check: {
          list: result.map((_, row) => ({
            list: outputs.flatMap((output, head) =>
              output[row]!.map((_unused, column) =>
                refer(`output-of-head-${head + 1}`, [row, column]),
              ),
            ),
          })),
        },
        value: result,
      },
    ],
    result,
    answer: refer('joined'),
    sources: [],
  });
}

const NAMES = / (data-step|data-cell)="|(&quot;id&quot;:&quot;)/g;

/** Names of steps and quantities with the head in front, so that those of several heads stand in one page. */
function marked(html: string, prefix: string): string {
  return html.replace(NAMES, (found) => found + prefix);
}
