import path from 'node:path';
import { testReadme } from '@rbee-internal/test-kit';

const folder = path.resolve(import.meta.dirname, '..');

testReadme(folder);
testReadme(folder, { file: '../../docs/artifact-catalog.md' });
