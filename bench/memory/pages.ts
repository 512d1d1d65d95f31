// New pages that the system gives to a process that blurs large images, which it clears first: prints how many a call.
import ndarray from 'ndarray';
import { gaussianBlur } from '../library.js';

const SHAPE = [1080, 1920];
const [WARMUPS, CALLS] = [30, 100];

const length = SHAPE.reduce((a, b) => a * b);
const image = ndarray(
  Float32Array.from({ length }, (_, i) => (i * 0.618) % 1),
  SHAPE,
);
const faults = (): number => process.resourceUsage().minorPageFault;
let before = 0;
for (let call = 0; call < WARMUPS + CALLS; call++) {
  if (call === WARMUPS) before = faults();
  gaussianBlur(image, 1.6);
}
const perCall = (faults() - before) / CALLS;
console.log(JSON.stringify({ shape: SHAPE, perCall, ofResult: (length * 4) / 4096 }));
