// What a worker does with one picture, in a browser and in Node alike.

/**
 * A function that finds keypoints of a picture { width, height, data }. What it gives are flat arrays, whose buffers can
 * be handed over, where an array of keypoints would be copied object by object: x, y, sigma, orientation of each, and 128
 * numbers of each.
 *
 * The library is an argument, because a worker in a browser and one in Node find it at different addresses.
 */
export const describeWith =
  ({ toGrayscale, sift }) =>
  (picture) => {
    const { keypoints, descriptors } = sift(toGrayscale(picture));
    const places = Float64Array.from(
      keypoints.flatMap(({ x, y, sigma, orientation }) => [x, y, sigma, orientation]),
    );
    return { count: keypoints.length, places, descriptors: descriptors.data };
  };
