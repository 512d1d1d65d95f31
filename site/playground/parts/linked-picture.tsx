// A picture whose places can be pointed at, by pointer, finger or arrow keys.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Direction, nextPlace, type Place } from './next-place.js';

/** A place in a picture, in the picture's own units. */
export interface Target extends Place {
  /** What the page knows it by. */
  readonly key: string;
  /** What it is called. */
  readonly label: string;
}

/** What the picture is told. */
export interface LinkedPictureProps {
  /** An SVG of fovea/plot. */
  readonly svg: string;
  /** What its places are called together. */
  readonly label: string;
  /** Finds the places in the picture. The same function as long as they are called the same. */
  readonly targetsIn: (svg: SVGSVGElement) => readonly Target[];
  /** The place that is chosen. */
  readonly chosen: string | undefined;
  /** Places to be marked. */
  readonly marked: ReadonlySet<string>;
  /** Hears which place is under the pointer or has the focus; undefined when it is left. */
  readonly onPoint: (key: string | undefined) => void;
  /** Hears which place is chosen: clicked, or Enter. */
  readonly onChoose: (key: string) => void;
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** The picture. One of its places is in the order of the Tab key; arrows lead to the others. */
export function LinkedPicture(props: LinkedPictureProps) {
  const { svg, label, targetsIn, chosen, marked, onPoint, onChoose } = props;
  const place = useRef<HTMLDivElement>(null);
  const buttons = useRef<HTMLFieldSetElement>(null);
  const [found, setFound] = useState<{ targets: readonly Target[]; box: Place }>();
  const [at, setAt] = useState<string>();

  useLayoutEffect(() => {
    const root = place.current;
    if (!root) return;
    root.innerHTML = svg;
    const picture = root.querySelector('svg');
    if (!picture) return;
    const { x, y, width, height } = picture.viewBox.baseVal;
    setFound({ targets: targetsIn(picture), box: { x, y, width, height } });
  }, [svg, targetsIn]);

  // Marks in the picture itself: a place may be more than its box, such as an arrow with its label.
  useEffect(() => {
    for (const element of place.current?.querySelectorAll('[data-step]') ?? []) {
      const step = element.getAttribute('data-step') ?? '';
      element.classList.toggle('marked', marked.has(step));
      element.classList.toggle('chosen', step === chosen);
    }
  }, [found, marked, chosen]);

  const targets = found?.targets ?? [];
  const box = found?.box ?? { x: 0, y: 0, width: 1, height: 1 };
  const entry = [at, chosen, targets[0]?.key].find((key) => targets.some((it) => it.key === key));
  const percent = (value: number, whole: number): string => `${(100 * value) / whole}%`;
  const move = (event: KeyboardEvent, from: Target): void => {
    const direction = DIRECTIONS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const next = nextPlace(targets, from, direction);
    const index = next ? targets.indexOf(next) : -1;
    buttons.current?.querySelectorAll('button')[index]?.focus();
  };
  return (
    <div class="linked">
      <div class="drawn" ref={place} />
      <fieldset ref={buttons} aria-label={label} onPointerLeave={() => onPoint(undefined)}>
        {targets.map((target) => (
          <button
            type="button"
            key={target.key}
            data-target={target.key}
            aria-label={target.label}
            aria-pressed={target.key === chosen}
            class={marked.has(target.key) ? 'marked' : ''}
            tabIndex={target.key === entry ? 0 : -1}
            style={{
              left: percent(target.x - box.x, box.width),
              top: percent(target.y - box.y, box.height),
              width: percent(target.width, box.width),
              height: percent(target.height, box.height),
            }}
            onPointerEnter={() => onPoint(target.key)}
            onFocus={() => {
              setAt(target.key);
              onPoint(target.key);
            }}
            onBlur={() => onPoint(undefined)}
            onClick={() => onChoose(target.key)}
            onKeyDown={(event) => move(event, target)}
          />
        ))}
      </fieldset>
    </div>
  );
}
