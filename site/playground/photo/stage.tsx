// How each view is laid out: the picture with what was found and how fast, settings, more below; and the next frame.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CopyLink } from '../parts/copy-link.js';
import { saveFile } from '../parts/save.js';
import { Working } from '../parts/working.js';
import type { Outcome } from '../work/use-work.js';
import { type Draw, PhotoCanvas, type Placed } from './canvas.js';
import type { Place } from './pixels.js';
import type { Source } from './use-source.js';

/** What a view tells of its work. */
export interface StageProps {
  readonly source: Source;
  readonly found: Outcome<unknown>;
  /** Milliseconds that the work will take by experience. */
  readonly expected?: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly pictures: readonly Placed[];
  readonly draw: Draw;
  /** What was found, in a sentence; undefined where nothing is known yet. */
  readonly summary: string | undefined;
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  readonly onPick?: (place: Place) => void;
  /** Makes the SVG for saving. */
  readonly svg: () => Promise<string>;
  readonly fileName: string;
  readonly errorShown?: boolean;
  /** Puts all settings back. */
  readonly onReset: () => void;
  /** What can be set. Its heading has the id `settings`. */
  readonly controls: ComponentChildren;
  /** What comes below. */
  readonly children?: ComponentChildren;
}

/** The stage. */
export function Stage(props: StageProps) {
  const { source, found, summary, svg, fileName, children } = props;
  const { live, next } = source;
  const rate = useRate(found.output, live !== undefined);
  const [saving, setSaving] = useState('');

  // The next frame is sent off before this one is drawn, so that both are done at the same time.
  useLayoutEffect(() => {
    if (live && found.output && !found.busy && !found.cancelled) next();
  }, [live, found.output, found.busy, found.cancelled, next]);

  const save = async (): Promise<void> => {
    setSaving('Drawing …');
    try {
      saveFile(fileName, await svg(), 'image/svg+xml');
      setSaving('');
    } catch (error) {
      setSaving((error as Error).message);
    }
  };
  return (
    <div class="view">
      <div class="steer">
        <section class="stage" aria-label="What was found">
          <PhotoCanvas
            width={props.width}
            height={props.height}
            pictures={props.pictures}
            draw={props.draw}
            label={props.label}
            onPick={props.onPick}
          />
          <div class="outcome">
            {/* A moving picture would never stop talking. */}
            <p class="summary" {...(live ? { 'data-live': live } : { role: 'status' })}>
              {summary ?? ' '}
              {live && rate !== undefined && (
                <>
                  {' '}
                  <span data-rate={rate.toFixed(1)}>{Math.round(rate)} frames a second.</span>
                </>
              )}
            </p>
            <Working
              of={live && found.busy ? { ...found, busy: false } : found}
              expected={props.expected}
              errorShown={props.errorShown ?? false}
            />
          </div>
        </section>
        <section class="panel settings" aria-labelledby="settings">
          {props.controls}
        </section>
      </div>
      <div class="found">
        <div class="buttons">
          <button type="button" disabled={found.output === undefined} onClick={save}>
            Save as SVG
          </button>
          <CopyLink />
          <button type="button" onClick={props.onReset}>
            Reset
          </button>
          <span class="hint" role="status">
            {saving}
          </span>
        </div>
        {children}
      </div>
    </div>
  );
}

/** How many outputs came in the last second. */
function useRate(output: unknown, live: boolean): number | undefined {
  const times = useRef<number[]>([]);
  const last = useRef<unknown>(undefined);
  if (!live) times.current = [];
  else if (output !== last.current) {
    const now = performance.now();
    times.current = [...times.current.filter((time) => now - time < 1000), now];
  }
  last.current = output;
  const [first, ...rest] = times.current;
  return first === undefined || rest.length === 0
    ? undefined
    : (1000 * rest.length) / (rest.at(-1)! - first);
}
