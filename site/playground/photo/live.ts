// Where moving pictures come from: the camera, or a scene of our own. Each gives its present frame.
import { type Photo, readPixels } from './load.js';
import { drawScene } from './scene.js';

/** A kind of moving picture. */
export type LiveKind = 'camera' | 'scene';

/** A running one. */
export interface LiveSource {
  readonly kind: LiveKind;
  /** What it shows now, or undefined until it shows something. */
  readonly frame: (longest: number) => Photo | undefined;
  readonly stop: () => void;
}

/**
 * Starts a moving picture.
 *
 * @throws where there is no camera, or it may not be used
 */
export async function startLive(kind: LiveKind): Promise<LiveSource> {
  return kind === 'camera' ? startCamera() : startScene();
}

const SIZE = { width: 640, height: 480 };

/** Browsers' own words for these differ, and some tell nothing ("Invalid constraint" where there is no camera). */
const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError: 'it was not allowed',
  NotFoundError: 'none was found',
  OverconstrainedError: 'none was found',
  NotReadableError: 'something else has it',
};

function inWords({ message, name }: Error): string {
  return (message || name).replace(/\.$/, '');
}

async function startCamera(): Promise<LiveSource> {
  // Browsers have no such field where a page came by an unsafe way.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new Error('This browser gives no camera to a page that came this way.');
  const stream = await devices
    .getUserMedia({ video: { ...SIZE, facingMode: 'environment' } })
    .catch((error: Error) => {
      throw new Error(`The camera cannot be used: ${REASONS[error.name] ?? inWords(error)}.`);
    });
  const video = document.createElement('video');
  Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
  await video.play();
  return {
    kind: 'camera',
    frame(longest) {
      const original = { width: video.videoWidth, height: video.videoHeight };
      if (original.width === 0) return undefined;
      return { name: 'camera', pixels: readPixels(video, original, longest), original };
    },
    stop() {
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

function startScene(): LiveSource {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, SIZE);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const start = performance.now();
  return {
    kind: 'scene',
    frame(longest) {
      drawScene(context, (performance.now() - start) / 1000);
      return { name: 'scene', pixels: readPixels(canvas, SIZE, longest), original: SIZE };
    },
    stop() {},
  };
}
