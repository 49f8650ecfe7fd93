import { definePackage } from '../../tsup.base.js';

export default definePackage({
  entry: ['src/index.ts', 'src/cli.ts'],
  dts: { entry: 'src/index.ts', resolve: [/^@rbee-internal\//] },
});
