import { randomGenerator } from 'fovea';
import { openFolder } from '../keypoints/files.mjs';
import { toPng } from '../shared/panels.mjs';
import { openProgress, runningAverage } from '../shared/progress.mjs';
import { trainDenoiser } from './autoencoder.mjs';
import { addNoise, bestBlur, loadPhoto, NOISE, psnr } from './photo.mjs';
import { featurePicture, regionPicture } from './pictures.mjs';

/** The photos that patches are taken from, and the one that the network never sees. */
const SEEN = ['astronaut', 'brick', 'coins', 'hubble', 'text'];
const HELD_OUT = 'camera';
/** What is drawn of it: top, left, height, width. */
const REGION = [60, 150, 160, 160];
/** How much better than the best blur it is to be, in dB. */
const GOAL = 1.5;
/** Elsewhere than on a terminal, a line of progress after so many steps. */
const EVERY = 500;

/** Trains the autoencoder by so many steps and tries it; pictures go to `folder`. */
export function run(folder, steps) {
  const save = openFolder(folder);
  console.log('An autoencoder takes noise out of photos');
  console.log('════════════════════════════════════════');
  console.log(
    `It learns from patches of ${SEEN.length} photos with noise of standard deviation ${NOISE},`,
  );
  console.log(`and is tried on another, "${HELD_OUT}".\n`);

  const progress = openProgress(process.stdout, EVERY);
  const average = runningAverage();
  const { denoise, features } = trainDenoiser(SEEN.map(loadPhoto), steps, (step, error) =>
    progress.show(step, steps, `patches at ${(-10 * Math.log10(average(error))).toFixed(1)} dB`),
  );
  const seconds = progress.close();

  const original = loadPhoto(HELD_OUT);
  const noisy = addNoise(original, randomGenerator(3));
  const blur = bestBlur(noisy, original);
  const denoised = denoise(noisy);
  const ratios = { noisy: psnr(noisy, original), denoised: psnr(denoised, original) };
  report(seconds, ratios, blur);

  const dB = (ratio) => `${ratio.toFixed(1)} dB`;
  const photos = [
    { title: `noisy, ${dB(ratios.noisy)}`, photo: noisy },
    { title: `best blur, ${dB(blur.ratio)}`, photo: blur.photo },
    { title: `autoencoder, ${dB(ratios.denoised)}`, photo: denoised },
    { title: 'original', photo: original },
  ];
  const pictures = {
    'denoising-photo': regionPicture('A photo without its noise', photos, REGION),
    'denoising-features': featurePicture('What features of the network answer to', features),
  };
  for (const [name, svg] of Object.entries(pictures)) {
    save(`${name}.svg`, svg);
    save(`${name}.png`, toPng(svg));
  }
  console.log(`The pictures are in ${folder}/.`);
}

function report(seconds, { noisy, denoised }, { sigma, ratio }) {
  const lead = denoised - ratio;
  console.log(`Trained in ${seconds.toFixed(0)} s. Peak signal-to-noise ratio of "${HELD_OUT}":`);
  const line = (what, value) => console.log(`  ${what.padEnd(42)}${value.toFixed(2)} dB`);
  line('noisy', noisy);
  line(`Gaussian blur, its best sigma, ${sigma.toFixed(2)}`, ratio);
  line('autoencoder', denoised);
  const verdict = lead >= GOAL ? 'at least' : 'NOT at least';
  console.log(
    `It is ${Math.abs(lead).toFixed(2)} dB ${lead < 0 ? 'worse' : 'better'} than the blur, ${verdict} the ${GOAL} that it is to reach.\n`,
  );
}
