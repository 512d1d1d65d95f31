// A notebook as Observable exports one: cells, each with its name, the cells it reads, and a function. When a cell has a
// new value, those that read it run again. Functions that keep nothing and change nothing, as those of fovea, are what
// such cells are made for.
//
// On observablehq.com a cell brings the library in (here an import map does),
//
//   fovea = import('https://cdn.jsdelivr.net/npm/fovea/dist/index.js')
//
// and in Observable Framework a page does: import { gaussianBlur } from 'npm:fovea'. The cells stay the same; their
// slider is then Inputs.range, and its values come by themselves.

import { gaussianBlur } from 'fovea/filter';
import { toGrayscale, toImageData } from 'fovea/image';
import { contrast, histogram } from 'fovea/intensity-histogram';
import { plotHistogram } from 'fovea/plot';
import { readPixels, slider, svg, valuesOf } from './inputs.mjs';

export default function define(runtime, observer) {
  const notebook = runtime.module();
  const cell = (name, inputs, definition) =>
    notebook.variable(observer(name)).define(name, inputs, definition);

  // photo = toGrayscale(await FileAttachment('camera.png').image())
  cell('photo', [], async () => toGrayscale(await readPixels('photos/camera.png')));

  // viewof sigma = Inputs.range([0, 12], { label: 'Blur, sigma in pixels', step: 0.5 })
  cell('viewof sigma', [], () => slider('Blur, sigma in pixels', { min: 0, max: 12, step: 0.5 }));
  cell('sigma', ['viewof sigma'], valuesOf);

  // blurred = gaussianBlur(photo, sigma)
  cell('blurred', ['photo', 'sigma'], (photo, sigma) =>
    sigma > 0 ? gaussianBlur(photo, sigma) : photo,
  );

  cell('picture', ['blurred'], (blurred) => {
    const { data, width, height } = toImageData(blurred);
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    canvas.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0);
    return canvas;
  });

  // theme = dark ? 'dark' : 'light', in Framework
  cell('theme', [], () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));

  cell('distribution', ['blurred', 'theme'], (blurred, theme) => {
    const titles = { valueTitle: 'grey value', countTitle: 'pixels' };
    return svg(
      plotHistogram(histogram(blurred, { bins: 64, range: [0, 1] }), { ...titles, theme }),
    );
  });

  cell('spread', ['blurred', 'sigma'], (blurred, sigma) => {
    const rms = contrast(blurred, { measure: 'rms' });
    return `With sigma ${sigma} the grey values have a standard deviation of ${rms.toFixed(3)}.`;
  });

  return notebook;
}
