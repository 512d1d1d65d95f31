// Pictures side by side, with something drawn over them.
import { useEffect, useRef } from 'preact/hooks';
import type { Pixels, Place } from './pixels.js';

/** A picture and where its upper left pixel stands. */
export interface Placed {
  readonly pixels: Pixels;
  readonly x: number;
  readonly y: number;
}

/** Draws over pictures, in their coordinates: pixel centres on whole numbers. `line` is a fine line's width there. */
export type Draw = (context: CanvasRenderingContext2D, line: number) => void;

/** What is drawn. */
export interface PhotoCanvasProps {
  readonly width: number;
  readonly height: number;
  readonly pictures: readonly Placed[];
  readonly draw: Draw;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** Hears where it is clicked; what that does must be possible by keys elsewhere. */
  readonly onPick?: ((place: Place) => void) | undefined;
  /** Another class than `photo`, which takes the room that there is in both directions. */
  readonly kind?: string;
}

/** Canvases with more pixels than these are slow to draw. */
const MOST_PIXELS = 4e6;

/** Pixels of the page below which a picture is small. */
const SMALL = 500;

/** The canvas. It has as many pixels as the screen shows of it, so that lines are fine. */
export function PhotoCanvas(props: PhotoCanvasProps) {
  const { width, height, pictures, draw, label, onPick, kind = 'photo' } = props;
  const ref = useRef<HTMLCanvasElement>(null);
  const plain = useRef<HTMLCanvasElement | undefined>(undefined);

  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const shown = canvas.clientWidth || width;
    const wanted = (shown * devicePixelRatio) / width;
    const scale = Math.min(Math.max(wanted, 1), Math.sqrt(MOST_PIXELS / (width * height)));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d')!;
    context.scale(canvas.width / width, canvas.height / height);
    plain.current ??= document.createElement('canvas');
    for (const { pixels, x, y } of pictures) {
      const { data, width: across, height: down } = pixels;
      if (plain.current.width !== across) plain.current.width = across;
      if (plain.current.height !== down) plain.current.height = down;
      plain.current.getContext('2d')!.putImageData(new ImageData(data, across, down), 0, 0);
      context.drawImage(plain.current, x, y);
    }
    context.translate(0.5, 0.5);
    // Small pictures have finer lines.
    draw(context, ((shown < SMALL ? 1 : 1.5) * width) / shown);
  }, [width, height, pictures, draw]);

  const pick = ({ offsetX, offsetY, currentTarget }: MouseEvent): void => {
    const { clientWidth } = currentTarget as HTMLCanvasElement;
    const scale = width / clientWidth;
    onPick?.({ x: offsetX * scale - 0.5, y: offsetY * scale - 0.5 });
  };

  return (
    <canvas
      ref={ref}
      class={kind}
      role="img"
      aria-label={label}
      width={width}
      height={height}
      style={{ '--ratio': width / height }}
      onClick={pick}
    />
  );
}
