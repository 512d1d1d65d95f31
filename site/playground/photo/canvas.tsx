// A picture with something drawn over it.
import { useEffect, useRef } from 'preact/hooks';
import type { Pixels } from './pixels.js';

/** What is drawn. */
export interface PhotoCanvasProps {
  readonly pixels: Pixels;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** Draws over the picture, in its coordinates: pixel centres on whole numbers. */
  readonly draw: (context: CanvasRenderingContext2D, line: number) => void;
}

/** The canvas. It has the picture's pixels times the screen's, so that lines are fine. */
export function PhotoCanvas({ pixels, label, draw }: PhotoCanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const shown = canvas.clientWidth || pixels.width;
    const scale = Math.min(4, Math.max(1, (shown * devicePixelRatio) / pixels.width));
    canvas.width = Math.round(pixels.width * scale);
    canvas.height = Math.round(pixels.height * scale);
    const context = canvas.getContext('2d')!;
    const plain = document.createElement('canvas');
    plain.width = pixels.width;
    plain.height = pixels.height;
    plain
      .getContext('2d')!
      .putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
    context.drawImage(plain, 0, 0, canvas.width, canvas.height);
    context.setTransform(scale, 0, 0, scale, scale / 2, scale / 2);
    draw(context, 1.5 / (shown / pixels.width));
  }, [pixels, draw]);
  return (
    <canvas
      ref={ref}
      class="photo"
      role="img"
      aria-label={label}
      width={pixels.width}
      height={pixels.height}
    />
  );
}
