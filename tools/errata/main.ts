// Writes docs/errata.md: `npm run errata`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errataPage } from './page.js';

writeFileSync(join(import.meta.dirname, '../../docs/errata.md'), errataPage());
