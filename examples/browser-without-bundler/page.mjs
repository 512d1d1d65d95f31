import { toGrayscale } from 'fovea/image';
import { plotKeypoints } from 'fovea/plot';
import { sift } from 'fovea/scale-space';

const state = document.querySelector('#state');
const picture = document.querySelector('#picture');

/** Pixels on the longer side beyond which a photo is made smaller, so that the page answers within a second or so. */
const LARGEST = 1024;

document.querySelector('#file').addEventListener('change', ({ target }) => {
  if (target.files[0]) show(target.files[0]);
});
show(await (await fetch('photos/camera.png')).blob());

/** Finds keypoints in an image file and draws them. */
async function show(file) {
  try {
    const photo = await readPixels(file);
    const begun = performance.now();
    const { keypoints } = sift(toGrayscale(photo), { maxKeypoints: 500 });
    const milliseconds = Math.round(performance.now() - begun);
    picture.innerHTML = plotKeypoints(photo, keypoints);
    state.textContent = `${keypoints.length} keypoints in ${photo.width} × ${photo.height} pixels, ${milliseconds} ms.`;
  } catch (error) {
    picture.replaceChildren();
    state.textContent = `This did not work: ${error.message}`;
  }
}

/** The pixels of an image file as an ImageData, which fovea takes as it is. */
async function readPixels(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.ceil(side * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
