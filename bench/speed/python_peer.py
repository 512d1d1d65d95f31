"""Answers requests, one JSON object a line on standard input, with one JSON object a line.

Times are taken here, around the call alone, on one thread. Requests:
  {"do": "versions"}
  {"do": "load", "name", "file", "dtype", "shape"}      keeps an array under a name
  {"do": "sift", "image", "system", "save"?}            system: opencv or scikit-image
  {"do": "blur", "image", "sigma", "size", "save"?}
  {"do": "match", "query", "train", "ratio", "save"?}
Each but the first two answers {"ms"}; "save" writes the result to a file: keypoints as float64 rows of
x, y, sigma, angle in radians, response; the blurred image as float32; matches as int32 pairs.
"""
import json
import math
import sys
from time import perf_counter

import numpy as np

arrays = {}


def versions():
    found = {}
    try:
        import cv2

        cv2.setNumThreads(1)
        found["opencv"] = cv2.__version__
    except ImportError:
        pass
    try:
        import skimage

        found["scikit-image"] = skimage.__version__
    except ImportError:
        pass
    return found


def load(name, file, dtype, shape):
    arrays[name] = np.fromfile(file, dtype=dtype).reshape(shape)
    return {}


def timed(work):
    start = perf_counter()
    result = work()
    return (perf_counter() - start) * 1000, result


def sift(image, system, save=None):
    pixels = arrays[image]
    if system == "opencv":
        import cv2

        ms, (keypoints, _) = timed(lambda: cv2.SIFT_create().detectAndCompute(pixels, None))
        rows = [[k.pt[0], k.pt[1], k.size / 2, math.radians(k.angle), k.response] for k in keypoints]
    else:
        from skimage.feature import SIFT

        found = SIFT()
        ms, _ = timed(lambda: found.detect_and_extract(pixels))
        rows = [[p[1], p[0], s, 0, 0] for p, s in zip(found.positions, found.sigmas)]
    if save:
        np.asarray(rows, dtype=np.float64).tofile(save)
    return {"ms": ms}


def blur(image, sigma, size, save=None):
    import cv2

    pixels = arrays[image]
    border = cv2.BORDER_REFLECT
    ms, result = timed(lambda: cv2.GaussianBlur(pixels, (size, size), sigma, borderType=border))
    if save:
        result.tofile(save)
    return {"ms": ms}


def match(query, train, ratio, save=None):
    import cv2

    def work():
        nearest = cv2.BFMatcher(cv2.NORM_L2).knnMatch(arrays[query], arrays[train], k=2)
        return [(a.queryIdx, a.trainIdx) for a, b in nearest if a.distance < ratio * b.distance]

    ms, pairs = timed(work)
    if save:
        np.asarray(pairs, dtype=np.int32).tofile(save)
    return {"ms": ms}


ACTIONS = {"versions": versions, "load": load, "sift": sift, "blur": blur, "match": match}

for line in sys.stdin:
    request = json.loads(line)
    action = ACTIONS[request.pop("do")]
    print(json.dumps(action(**request)), flush=True)
