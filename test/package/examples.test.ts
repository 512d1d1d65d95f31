// The examples that train, with few steps: report and pictures. Needs `npm run build` first.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, expect, it } from 'vitest';
import { root } from './tarball.js';

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(name: string, steps: string): { text: string; sizeOf: (file: string) => number[] } {
  const main = join(root, `examples/${name}/main.mjs`);
  const own = join(folder, name);
  const text = execFileSync(process.execPath, [main, own, steps], { encoding: 'utf8' });
  const files = readdirSync(own);
  expect(files.filter((file) => file.endsWith('.svg'))).toHaveLength(files.length / 2);
  const sizeOf = (file: string): number[] => {
    const { width, height } = decode(readFileSync(join(own, `${file}.png`)));
    return [width, height];
  };
  return { text, sizeOf };
}

it('examples/eight-gaussians plays both games in two threads, counts modes and draws them', () => {
  const { text, sizeOf } = run('eight-gaussians', '20');
  expect(text).toContain('step 120 of 120, 6 finished');
  for (const game of ['non-saturating loss', 'Wasserstein, gradient penalty'])
    expect(text).toMatch(new RegExp(`${game}( +\\d of 8){3}\\n`));
  const [width, height] = sizeOf('eight-gaussians-training');
  // Five moments, where there are three seeds.
  expect(width).toBeGreaterThan(sizeOf('eight-gaussians-seeds')[0]! * 1.5);
  expect(height).toBe(sizeOf('eight-gaussians-seeds')[1]);
  expect(() => run('eight-gaussians', '0')).toThrow('0 is no number of steps');
});

it('examples/denoising is already better than the noise after 40 steps, and draws a photo and its features', () => {
  const { text, sizeOf } = run('denoising', '40');
  const ratioOf = (what: string): number =>
    Number(new RegExp(`${what}.* ([\\d.]+) dB\\n`).exec(text)![1]);
  expect(Math.abs(ratioOf('  noisy') - 20)).toBeLessThan(0.1);
  expect(ratioOf('  Gaussian blur')).toBeGreaterThan(27);
  expect(ratioOf('  autoencoder')).toBeGreaterThan(23);
  // Four regions of 160 × 160, each pixel four wide.
  expect(sizeOf('denoising-photo')[0]).toBeGreaterThan(4 * 4 * 160);
  expect(sizeOf('denoising-features')[0]).toBeGreaterThan(16 * 90);
});

it('examples/clip-shapes trains in two threads, judges, and draws pictures with their captions', () => {
  const { text, sizeOf } = run('clip-shapes', '3');
  expect(text).toContain('150 combinations of colour, shape and place; 30 of them are never shown');
  expect(text).toContain('3 steps of 96 fresh pictures with a caption each, in two threads');
  const before = Number(/Loss: ([\d.]+) nats before/.exec(text)![1]);
  expect(Math.abs(before - Math.log(96))).toBeLessThan(1.5);
  expect(text).toMatch(/held-out combinations +[\d.]+, which does NOT reach the goal of 0.9/);
  expect(sizeOf('clip-shapes-captions')).toEqual([1936, 1440]);
  expect(sizeOf('clip-shapes-similarities')[0]).toBeGreaterThan(30 * 2 * 20);
  const picture = readFileSync(join(folder, 'clip-shapes/clip-shapes-captions.svg'), 'utf8');
  expect(picture.match(/<image /g)).toHaveLength(10);
});

it('examples/tones-and-bars is better than guessing after 30 steps, and draws videos beside sounds', () => {
  const { text, sizeOf } = run('tones-and-bars', '30');
  expect(text).toContain('step 30 of 30, loss ');
  const accuracy = Number(
    /all pairs +([\d.]+), which does NOT reach the goal of 0.95/.exec(text)![1],
  );
  expect(accuracy).toBeGreaterThan(0.6);
  const before = Number(/before training it was (\d\.\d+)/.exec(text)![1]);
  expect(Math.abs(before - 0.5)).toBeLessThan(0.1);
  // Three panels side by side, four below each other.
  const [width, height] = sizeOf('tones-and-bars') as [number, number];
  expect(width).toBeGreaterThan(3 * 2 * 390);
  expect(height).toBeGreaterThan(4 * 2 * 190);
  const picture = readFileSync(join(folder, 'tones-and-bars/tones-and-bars.svg'), 'utf8');
  // Twelve frames of each video, and a spectrogram of each of two sounds.
  expect(picture.match(/<image /g)).toHaveLength(4 * (12 + 2));
  expect(() => run('tones-and-bars', 'many')).toThrow('many is no number of steps');
});

it('examples/masked-autoencoder trains in two threads, and draws what it makes beside the originals', () => {
  const { text, sizeOf } = run('masked-autoencoder', '3');
  expect(text).toContain('3 steps of 16 crops in two threads');
  const errorOf = (what: string): number =>
    Number(new RegExp(`  ${what} +([\\d.]+) `).exec(text)![1]);
  const byMean = errorOf('the mean of the visible patches');
  expect(errorOf('the nearest visible patch')).toBeLessThan(byMean);
  // It begins with the mean, but for a little noise.
  expect(Math.abs(errorOf('the model before training') / byMean - 1)).toBeLessThan(0.05);
  expect(text).toContain('NOT below the 0.45 that it is to reach');
  // Four columns and six rows of crops of 144 pixels, drawn twice as large.
  const [width, height] = sizeOf('masked-autoencoder') as [number, number];
  expect(width).toBeGreaterThan(2 * 4 * 144);
  expect(height).toBeGreaterThan(2 * 6 * 144);
  const picture = readFileSync(join(folder, 'masked-autoencoder/masked-autoencoder.svg'), 'utf8');
  expect(picture.match(/<image /g)).toHaveLength(24);
});

it('examples/course-sheet writes ten questions for every tool, others from another seed', () => {
  const write = (
    seed: string,
  ): { text: string; files: string[]; read: (file: string) => string } => {
    const main = join(root, 'examples/course-sheet/main.mjs');
    const own = join(folder, `course-sheet-${seed}`);
    const text = execFileSync(process.execPath, [main, own, seed], { encoding: 'utf8' });
    const files = readdirSync(own, { recursive: true, encoding: 'utf8' });
    return { text, files, read: (file) => readFileSync(join(own, file), 'utf8') };
  };
  const { text, files, read } = write('1');
  expect(text).toContain('A divergence is never negative');
  expect(text.match(/^ ?\d+ {2}.* marks$/gm)).toHaveLength(10);
  expect(files.filter((file) => file.endsWith('info.json'))).toHaveLength(10);
  expect(read('course-sheet.tex').match(/\\exercise\{\d/g)).toHaveLength(10);
  expect(read('course-sheet-solutions.tex').match(/\\exercise\{\d/g)).toHaveLength(10);
  expect(read('course-sheet-moodle.xml').match(/type="cloze"/g)).toHaveLength(10);
  const { cells } = JSON.parse(read('course-sheet-solutions.ipynb'));
  expect(cells).toHaveLength(11);
  expect(write('2').read('course-sheet.tex')).not.toBe(read('course-sheet.tex'));
  expect(() => write('x')).toThrow('x is no seed');
});
