// The library imported by the address of its built files, from another origin.
//
//   npm run build && node examples/import-by-url/main.mjs      then open the address that it prints, or run node.mjs or deno.mjs
//   node examples/import-by-url/main.mjs 8123                  the library at another port than 8000
//
// Two servers: one stands for the network that has the library, the other has the page. Modules of another origin are
// loaded only where their server allows it, by the header Access-Control-Allow-Origin.

import { start } from '../shared/start.mjs';

const [port = '8000'] = process.argv.slice(2);

await start(async () => {
  const { LIBRARY, readPort, serve } = await import('../shared/serve.mjs');
  const headers = { 'Access-Control-Allow-Origin': '*' };
  const library = await serve({ '/': LIBRARY }, readPort(port), { headers });
  // Where the library is elsewhere than the modules say, the copies that are served say so.
  const change = (bytes) => String(bytes).replaceAll('http://localhost:8000/', library.address);
  const page = await serve({ '/': import.meta.dirname }, 0, { change });
  console.log(`The library is at ${library.address}scale-space.js`);
  console.log(`Open ${page.address} (Ctrl+C ends)`);
});
