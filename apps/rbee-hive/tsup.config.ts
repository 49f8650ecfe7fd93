import { definePackage } from '../../tsup.base.js';

export default definePackage({ entry: ['src/cli.ts'], dts: false });
