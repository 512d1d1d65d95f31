// What Observable's standard library has ready: a slider, its values, pictures. A few lines stand for it here, which
// spares the page a library.

/** A slider: an element whose `value` is a number, and which tells of changes by the event "input". */
export function slider(label, { min, max, step }) {
  const view = document.createElement('label');
  const range = Object.assign(document.createElement('input'), {
    ...{ type: 'range', min, max, step, value: min },
  });
  const shown = document.createElement('output');
  const show = () => {
    view.value = range.valueAsNumber;
    shown.value = view.value;
  };
  range.addEventListener('input', show);
  show();
  view.append(`${label} `, range, ' ', shown);
  return view;
}

/** The values of an element one after the other: what it has now, then whatever it changes to. */
export async function* valuesOf(view) {
  let last;
  for (;;) {
    if (view.value === last) {
      await new Promise((changed) => view.addEventListener('input', changed, { once: true }));
    }
    last = view.value;
    yield last;
  }
}

/** The element of an SVG text. */
export function svg(text) {
  const template = document.createElement('template');
  template.innerHTML = text;
  return template.content.firstElementChild;
}

/** The pixels of an image file as an ImageData. */
export async function readPixels(address) {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}
