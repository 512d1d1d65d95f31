// The data: a bar that moves up and down, and a tone whose pitch goes with it, for about a second.
import { logMelSpectrogram, normal, patchify, uniform } from 'fovea';
import { reshape, slice, transpose } from 'fovea/array';

/** Frames of a video, and their side in pixels. */
export const FRAMES = 12;
export const SIDE = 16;
/** Samples a second, and samples from one column of the spectrogram to the next. */
const RATE = 4000;
const HOP = 160;
/** Columns and bands of the spectrogram. */
const COLUMNS = 24;
export const BANDS = 32;
export const MEL = { sampleRate: RATE, hop: HOP, fftSize: 256, bands: BANDS, fMin: 200 };
const SAMPLES = COLUMNS * HOP;

/** Patches of a video, frames, rows and columns, and of a spectrogram, columns in time and bands: six moments of both. */
export const VIDEO_PATCH = [2, SIDE, SIDE];
export const SOUND_PATCH = [4, BANDS];

/** The pitch at the bottom in hertz, and how many octaves higher it is at the top. */
const LOWEST = 250;
const OCTAVES = 2.3;

/** Clips by chance: a video and its sound, after a path that says where the bar is (0 at the top, 1 at the bottom). */
export function drawClips(count, rng) {
  return Array.from({ length: count }, () => {
    const chance = uniform(rng, [12]).data;
    const between = (k, low, high) => low + (high - low) * chance[k];
    const heights = [0, 1, 2].map((k) => between(k, 0.05, 0.95));
    const path = (u) => {
      const half = u < 0.5 ? 0 : 1;
      const turn = (1 - Math.cos(Math.PI * (2 * u - half))) / 2;
      return heights[half] + turn * (heights[half + 1] - heights[half]);
    };
    return { video: drawVideo(path, between, rng), samples: playTone(path, between, rng) };
  });
}

/** [FRAMES, SIDE, SIDE, 1] in float32: width, place to the side, thickness, brightness and ground differ from clip to clip. */
function drawVideo(path, between, rng) {
  const video = Float32Array.from(normal(rng, [FRAMES * SIDE * SIDE]).data, (v) => 0.1 * v);
  const [width, thickness] = [between(3, 6, 12), between(4, 1.6, 3)];
  const left = between(5, 0, SIDE - width);
  const [ground, bar] = [between(6, 0, 0.3), between(7, 0.7, 1)];
  // What part of the pixel i is between two places.
  const share = (i, from, to) => Math.max(0, Math.min(i + 1, to) - Math.max(i, from));
  for (let t = 0; t < FRAMES; t++) {
    const top = path((t + 0.5) / FRAMES) * (SIDE - thickness);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const covered = share(y, top, top + thickness) * share(x, left, left + width);
        video[(t * SIDE + y) * SIDE + x] += ground + (bar - ground) * covered;
      }
    }
  }
  return reshape(video, [FRAMES, SIDE, SIDE, 1]);
}

/** [SAMPLES] in float32: loudness, the harmonic above and noise differ from clip to clip. */
function playTone(path, between, rng) {
  const noise = normal(rng, [SAMPLES]).data;
  const [loudness, harmonic, hiss] = [
    between(8, 0.2, 1),
    between(9, 0, 0.4),
    between(10, 0.001, 0.03),
  ];
  let phase = 2 * Math.PI * between(11, 0, 1);
  return Float32Array.from(noise, (v, i) => {
    const pitch = LOWEST * 2 ** (OCTAVES * (1 - path((i + 0.5) / SAMPLES)));
    phase += (2 * Math.PI * pitch) / RATE;
    return loudness * (Math.sin(phase) + harmonic * Math.sin(2 * phase)) + hiss * v;
  });
}

/** The log-mel spectrogram of a sound, [BANDS, COLUMNS]. */
function listen(samples) {
  return slice(logMelSpectrogram(samples, MEL), [null, [0, COLUMNS]]);
}

/** What the network is given of clips: patches of videos and of sounds, rows of all clips one after the other. */
export function patchesOf(clips) {
  const rows = (list) => {
    const [count, length] = list[0].shape;
    const data = new Float32Array(list.length * count * length);
    for (const [i, patches] of list.entries()) data.set(patches.data, i * count * length);
    return reshape(data, [list.length, count, length]);
  };
  return {
    videos: rows(clips.map(({ video }) => patchify(video, VIDEO_PATCH))),
    // Time runs down in the picture that is cut, so that patches are moments.
    sounds: rows(
      clips.map(({ samples }) => patchify(transpose(scaled(listen(samples))), SOUND_PATCH)),
    ),
  };
}

/** Logarithms between about −1 and 1. */
function scaled(logarithms) {
  return reshape(
    logarithms.data.map((v) => (v + 8) / 8),
    logarithms.shape,
  );
}
