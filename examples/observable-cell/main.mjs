// Cells of an Observable notebook on a page: a slider blurs a photo, and picture, histogram and numbers follow.
//
//   npm run build && node examples/observable-cell/main.mjs          then open the address that it prints
//   node examples/observable-cell/main.mjs 8080                      at a port of your choice
//
// The cells are in notebook.mjs; the runtime of Observable's notebooks runs them, without their site.

import { start } from '../shared/start.mjs';

const [port = '0'] = process.argv.slice(2);

await start(async () => {
  const { dirname } = await import('node:path');
  const { fileURLToPath } = await import('node:url');
  const { LIBRARY, PHOTOS, readPort, serve } = await import('../shared/serve.mjs');
  const runtime = dirname(fileURLToPath(import.meta.resolve('@observablehq/runtime')));
  const folders = {
    '/': import.meta.dirname,
    '/fovea/': LIBRARY,
    '/runtime/': runtime,
    '/photos/': PHOTOS,
  };
  const { address } = await serve(folders, readPort(port));
  console.log(`Open ${address} (Ctrl+C ends)`);
});
