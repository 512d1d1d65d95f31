// The photo page.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Select, Slider } from '../parts/controls.js';
import { CopyLink } from '../parts/copy-link.js';
import { Page, show } from '../parts/page.js';
import { Working } from '../parts/working.js';
import { PhotoCanvas } from '../photo/canvas.js';
import { fields } from '../photo/fields.js';
import { loadShipped, type Photo } from '../photo/load.js';
import { shippedPhotos } from '../photo/shipped.js';
import { useAddress } from '../state/use-address.js';
import { startWork } from '../work/start.js';
import '../style/photo.css';
import { useWork } from '../work/use-work.js';
import type { PhotoJobs } from '../workers/photo.worker.js';

const work = startWork<PhotoJobs>('photo');

function PhotoPage() {
  const { state, change } = useAddress(fields);
  const [photo, setPhoto] = useState<Photo>();
  useEffect(() => {
    void loadShipped(state.photo, 640).then(setPhoto);
  }, [state.photo]);
  const found = useWork(
    work,
    'keypoints',
    photo && { pixels: photo.pixels, options: { contrastThreshold: state.contrast } },
    [photo, state.contrast],
  );
  const keypoints = found.output?.keypoints;
  const draw = useCallback(
    (context: CanvasRenderingContext2D, line: number) => {
      context.lineWidth = line;
      context.strokeStyle = '#ffe100';
      context.beginPath();
      for (const { x, y, sigma, orientation } of keypoints ?? []) {
        const radius = 1.58 * sigma;
        context.moveTo(x, y);
        context.lineTo(x + radius * Math.cos(orientation), y + radius * Math.sin(orientation));
        context.moveTo(x + radius, y);
        context.arc(x, y, radius, 0, 2 * Math.PI);
      }
      context.stroke();
    },
    [keypoints],
  );
  return (
    <Page title="Photo" intro="Keypoints of a photo, live.">
      <div class="columns">
        <div class="panel">
          <Select
            label="Photo"
            value={state.photo}
            choices={shippedPhotos}
            onChange={(name) => change({ photo: name })}
          />
          <Slider
            label="Contrast threshold"
            value={state.contrast}
            {...{ min: 0, max: 0.2, step: 0.005 }}
            onChange={(contrast) => change({ contrast })}
          />
          <CopyLink />
        </div>
        <div>
          <Working of={found} />
          {photo && (
            <PhotoCanvas
              pixels={photo.pixels}
              draw={draw}
              label={`The photo with ${keypoints?.length ?? 0} keypoints`}
            />
          )}
          <p role="status">{keypoints && `${keypoints.length} keypoints`}</p>
        </div>
      </div>
    </Page>
  );
}

show(<PhotoPage />);
