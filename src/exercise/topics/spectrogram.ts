// A spectrogram of a few samples: how many frames there are, their power, which frequency a row is and when a frame begins.
import { explainStft } from '../../audio/explain-stft.js';
import { powerSpectrum } from '../../audio/spectrum.js';
import { stft } from '../../audio/stft.js';
import { toNested } from '../../core/to-nested.js';
import { createDerivation } from '../../derivation/create-derivation.js';
import { refer, stepOperations } from '../../derivation/operations.js';
import type { Derivation } from '../../derivation/types.js';
import type { Draw } from '../draw.js';
import { joinDerivations } from '../join-derivations.js';
import { type Rows, transposeRows } from '../rows.js';
import type { Topic } from '../topic.js';
import type { Difficulty } from '../types.js';
import { display, vectorTex } from '../wording.js';

type SignalGiven = {
  readonly samples: readonly number[];
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** Samples a second. */
  readonly rate: number;
};

/** Samples of a frame: cosines and sines of four are 0, 1 and −1. */
const FRAME = 4;

const settings = (fftSize: number, hop: number) =>
  ({ fftSize, hop, window: 'rectangular', center: false }) as const;
const spectrumOf = ({ samples, hop }: SignalGiven, size: number) =>
  stft(samples, settings(size, hop));
const powerOf = (given: SignalGiven, size = FRAME): Rows =>
  toNested(powerSpectrum(spectrumOf(given, size))) as Rows;
const framesOf = (given: SignalGiven): number => powerOf(given)[0]!.length;
const mapped = (rows: Rows, of: (x: number) => number): Rows => rows.map((row) => row.map(of));

/** Another answer, where it is another one. */
const unless = (wrong: number, right: number): number | undefined =>
  wrong === right ? undefined : wrong;

/** Frames, power, frequency and time of a short-time Fourier transform. */
export const spectrogramTopic: Topic<SignalGiven> = {
  id: 'spectrogram',
  title: 'A spectrogram: the power of short frames',
  quantities: { samples: 'vector', hop: 'number', rate: 'number' },
  generate,
  statement: ({ samples, hop, rate }) =>
    [
      `A recording has ${rate} samples a second. These are its ${samples.length} samples:`,
      display(`x = ${vectorTex(samples)}`),
      `Its spectrogram is made of frames of $N = ${FRAME}$ samples. The first frame begins at the first sample, each further one $H = ${hop}$ samples later; all of a frame must lie in the recording. Nothing is padded, and no window weighs the samples. The power of a frame in row $k$ is`,
      display('P_k = \\left|\\sum_{j=0}^{N-1} y_j \\, e^{-2\\pi i jk/N}\\right|^2'),
      `where $y_0, \\dots, y_{N-1}$ are the samples of the frame; rows run from $k = 0$ to $N/2$.`,
    ].join('\n\n'),
  parts: (given) => [
    {
      id: 'a',
      prompt: 'How many frames are there?',
      marks: 1,
      kind: 'number',
      value: () => framesOf(given),
    },
    {
      id: 'b',
      prompt: 'What is the spectrogram? Write one row for each $k$ and one column for each frame.',
      marks: 3,
      kind: 'matrix',
      value: () => powerOf(given),
    },
    {
      id: 'c',
      prompt: 'Which frequency does row $k = 1$ stand for, in hertz?',
      marks: 1,
      kind: 'number',
      unit: 'hertz',
      value: () => given.rate / FRAME,
    },
    {
      id: 'd',
      prompt: 'How long after the first sample does the last frame begin, in milliseconds?',
      marks: 1,
      kind: 'number',
      unit: 'milliseconds',
      value: (earlier) => (1000 * (earlier.number('a') - 1) * given.hop) / given.rate,
    },
  ],
  misconceptions: [
    {
      id: 'spectrogram-is-dft',
      name: 'The whole recording is transformed at once',
      explanation:
        'One Fourier transform of the recording is one line of numbers; a spectrogram has one for each frame, side by side.',
      wrong: {
        a: (given) => unless(1, framesOf(given)),
        // All samples as one frame; none for an odd number of them.
        b: (given) => powerOf(given, given.samples.length).map(([power = 0]) => power),
        c: ({ samples, rate }) => rate / samples.length,
      },
    },
    {
      id: 'frames-not-overlapping',
      name: 'Frames are put side by side',
      explanation: 'The next frame begins one hop later, before the last one has ended.',
      wrong: {
        a: (given) => unless(Math.floor(given.samples.length / FRAME), framesOf(given)),
        d: ({ hop, rate }, earlier) =>
          hop === FRAME ? undefined : (1000 * (earlier.number('a') - 1) * FRAME) / rate,
      },
    },
    {
      id: 'frames-all-hops',
      name: 'A frame begins at every hop',
      explanation: 'The last frames would run over the end: count those that fit in.',
      wrong: {
        a: (given) => unless(Math.ceil(given.samples.length / given.hop), framesOf(given)),
      },
    },
    {
      id: 'frames-one-short',
      name: 'The first frame is not counted',
      explanation: 'The hops that fit in are one fewer than the frames: the first needs none.',
      wrong: { a: (given) => framesOf(given) - 1 },
    },
    {
      id: 'spectrogram-transposed',
      name: 'Rows and columns are mixed up',
      explanation: 'Frequencies are rows and times are columns: this is the table on its side.',
      wrong: { b: (given) => transposeRows(powerOf(given)) },
    },
    {
      id: 'magnitude-for-power',
      name: 'The magnitude is given for the power',
      explanation: 'The power is the square of the magnitude.',
      wrong: { b: (given) => mapped(powerOf(given), Math.sqrt) },
    },
    {
      id: 'power-of-real-part',
      name: 'The imaginary part is left out',
      explanation: 'The power adds the squares of both parts, the real and the imaginary one.',
      wrong: {
        b: (given) => mapped(toNested(spectrumOf(given, FRAME).real) as Rows, (x) => x * x),
      },
    },
    {
      id: 'spectrogram-mirrored-rows',
      name: 'The mirrored rows are kept',
      explanation: 'Of a real signal the rows above N/2 repeat those below: they are left out.',
      wrong: {
        b: (given) => {
          const power = powerOf(given);
          return [...power, power[1]!];
        },
      },
    },
    {
      id: 'row-counted-from-1',
      name: 'Rows are counted from 1',
      explanation: 'Row 0 has the frequency 0, the mean of the frame: row 1 is the next one.',
      wrong: { c: () => 0 },
    },
    {
      id: 'frequency-of-half-frame',
      name: 'Divided by half of the frame',
      explanation:
        'Row k turns k times in a whole frame: its frequency is k times the sampling rate by N.',
      wrong: { c: ({ rate }) => rate / (FRAME / 2) },
    },
    {
      id: 'frame-counted-from-1',
      name: 'Frames are counted from 1',
      explanation: 'The first frame begins at 0, so the last one is one hop less far.',
      wrong: { d: ({ hop, rate }, earlier) => (1000 * earlier.number('a') * hop) / rate },
    },
    {
      id: 'samples-for-milliseconds',
      name: 'The place is given in samples',
      explanation: 'This is the number of samples; divided by their rate it becomes a time.',
      wrong: { d: ({ hop }, earlier) => (earlier.number('a') - 1) * hop },
    },
  ],
  solve,
};

function generate(draw: Draw, difficulty: Difficulty): SignalGiven {
  // Lengths and hops for which no two wrong ways of counting frames agree, and not all have as many frames.
  const sizes: readonly (readonly [count: number, hop: number])[] =
    difficulty === 'easy'
      ? [
          [12, FRAME],
          [10, 2],
        ]
      : [
          [10, 2],
          [11, 2],
          [12, 3],
        ];
  const [count, hop] = draw.pick(sizes);
  const most = { easy: 2, medium: 3, hard: 5 }[difficulty];
  return {
    samples: draw.ownIntegers(count, -most, most),
    hop,
    rate: draw.pick([2000, 4000, 8000, 16000]),
  };
}

function solve(given: SignalGiven): Derivation {
  const { samples, hop, rate } = given;
  const { divide, multiply, subtract } = stepOperations;
  const frames = framesOf(given);
  const [frequency, time] = [rate / FRAME, (1000 * (frames - 1) * hop) / rate];
  const scales = createDerivation<{ readonly frequency: number; readonly time: number }>({
    topic: 'audio',
    title: 'Frequencies and times',
    given: [
      { id: 'rate', symbol: 'f_s', title: 'Samples a second', value: rate },
      { id: 'size', symbol: 'N', title: 'Samples of a frame', value: FRAME },
      { id: 'hop', symbol: 'H', title: 'Samples from one frame to the next', value: hop },
    ],
    steps: [
      {
        id: 'frequency',
        symbol: 'f_1',
        title: 'Row 1 turns once in a frame; its frequency in hertz',
        check: divide(refer('rate'), refer('size')),
        value: frequency,
      },
      {
        id: 'time',
        symbol: 't',
        title: `The last of ${frames} frames begins ${frames - 1} ${frames === 2 ? 'hop' : 'hops'} after the first sample, in milliseconds`,
        check: divide(multiply(1000, subtract(frames, 1), refer('hop')), refer('rate')),
        value: time,
      },
    ],
    result: { frequency, time },
    answer: { record: { frequency: refer('frequency'), time: refer('time') } },
  });
  return joinDerivations('A spectrogram: the power of short frames', [
    {
      id: 'frames',
      title: 'The frames, and their power',
      derivation: explainStft(samples, settings(FRAME, hop)),
    },
    { id: 'scales', title: 'Frequencies and times', derivation: scales },
  ]);
}
