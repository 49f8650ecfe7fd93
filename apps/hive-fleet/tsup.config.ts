import { definePackage } from '../../tsup.base.js';

export default definePackage({ entry: ['src/index.ts', 'src/member.ts'] });
