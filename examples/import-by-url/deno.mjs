// For Deno, which imports by address without more ado. While main.mjs serves the library:
//
//   deno run --allow-import=localhost:8000 examples/import-by-url/deno.mjs
//
// No test runs this line, for want of a Deno; find-blobs.mjs is what the tests run in a browser and in Node.

import { findBlobs } from './find-blobs.mjs';

console.log(findBlobs().join('\n'));
