import { describeAll } from './describe-all.mjs';

const PHOTOS = ['camera', 'astronaut-rgb', 'brick', 'coins', 'text', 'hubble'];

const [begin, cancel, progress, state, results, frames] = [
  'begin',
  'cancel',
  'progress',
  'state',
  'results',
  'frames',
].map((id) => document.getElementById(id));

const openWorker = () => new Worker('worker.mjs', { type: 'module' });

begin.addEventListener('click', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  cancel.onclick = () => controller.abort();
  [begin.disabled, cancel.disabled] = [true, false];
  progress.value = 0;
  results.replaceChildren();
  state.textContent = 'Working …';
  const countFrames = watchFrames();
  try {
    const pictures = await Promise.all(PHOTOS.map(readPixels));
    const described = await describeAll(openWorker, pictures, { onProgress: show, signal });
    results.append(...described.map(({ count }, i) => item(`${PHOTOS[i]}: ${count} keypoints`)));
    state.textContent = 'Done.';
  } catch (error) {
    state.textContent = signal.aborted ? 'Cancelled.' : `This did not work: ${error.message}`;
  }
  frames.textContent = `The page drew ${countFrames()} frames meanwhile.`;
  [begin.disabled, cancel.disabled] = [false, true];
});

function show(done, all) {
  progress.value = done / all;
  state.textContent = `${done} of ${all} photos`;
}

function item(text) {
  const element = document.createElement('li');
  element.textContent = text;
  return element;
}

/** Counts the frames that the page draws until the function that it returns is called. */
function watchFrames() {
  let count = 0;
  let next = requestAnimationFrame(function step() {
    count++;
    next = requestAnimationFrame(step);
  });
  return () => {
    cancelAnimationFrame(next);
    return count;
  };
}

async function readPixels(name) {
  const bitmap = await createImageBitmap(await (await fetch(`photos/${name}.png`)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  // Only what is needed: a worker of Node has no ImageData.
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}
