import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listTree, readmeExamples, useTempDir } from '../../src/index.js';

test('readme examples come with their title and output', async () => {
  const folder = await useTempDir();
  const readme = path.join(folder, 'README.md');
  await writeFile(
    readme,
    '# One\n\n```ts\nconsole.log(1);\n```\n\n```text\n1\n```\n\n## Two\n\n```ts\nx();\n```\n',
  );
  expect(readmeExamples(readme)).toEqual([
    { title: 'One', code: 'console.log(1);\n', output: '1\n' },
    { title: 'Two', code: 'x();\n', output: undefined },
  ]);
  expect(await listTree(folder)).toEqual(['README.md']);
  expect(await readFile(readme, 'utf8')).toContain('# One');
});
