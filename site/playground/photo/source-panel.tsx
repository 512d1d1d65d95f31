// Where the picture comes from: a file, one that came along, the camera.
import { Select } from '../parts/controls.js';
import { type Change, type PhotoState, sizes } from './fields.js';
import { FileButton } from './file-button.js';
import type { LiveKind } from './live.js';
import { shippedPhotos } from './shipped.js';
import type { Source } from './use-source.js';

/** What the panel is told. */
export interface SourcePanelProps {
  readonly source: Source;
  readonly state: PhotoState;
  readonly change: Change;
}

/** The panel. */
export function SourcePanel({ source, state, change }: SourcePanelProps) {
  const { photo, problem, live, own, open, leave, play } = source;
  const choices = own
    ? ([['own', 'Your own'], ...shippedPhotos] as const)
    : (shippedPhotos as readonly (readonly [string, string])[]);
  const toggle = (kind: LiveKind, start: string, stop: string) => (
    <button type="button" onClick={() => play(live === kind ? undefined : kind)}>
      {live === kind ? stop : start}
    </button>
  );
  return (
    <section class="source" aria-label="Picture">
      <div class="buttons">
        <FileButton label="Choose a photo" onFile={open} />
        {toggle('camera', 'Use the camera', 'Stop the camera')}
        {toggle('scene', 'Moving scene', 'Stop the scene')}
      </div>
      <Select
        label="Example"
        value={own ? 'own' : state.photo}
        choices={choices}
        onChange={(name) => {
          if (name === 'own') return;
          leave();
          change({ photo: name as PhotoState['photo'], at: undefined });
        }}
      />
      <Select
        label="Longer side at most"
        value={state.size}
        choices={sizes}
        onChange={(size) => change({ size, at: undefined })}
      />
      {problem && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      <p class="hint">
        {photo ? sizeOf(photo) : 'Reading …'} Drop a photo anywhere on the page, or paste one; it
        stays on your machine.{own && ' A link to this page has the settings, not your photo.'}
      </p>
    </section>
  );
}

function sizeOf({ pixels, original }: NonNullable<Source['photo']>): string {
  const size = `${pixels.width} × ${pixels.height} pixels`;
  return original.width === pixels.width
    ? `${size}, as it came.`
    : `${size}, scaled down from ${original.width} × ${original.height}.`;
}
