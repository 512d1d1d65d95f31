// What all views have in common.
import { startWork } from '../work/start.js';
import type { Outcome } from '../work/use-work.js';
import type { PhotoJobs } from '../workers/photo.worker.js';
import type { Change, PhotoState } from './fields.js';
import type { Photo } from './load.js';
import type { Pixels } from './pixels.js';
import type { Source } from './use-source.js';

/** The worker that finds things. */
export const work = startWork<PhotoJobs>('photo');

/** What a view is told. */
export interface ViewProps {
  readonly source: Source;
  readonly photo: Photo;
  readonly state: PhotoState;
  readonly change: Change;
  readonly reset: () => void;
}

/** Colours of what is drawn: bright over a dark rim, seen on any picture. */
export const COLOURS = {
  mark: '#ffe100',
  picked: '#ff5ca8',
  rim: '#000a',
  inlier: '#56b4e9',
  outlier: '#ff9d3c',
} as const;

/**
 * The pixels to show, and whether the output is about them. A moving picture shows the frame that was worked on;
 * a new photo is shown at once, before anything is known of it.
 */
export function shownPixels<I extends { readonly pixels: Pixels }>(
  { photo, source }: ViewProps,
  found: Outcome<unknown, I>,
): { readonly pixels: Pixels; readonly current: boolean } {
  const worked = found.input?.pixels;
  const pixels = source.live && worked ? worked : photo.pixels;
  return { pixels, current: pixels === worked };
}

/** Strokes a path twice: a dark rim, and the colour over it. */
export function strokeRimmed(
  context: CanvasRenderingContext2D,
  path: Path2D,
  colour: string,
  line: number,
): void {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.strokeStyle = COLOURS.rim;
  context.lineWidth = 2.4 * line;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.stroke(path);
}

/** Milliseconds in words. */
export function inTime(milliseconds: number): string {
  return milliseconds < 995
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A number of things. */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
