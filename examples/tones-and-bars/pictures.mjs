// The frames of videos beside the spectrograms of two sounds each, with what the network says of the pairs.
import { encode } from 'fast-png';
import { logMelSpectrogram, plotSpectrogram } from 'fovea';
import { panel, sheet } from '../shared/panels.mjs';
import { FRAMES, MEL, SIDE } from './clips.mjs';

/** Pixels of the picture for one of a frame; frames in a row, and the room between them. */
const [SCALE, ACROSS, ROOM] = [3.75, 6, 4];
/** Width and height of a panel, and of the field of a spectrogram. */
const SIDES = [396, 196];
const FIELD = { width: 214, height: 130 };

/** A row for each video: its frames, its own sound, the sound of another. */
export function matchingPicture(pairs) {
  const panels = [];
  for (let row = 0; 2 * row < pairs.length; row++) {
    const [own, other] = pairs.slice(2 * row, 2 * row + 2);
    panels.push(
      panel(row, 0, `${FRAMES} frames of a video, in the order of reading`, film(own.video)),
    );
    panels.push(panel(row, 1, verdict('its own sound', own), sound(own)));
    panels.push(panel(row, 2, verdict('the sound of another', other), sound(other)));
  }
  return sheet('Does this sound belong to this video?', panels, { sides: SIDES });
}

function verdict(what, { matches, probability }) {
  const mark = probability > 0.5 === matches ? '✓' : '✗ wrong';
  const percent = 100 * probability;
  const shown = percent < 1 ? 'below 1' : percent > 99 ? 'above 99' : percent.toFixed(0);
  return `${what}: belongs to it with ${shown} % ${mark}`;
}

function film(video) {
  const step = SCALE * SIDE + ROOM;
  const left = (SIDES[0] - ACROSS * step + ROOM) / 2;
  const top = (SIDES[1] - (FRAMES / ACROSS) * step + ROOM) / 2;
  return Array.from({ length: FRAMES }, (_, t) => {
    const bytes = Uint8Array.from(
      { length: SIDE * SIDE },
      (_v, i) => 255 * Math.min(Math.max(video.get(t, Math.floor(i / SIDE), i % SIDE, 0), 0), 1),
    );
    const png = encode({ width: SIDE, height: SIDE, data: bytes, channels: 1 });
    const place = `x="${left + (t % ACROSS) * step}" y="${top + Math.floor(t / ACROSS) * step}"`;
    const size = `width="${SCALE * SIDE}" height="${SCALE * SIDE}" image-rendering="pixelated"`;
    return `<image ${place} ${size} href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/>`;
  }).join('');
}

/** The spectrogram of a sound. */
function sound({ samples, matches }) {
  const decibels = logMelSpectrogram(samples, { ...MEL, log: 'decibel' });
  const svg = plotSpectrogram(decibels, {
    sampleRate: MEL.sampleRate,
    hop: MEL.hop,
    scale: 'slaney',
    fMin: MEL.fMin,
    unit: 'dB',
    ...FIELD,
    title: '',
    description: `The spectrogram of ${matches ? 'the sound of the video' : 'another sound'}.`,
  });
  return svg.replace('<svg ', '<svg x="4" y="2" ');
}
