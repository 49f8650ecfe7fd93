import { test } from 'vitest';
import { killBeforeEachStep } from '../../support/kill-before-each-step.js';
import { serve, startOrigin } from '../../support/origin-server.js';
import { tarGzOf } from '../../support/tar-archive.js';
import { useWorkspace } from '../../support/workspace.js';

test('a download that is unpacked: killed before each step, the next call finds all in order', {
  timeout: 120_000,
}, async () => {
  const archive = tarGzOf(
    { path: 'app/run', body: 'run' },
    { path: 'app/sub/data', body: 'data' },
    { path: 'readme', body: 'read' },
  );
  const { url } = await startOrigin((asked, response) =>
    serve(asked, response, { body: archive, etag: '"e"' }),
  );
  await killBeforeEachStep(await useWorkspace(), {
    entries: [`app.tgz::${url}/app.tgz`],
    git: 'embedded',
    expected: {
      'app/run': 'run',
      'app/sub/data': 'data',
      readme: 'read',
      'app.tgz': archive.toString('latin1'),
    },
    steps: [
      /^rename .*partials.* .*objects/,
      /^copyFile .*objects/,
      /^rename .* \/src\/app.tgz$/,
      /^openSync /,
      /^rename .* \/src\/app$/,
    ],
  });
});
