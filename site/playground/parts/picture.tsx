// A picture that fovea drew. Its SVG has a title and a description and no inline styles, so it goes into the page as it is.
import { useEffect, useRef } from 'preact/hooks';
import { saveFile } from './save.js';

/** What a picture is told. */
export interface PictureProps {
  /** What a function of fovea/plot gave. */
  readonly svg: string;
  /** Name of the file for saving it; without one there is no button. */
  readonly fileName?: string;
}

/** A picture, not wider than its place. */
export function Picture({ svg, fileName }: PictureProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current) place.current.innerHTML = svg;
  }, [svg]);
  return (
    <figure class="picture">
      <div class="scrolls" ref={place} />
      {fileName && (
        <button type="button" onClick={() => saveFile(fileName, svg, 'image/svg+xml')}>
          Save as SVG
        </button>
      )}
    </figure>
  );
}
