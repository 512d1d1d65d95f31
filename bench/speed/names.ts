// The peers' names as tables show them, and what is said where one is missing.
export const OPENCV = 'OpenCV (native)';
export const OPENCV_JS = 'OpenCV.js';
export const SKIMAGE = 'scikit-image';
export const TORCH = 'PyTorch';
export const TFJS = 'TensorFlow.js (wasm)';
export const ONNX = 'onnxruntime-web';
export const ONNX_NODE = 'onnxruntime-node';
export const JAX = 'jax-js (wasm)';
export const IMAGE_JS = 'image-js';
export const JSFEAT = 'jsfeat';
export const ML_MATRIX = 'ml-matrix';
export const HOG_FEATURES = 'hog-features';

/** In goals: the fastest of those that run in a page. */
export const FASTEST_JS = 'fastest JavaScript peer';
export const JAVASCRIPT_PEERS: ReadonlySet<string> = new Set([
  OPENCV_JS,
  TFJS,
  ONNX,
  JAX,
  IMAGE_JS,
  JSFEAT,
  ML_MATRIX,
  HOG_FEATURES,
]);

/** Those that run as machine code, outside of a page. */
export const NATIVE_PEERS: ReadonlySet<string> = new Set([OPENCV, SKIMAGE, TORCH, ONNX_NODE]);

export const NOT_INSTALLED = 'not installed (npm install in bench/)';
export const NOT_HERE = 'not on this machine';
