// Keypoints in a worker, so that the page stays awake: with progress, and a button that cancels at once.
//
//   npm run build && node examples/worker/main.mjs          then open the address that it prints
//   node examples/worker/main.mjs 8080                      at a port of your choice
//   node examples/worker/node.mjs                           the same with a thread of Node, without a page

import { start } from '../shared/start.mjs';

const [port = '0'] = process.argv.slice(2);

await start(async () => {
  const { LIBRARY, PHOTOS, readPort, serve } = await import('../shared/serve.mjs');
  const folders = { '/': import.meta.dirname, '/fovea/': LIBRARY, '/photos/': PHOTOS };
  const { address } = await serve(folders, readPort(port));
  console.log(`Open ${address} (Ctrl+C ends)`);
});
