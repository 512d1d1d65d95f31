"""Runs OpenCV's or scikit-image's SIFT over a folder of raw images.

usage: peers.py versions            prints a JSON object: versions of what can be imported
       peers.py detect SYSTEM DIR   reads DIR/images.json ([{file, shape, dtype}]) and writes, for each
                                    image, FILE.keypoints (float64: x, y, sigma, orientation in radians,
                                    response, octave, level) and FILE.descriptors (uint8, 128 a keypoint)

Positions are left as the system reports them.
"""
import json
import math
import sys
from pathlib import Path

import numpy as np


def opencv(image):
    import cv2

    cv2.setNumThreads(1)
    # OpenCV's SIFT reads bytes only.
    pixels = image if image.dtype == np.uint8 else np.clip(np.rint(image * 255), 0, 255).astype(np.uint8)
    keypoints, descriptors = cv2.SIFT_create().detectAndCompute(pixels, None)
    rows = []
    for k in keypoints:
        octave = k.octave & 255
        octave = octave - 256 if octave > 127 else octave
        level = (k.octave >> 8) & 255
        rows.append([k.pt[0], k.pt[1], k.size / 2, math.radians(k.angle), k.response, octave, level])
    return rows, descriptors


def skimage(image):
    from skimage.feature import SIFT

    pixels = image / 255.0 if image.dtype == np.uint8 else image.astype(np.float64)
    found = SIFT()
    try:
        found.detect_and_extract(pixels)
    except RuntimeError:  # scikit-image raises where it finds nothing
        return [], None
    rows = [
        # Its angle turns from +y towards +x; it reports no response.
        [p[1], p[0], s, (math.pi / 2 - a) % (2 * math.pi), 0.0, o, l]
        for p, s, a, o, l in zip(found.positions, found.sigmas, found.orientations, found.octaves, found.scales)
    ]
    return rows, found.descriptors


def detect(system, folder):
    run = {"opencv": opencv, "scikit-image": skimage}[system]
    for entry in json.loads((folder / "images.json").read_text()):
        image = np.fromfile(folder / entry["file"], dtype=entry["dtype"]).reshape(entry["shape"])
        rows, descriptors = run(image)
        np.asarray(rows, dtype=np.float64).tofile(folder / (entry["file"] + ".keypoints"))
        described = np.zeros((0, 128)) if descriptors is None else descriptors
        np.asarray(described).astype(np.uint8).tofile(folder / (entry["file"] + ".descriptors"))


def versions():
    found = {}
    for name, module in (("opencv", "cv2"), ("scikit-image", "skimage")):
        try:
            found[name] = __import__(module).__version__
        except ImportError:
            pass
    print(json.dumps(found))


if sys.argv[1] == "versions":
    versions()
else:
    detect(sys.argv[2], Path(sys.argv[3]))
