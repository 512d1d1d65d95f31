// Harris' response of an image at once: of no use without vectors.
import type { StructureKernels } from '../structure-kernels.js';

/** See `StructureKernels.harrisOfImage`: left to the kernels of its steps, a strip of the image at a time. */
export const harrisOfImage: StructureKernels['harrisOfImage'] = () => Number.NaN;
