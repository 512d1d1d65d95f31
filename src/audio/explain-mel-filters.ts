// The steps from the power in the bins to the logarithm of the energy in the bands.
import type { StepDraft } from '../derivation/create-derivation.js';
import type { StepExpression } from '../derivation/expression-types.js';
import { refer, stepOperations } from '../derivation/operations.js';
import { alone } from '../derivation/phrases.js';
import { type MelPlan, melCorners, melWeights } from './mel-filterbank.js';
import { toMel } from './mel-scale.js';

/** Steps with the ids "frequencies" to "log-mel". */
export function filterSteps(fn: string, plan: MelPlan, result: readonly number[]): StepDraft[] {
  const { add, divide, log, matmul, maximum, multiply, subtract } = stepOperations;
  const { bands, fftSize, sampleRate } = plan;
  const bins = fftSize / 2 + 1;
  const all = Array.from({ length: bands }, (_, b) => b);
  const corners = Array.from(melCorners(plan));
  const [low, high] = [toMel(plan.fMin, plan.scale), toMel(plan.fMax, plan.scale)];
  const weights = melWeights(fn, plan);
  const rows = all.map((b) => Array.from(weights.subarray(b * bins, (b + 1) * bins)));
  const numbers = (count: number): StepExpression => ({
    list: Array.from({ length: count }, (_, i) => i),
  });
  return [
    {
      id: 'frequencies',
      symbol: '\\nu',
      title: 'The frequencies of the bins, in hertz',
      formula: `\\nu_k = \\frac{k f_s}{${fftSize}}`,
      check: divide(multiply(numbers(bins), refer('rate')), fftSize),
      value: Array.from({ length: bins }, (_, k) => (k * sampleRate) / fftSize),
    },
    melStep('mel-low', 'm_{\\min}', 'The lower end in mel', 'low', plan, low),
    melStep('mel-high', 'm_{\\max}', 'The upper end in mel', 'high', plan, high),
    {
      id: 'mels',
      symbol: 'm',
      title: `Corners at equal steps in mel: ${bands + 2} for ${bands === 1 ? 'one triangle' : `${bands} triangles`}`,
      formula: `m_i = m_{\\min} + \\frac{i}{${bands + 1}} (m_{\\max} - m_{\\min})`,
      check: add(
        refer('mel-low'),
        multiply(
          divide(numbers(bands + 2), bands + 1),
          subtract(refer('mel-high'), refer('mel-low')),
        ),
      ),
    },
    {
      id: 'corners',
      symbol: 'f',
      title: 'The corners in hertz',
      ...alone(cornerFormula(plan)),
      check: cornerCheck(plan),
      value: corners,
    },
    ...all.map((b) => filterStep(b, plan, rows[b]!)),
    {
      id: 'filters',
      symbol: 'M',
      title: 'The filters, one a row',
      ...alone('M_{ik}'),
      check: { list: all.map((b) => refer(`filter-${b}`)) },
      value: rows,
    },
    {
      id: 'energies',
      symbol: 'S',
      title: 'The energy in each band',
      formula: 'S_i = \\sum_k M_{ik} P_k',
      check: matmul(refer('filters'), refer('power')),
    },
    {
      id: 'log-mel',
      symbol: 'L',
      title: 'Its natural logarithm, for ears and networks count in factors',
      formula: 'L_i = \\ln \\max(S_i, \\varepsilon)',
      check: log(maximum(refer('energies'), refer('floor'))),
      value: result,
    },
  ];
}

/** One end of the filters on the mel scale. */
function melStep(
  id: string,
  symbol: string,
  title: string,
  from: 'low' | 'high',
  plan: MelPlan,
  value: number,
): StepDraft {
  const { add, divide, log, multiply } = stepOperations;
  const hertz = refer(from);
  if (plan.scale === 'htk') {
    return { id, symbol, title, check: multiply(2595, log(add(1, divide(hertz, 700)), 10)), value };
  }
  return (from === 'low' ? plan.fMin : plan.fMax) < 1000
    ? {
        id,
        symbol,
        title: `${title}: below 1000 Hz it is linear`,
        check: divide(multiply(3, hertz), 200),
        value,
      }
    : {
        id,
        symbol,
        title: `${title}: from 1000 Hz on, 27 mel for each factor of 6.4`,
        check: add(15, multiply(27, log(divide(hertz, 1000), 6.4))),
        value,
      };
}

function cornerFormula({ scale }: MelPlan): string {
  return scale === 'htk'
    ? 'f_i = 700 \\left(10^{m_i / 2595} - 1\\right)'
    : 'f_i = \\begin{cases} 200 m_i / 3 & m_i < 15 \\\\ 1000 \\cdot 6.4^{(m_i - 15) / 27} & \\text{else} \\end{cases}';
}

function cornerCheck({ scale }: MelPlan): StepExpression {
  const { choose, divide, less, multiply, power, subtract } = stepOperations;
  const mel = refer('mels');
  if (scale === 'htk') return multiply(700, subtract(power(10, divide(mel, 2595)), 1));
  const high = multiply(1000, power(6.4, divide(subtract(mel, 15), 27)));
  return choose(less(mel, 15), divide(multiply(200, mel), 3), high);
}

/** One triangle. */
function filterStep(b: number, { norm }: MelPlan, value: readonly number[]): StepDraft {
  const { divide, maximum, minimum, multiply, subtract } = stepOperations;
  const corner = (i: number): StepExpression => refer('corners', [b + i], `f_${b + i}`);
  const nu = refer('frequencies');
  const share = maximum(
    0,
    minimum(
      divide(subtract(nu, corner(0)), subtract(corner(1), corner(0))),
      divide(subtract(corner(2), nu), subtract(corner(2), corner(1))),
    ),
  );
  const height = divide(2, subtract(corner(2), corner(0)));
  const [f, g, h] = [b, b + 1, b + 2].map((i) => `f_${i}`);
  const scaled = norm === 'slaney' ? `\\frac{2}{${h} - ${f}} ` : '';
  return {
    id: `filter-${b}`,
    symbol: `M_${b + 1}`,
    title: `Filter ${b + 1}: a triangle over the bins${norm === 'slaney' ? ', with an area of 1' : ''}`,
    ...alone(
      `M_{${b + 1},k} = ${scaled}\\max\\left(0, \\min\\left(\\frac{\\nu_k - ${f}}{${g} - ${f}}, \\frac{${h} - \\nu_k}{${h} - ${g}}\\right)\\right)`,
    ),
    check: norm === 'slaney' ? multiply(height, share) : share,
    value: [...value],
  };
}
