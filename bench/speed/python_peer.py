"""Answers requests, one JSON object a line on standard input, with one JSON object a line.

Times are taken here, around the call alone, on one thread. Requests:
  {"do": "versions"}
  {"do": "load", "name", "file", "dtype", "shape"}      keeps an array under a name
  {"do": "sift", "image", "system", "save"?}            system: opencv or scikit-image
  {"do": "blur", "image", "sigma", "size", "save"?}
  {"do": "match", "query", "train", "ratio", "save"?}
  {"do": "harris", "image", "block", "aperture", "k", "share", "save"?}   response and peaks
  {"do": "hog", "image", "system", "save"?}             8x8 cells, blocks of 2x2 cells, 9 bins
  {"do": "polar", "ix", "iy", "save"?}                  magnitude, then angle in radians
  {"do": "tensors", "work", "names", "options", "save"?}  in PyTorch
Each but the first two answers {"ms"}; "save" writes the result to a file: keypoints as float64 rows of
x, y, sigma, angle in radians, response; matches as int32 pairs; everything else as float32. What fails answers
{"error"}.
"""
import ctypes
import json
import math
import re
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
    try:
        import torch

        torch.set_num_threads(1)
        found["torch"] = torch.__version__
        found["torch-build"] = torch_build(torch)
    except ImportError:
        pass
    return found


def torch_build(torch):
    """What it computes with: a build of a distribution may lack what one of its makers has."""
    shown = torch.__config__.show()
    capability = re.search(r"CPU capability usage: (\S+)", shown)
    blas = re.search(r"BLAS_INFO=(\w+)", shown)
    dnn = re.search(r"MKL-DNN v([\d.]+)", shown)
    parts = [
        f"vectors {capability[1]}" if capability else "",
        f"BLAS {blas[1]}{loaded_blas()}" if blas else "",
        "with MKL" if torch.backends.mkl.is_available() else "no MKL",
        f"oneDNN {dnn[1]}" if dnn else "no oneDNN",
        "fused attention" if fused(torch) else "no fused attention: the faster of batched products and head by head",
    ]
    return ", ".join(part for part in parts if part)


def loaded_blas():
    """Which library a generic BLAS is, where Linux tells: OpenBLAS says its version and for which processor."""
    try:
        with open("/proc/self/maps") as maps:
            path = next(line.split()[-1] for line in maps if "openblas" in line)
        library = ctypes.CDLL(path)
        library.openblas_get_config.restype = ctypes.c_char_p
        name = library.openblas_get_config().decode().split()
        library.openblas_get_corename.restype = ctypes.c_char_p
        return f" ({name[0]} {name[1]} for {library.openblas_get_corename().decode()})"
    except (OSError, StopIteration, AttributeError, IndexError):
        return ""


def load(name, file, dtype, shape):
    arrays[name] = np.fromfile(file, dtype=dtype).reshape(shape)
    return {}


LEAST = 0.005
"""Seconds that a measurement takes at least, as in alternate.ts: short work is done again and again."""


def timed(work):
    start = perf_counter()
    result = work()
    times = 1
    while perf_counter() - start < LEAST:
        result = work()
        times += 1
    return (perf_counter() - start) * 1000 / times, result


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


def saved(save, *results):
    if save:
        np.concatenate([np.asarray(r, dtype=np.float32).ravel() for r in results]).tofile(save)


def harris(image, block, aperture, k, share, save=None):
    import cv2

    square = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))

    def work():
        response = cv2.cornerHarris(arrays[image], block, aperture, k, borderType=cv2.BORDER_REFLECT_101)
        peaks = (response == cv2.dilate(response, square)) & (response > share * response.max())
        return response, np.argwhere(peaks)

    ms, (response, _) = timed(work)
    saved(save, response)
    return {"ms": ms}


def hog(image, system, save=None):
    pixels = arrays[image]
    height, width = pixels.shape
    if system == "opencv":
        import cv2

        descriptor = cv2.HOGDescriptor((width, height), (16, 16), (8, 8), (8, 8), 9, 1, -1, 0, 0.2, True)
        ms, result = timed(lambda: descriptor.compute(pixels))
    else:
        from skimage.feature import hog as features

        ms, result = timed(
            lambda: features(pixels, orientations=9, pixels_per_cell=(8, 8), cells_per_block=(2, 2))
        )
    saved(save, result)
    return {"ms": ms}


def polar(ix, iy, save=None):
    import cv2

    ms, (magnitude, angle) = timed(lambda: cv2.cartToPolar(arrays[ix], arrays[iy]))
    saved(save, magnitude, angle)
    return {"ms": ms}


def fused(torch):
    return getattr(torch.nn.functional, "scaled_dot_product_attention", None)


def attention_by_heads(torch, q, k, v, mask):
    scale = 1 / math.sqrt(q.shape[-1])
    outputs = []
    for a, b, c in zip(q, k, v):
        scores = (a @ b.t()).mul_(scale)
        outputs.append(torch.softmax(scores if mask is None else scores.add_(mask), -1) @ c)
    return torch.stack(outputs)


def attention_batched(torch, q, k, v, mask):
    scores = (q @ k.transpose(-1, -2)).mul_(1 / math.sqrt(q.shape[-1]))
    return torch.softmax(scores if mask is None else scores.add_(mask), -1) @ v


# Where no attention is fused: which of two ways is the faster, by shape; it depends on the build's BLAS.
faster = {}
masks = {}


def composed_attention(torch, q, k, v, causal):
    n = q.shape[-2]
    if causal and n not in masks:
        masks[n] = torch.full((n, n), -math.inf).triu_(1)
    given = (torch, q, k, v, masks[n] if causal else None)
    if q.shape not in faster:
        ways = (attention_by_heads, attention_batched)
        faster[q.shape] = min(ways, key=lambda way: min(timed(lambda: way(*given))[0] for _ in range(3)))
    return faster[q.shape](*given)


def attention(torch, q, k, v, causal=False):
    one = fused(torch)
    return one(q, k, v, is_causal=causal) if one else composed_attention(torch, q, k, v, causal)


def multi_head(torch, x, wq, wk, wv, wo, heads):
    n, width = x.shape
    q, k, v = ((x @ w).reshape(n, heads, width // heads).transpose(0, 1) for w in (wq, wk, wv))
    return attention(torch, q, k, v).transpose(0, 1).reshape(n, width) @ wo


def mlp_gradient(torch, x, y, w1, b1, w2, b2):
    parameters = [p.clone().requires_grad_() for p in (w1, b1, w2, b2)]
    a, b, c, d = parameters
    scores = torch.relu(x @ a + b) @ c + d
    loss = -(torch.log_softmax(scores, 1) * y).sum(1).mean()
    return torch.cat([g.reshape(-1) for g in torch.autograd.grad(loss, parameters)])


def convolve(torch, x, w):
    return torch.nn.functional.conv2d(x, w, padding=1)


def convolve_gradient(torch, x, w, g):
    x, w = (a.clone().requires_grad_() for a in (x, w))
    return torch.cat([part.reshape(-1) for part in torch.autograd.grad(convolve(torch, x, w), (x, w), g)])


TENSOR_WORKS = {
    "matmul": lambda torch, a, b: a @ b,
    "add": lambda torch, a, b: a + b,
    "softmax": lambda torch, x: torch.softmax(x, -1),
    "log-sum-exp": lambda torch, x: torch.logsumexp(x, -1),
    "kl": lambda torch, p, q: (p * (p / q).log()).sum(-1),
    "attention": attention,
    "multi-head": multi_head,
    "mlp": mlp_gradient,
    "convolution": convolve,
    "convolution-gradient": convolve_gradient,
    "layer-norm": lambda torch, x, gamma, beta: torch.nn.functional.layer_norm(x, gamma.shape, gamma, beta),
}


def tensors(work, names, options, save=None):
    import torch

    inputs = [torch.from_numpy(arrays[name]) for name in names]
    ms, result = timed(lambda: TENSOR_WORKS[work](torch, *inputs, **options))
    saved(save, result.detach().numpy())
    return {"ms": ms}


ACTIONS = {
    "versions": versions,
    "load": load,
    "sift": sift,
    "blur": blur,
    "match": match,
    "harris": harris,
    "hog": hog,
    "polar": polar,
    "tensors": tensors,
}

for line in sys.stdin:
    request = json.loads(line)
    action = ACTIONS[request.pop("do")]
    try:
        answer = action(**request)
    except Exception as error:  # whatever a peer throws is reported, and the next request answered
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
