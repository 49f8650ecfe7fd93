import { defineWholePackage } from '../../tsup.base.js';

export default defineWholePackage(['undici/index.js', 'openpgp'], {
  entry: ['src/index.ts', 'src/installed/index.ts', 'src/operations/index.ts'],
});
