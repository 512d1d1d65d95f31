// The course problem: five images of one octave, each blurred more than the one before. Where is the keypoint?
import { explainScaleSpaceExtremum, renderText } from 'fovea';

const GAUSSIANS = [
  [
    [25, 22, 20, 17],
    [25, 28, 19, 17],
    [20, 19, 19, 17],
    [15, 15, 15, 15],
  ],
  [
    [25, 20, 20, 16],
    [25, 30, 19, 16],
    [19, 17, 19, 16],
    [13, 13, 14, 14],
  ],
  [
    [24, 18, 20, 14],
    [25, 32, 19, 15],
    [18, 16, 19, 14],
    [12, 12, 13, 13],
  ],
  [
    [22, 15, 20, 12],
    [24, 35, 18, 14],
    [16, 16, 18, 13],
    [11, 11, 11, 12],
  ],
  [
    [20, 10, 20, 8],
    [20, 37, 10, 8],
    [16, 8, 20, 10],
    [12, 10, 9, 10],
  ],
];

/** Its solution in words and numbers, with the finer image minus the coarser one as on the course's sheet. */
export function courseProblem() {
  return renderText(
    explainScaleSpaceExtremum({ gaussians: GAUSSIANS }, { order: 'finer-minus-coarser' }),
  );
}
