// The programme in a worker: this starts it.
const { search } = new URL(import.meta.url);
new Worker(`/bundle.js${search}`, { type: 'module' });
