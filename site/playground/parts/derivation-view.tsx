// A derivation on the page: steps that open and close, and what a step looks at, marked here and told to the page.
import type { StepReferral } from 'fovea/derivation';
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import { letScroll } from './let-scroll.js';

/** What the view is told. */
export interface DerivationViewProps {
  /** What `derivationHtml` gave in the worker. */
  readonly html: string;
  /** Hears what the step under the pointer or with the focus looks at; nothing when it is left. */
  readonly onRefer?: (refers: readonly StepReferral[], step: string | undefined) => void;
  /** Hears which number is under the pointer: `g.0.2`, or undefined when it is left. */
  readonly onCell?: (cell: string | undefined) => void;
}

/** A derivation. */
export function DerivationView({ html, onRefer, onCell }: DerivationViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<Element | null>(null);

  useLayoutEffect(() => {
    const root = place.current;
    if (!root) return undefined;
    const open = new Map(
      Array.from(root.querySelectorAll<HTMLDetailsElement>('details[data-step]'), (it) => [
        it.dataset['step'],
        it.open,
      ]),
    );
    root.innerHTML = html;
    shown.current = null;
    for (const element of root.querySelectorAll<HTMLElement>('[data-style]')) {
      element.style.cssText = element.dataset['style'] ?? '';
    }
    // What the reader has opened or closed stays so when a number changes.
    for (const step of root.querySelectorAll<HTMLDetailsElement>('details[data-step]')) {
      step.open = open.get(step.dataset['step']) ?? step.open;
    }
    letScroll(root);
    // Only what stands open has a width; this event does not bubble.
    const hear = (event: Event): void => letScroll(event.target as Element);
    root.addEventListener('toggle', hear, true);
    return () => root.removeEventListener('toggle', hear, true);
  }, [html]);

  const point = useCallback(
    (target: EventTarget | null) => {
      const root = place.current;
      if (!root) return;
      const element = target instanceof Element ? target : null;
      onCell?.(element?.closest('[data-cell]')?.getAttribute('data-cell') ?? undefined);
      const step = element?.closest('[data-step]') ?? null;
      if (step === shown.current) return;
      shown.current = step;
      const refers = refersOf(step);
      mark(root, refers);
      onRefer?.(refers, step?.getAttribute('data-step') ?? undefined);
    },
    [onRefer, onCell],
  );

  const openAll = (open: boolean): void => {
    for (const step of place.current?.querySelectorAll('details') ?? []) step.open = open;
  };

  return (
    <div class="derivation">
      <div class="buttons">
        <button type="button" onClick={() => openAll(true)}>
          Open all steps
        </button>
        <button type="button" onClick={() => openAll(false)}>
          Close all
        </button>
      </div>
      {/* Keys reach the steps themselves, whose summaries take the focus. */}
      <div
        ref={place}
        onPointerOver={(event) => point(event.target)}
        onPointerLeave={() => point(null)}
        onFocusIn={(event) => point(event.target)}
        onFocusOut={() => point(null)}
      />
    </div>
  );
}

function refersOf(step: Element | null): readonly StepReferral[] {
  const text = step?.getAttribute('data-refers');
  return text ? (JSON.parse(text) as StepReferral[]) : [];
}

/** Marks the numbers that a step looks at, wherever they stand. */
function mark(root: Element, refers: readonly StepReferral[]): void {
  for (const element of root.querySelectorAll('.referred')) element.classList.remove('referred');
  const whole = new Set(refers.filter(({ cells }) => cells === undefined).map(({ id }) => id));
  const single = new Set(
    refers.flatMap(({ id, cells = [] }) => cells.map((cell) => [id, ...cell].join('.'))),
  );
  if (whole.size + single.size === 0) return;
  for (const element of root.querySelectorAll('[data-cell]')) {
    const cell = element.getAttribute('data-cell') ?? '';
    if (single.has(cell) || whole.has(cell.split('.')[0]!)) element.classList.add('referred');
  }
}
