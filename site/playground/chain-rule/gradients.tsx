// All derivatives, beside those by central differences.
import { Html } from '../parts/html.js';
import type { CheckedGradient } from './work.js';

/** What the table is told. */
export interface GradientsProps {
  readonly gradients: readonly CheckedGradient[];
  readonly by: string;
  readonly onChoose: (name: string) => void;
}

/** The table. */
export function Gradients({ gradients, by, onChoose }: GradientsProps) {
  const worst = gradients.reduce((most, one) => Math.max(most, errorOf(one)), 0);
  return (
    <section aria-labelledby="gradients-title">
      <h2 id="gradients-title">Checked by differences</h2>
      <p>
        Each derivative beside (L(u + h) − L(u − h)) / 2h, which knows nothing of the chain rule.{' '}
        {worst < AGREES
          ? 'They agree.'
          : 'They do not agree everywhere: there may be a kink, such as that of relu, or a very steep place.'}
      </p>
      <div class="scrolls">
        <table>
          <thead>
            <tr>
              <th scope="col">derivative</th>
              <th scope="col">chain rule</th>
              <th scope="col">differences</th>
              <th scope="col">apart</th>
            </tr>
          </thead>
          <tbody>
            {gradients.map((gradient) => (
              <tr key={gradient.name} class={gradient.name === by ? 'shown' : ''}>
                <th scope="row">
                  <button
                    type="button"
                    class="plain"
                    title={`Work out the derivative by ${gradient.name}`}
                    onClick={() => onChoose(gradient.name)}
                  >
                    <Html html={gradient.formula} inline />
                  </button>
                </th>
                <td>{digits(gradient.value)}</td>
                <td>{digits(gradient.difference)}</td>
                <td>{errorOf(gradient).toExponential(0).replace('-', '−')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Central differences are exact to about this much. */
const AGREES = 1e-6;

/** How far the two are apart, measured by their size where that is above 1. */
function errorOf({ value, difference }: CheckedGradient): number {
  return Math.abs(value - difference) / Math.max(1, Math.abs(value));
}

/** A number with the digits that both ways have. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(7))).replace('-', '−');
}
