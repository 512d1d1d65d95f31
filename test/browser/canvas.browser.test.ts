// What only a browser has: the pixels of a canvas.
import { expect, it } from 'vitest';
import { toGrayscale } from '../../src/image/grayscale.js';

function painted(): ImageData {
  const context = new OffscreenCanvas(3, 2).getContext('2d')!;
  const colours = ['#ff0000', '#00ff00', '#0000ff', '#ffffff', '#000000', '#808080'];
  colours.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(i % 3, Math.floor(i / 3), 1, 1);
  });
  return context.getImageData(0, 0, 3, 2);
}

it('reads the pixels of a canvas row by row, as fractions, weighted by BT.601', () => {
  const grey = Array.from(toGrayscale(painted()).data);
  const expected = [0.299, 0.587, 0.114, 1, 0, 128 / 255];
  expect(grey).toHaveLength(6);
  for (const [i, value] of expected.entries()) expect(grey[i]).toBeCloseTo(value, 6);
});
