// A page that imports the built files of the library as they are, without a bundler.
//
//   npm run build && node examples/browser-without-bundler/main.mjs          then open the address that it prints
//   node examples/browser-without-bundler/main.mjs 8080                      at a port of your choice
//
// The page is index.html; this program only serves it, the folder of the library's ES modules as /fovea/, and a photo.

import { start } from '../shared/start.mjs';

const [port = '0'] = process.argv.slice(2);

await start(async () => {
  const { LIBRARY, PHOTOS, readPort, serve } = await import('../shared/serve.mjs');
  const folders = { '/': import.meta.dirname, '/fovea/': LIBRARY, '/photos/': PHOTOS };
  const { address } = await serve(folders, readPort(port));
  console.log(`Open ${address} (Ctrl+C ends)`);
});
