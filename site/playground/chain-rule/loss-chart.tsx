// The loss after each step of gradient descent, as a small chart.

/** What it shows. */
export interface LossChartProps {
  /** The name of the loss. */
  readonly name: string;
  /** At first and after each step. */
  readonly losses: readonly number[];
}

const [WIDTH, HEIGHT] = [320, 140];
/** Room for the numbers. */
const [LEFT, BELOW, RIM] = [64, 34, 10];

/** The chart. Colours are those of the page. */
export function LossChart({ name, losses }: LossChartProps) {
  const finite = losses.filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...finite), Math.max(...finite)];
  const span = high - low || 1;
  const x = (i: number): number => LEFT + (WIDTH * i) / Math.max(1, losses.length - 1);
  const y = (loss: number): number => RIM + HEIGHT * (1 - (loss - low) / span);
  const places = finite.map((loss, i) => [x(i), y(loss)] as const);
  const words = `${name} begins at ${short(losses[0]!)} and is ${short(finite.at(-1)!)} after ${finite.length - 1} steps.`;
  return (
    <svg
      class="loss-chart"
      viewBox={`0 0 ${LEFT + WIDTH + RIM} ${HEIGHT + RIM + BELOW}`}
      role="img"
      aria-label={`The loss over the steps: ${words}`}
    >
      <path class="frame" d={`M${LEFT} ${RIM}V${RIM + HEIGHT}H${LEFT + WIDTH}`} fill="none" />
      <text x={LEFT - 6} y={RIM + 5} text-anchor="end">
        {short(high)}
      </text>
      <text x={LEFT - 6} y={RIM + HEIGHT + 2} text-anchor="end">
        {short(low)}
      </text>
      <text x={LEFT} y={RIM + HEIGHT + 18} text-anchor="middle">
        0
      </text>
      <text x={LEFT + WIDTH} y={RIM + HEIGHT + 18} text-anchor="end">
        {losses.length - 1}
      </text>
      <text x={LEFT + WIDTH / 2} y={RIM + HEIGHT + 26} text-anchor="middle">
        steps
      </text>
      <path
        class="curve"
        d={`M${places.map((place) => place.map(round).join(' ')).join('L')}`}
        fill="none"
      />
      {places.length <= 41 &&
        places.map(([cx, cy], i) => <circle key={i} cx={round(cx)} cy={round(cy)} r="2.5" />)}
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A number of few digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}
