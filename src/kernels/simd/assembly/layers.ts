// What layers of networks need besides products: windows of images as factors of products, and norms of rows.
export { normalizeRows, normalizeRowsBackward } from './lib/norms';
export { gatherPanels, scatterRows } from './lib/windows';
