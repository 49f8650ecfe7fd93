import { expect, test } from 'vitest';
import { readFleetFile } from '../../src/file/read-fleet-file.js';

test('a file is read with its defaults', () => {
  const file = readFleetFile(
    'workers:\n  - name: chat\n    worker: engine\n    where: { hardware: { memory: 16GiB } }\n',
  );
  expect(file.workers).toEqual([
    { name: 'chat', worker: 'engine', replicas: 1, where: { hardware: { memory: 16 * 1_024 ** 3 } } },
  ]);
  expect(file.rollout).toEqual({ canary: 1, wave: '50%', waitSeconds: 1_800 });
});

test.each([
  [
    'workers:\n  - name: chat\n    worker: engine\n    replica: 2\n',
    'fleet.yaml, line 4: workers.0.replica: there is no such field.',
  ],
  [
    'workers:\n  - name: Chat\n    worker: engine\n',
    /^fleet\.yaml, line 2: workers\.0\.name: must begin with a small letter/,
  ],
  [
    'workers:\n  - worker: engine\n    name: chat\n  - worker: e\n    name: chat\n',
    'fleet.yaml, line 5: workers.1.name: another line is called "chat".',
  ],
  [
    'workers:\n  - name: chat\n    worker: engine\n    model: ../x\n',
    /^fleet\.yaml, line 4: workers\.0\.model: must /,
  ],
  [
    'workers:\n  - name: chat\n    worker: engine\n    options:\n      context: many\n',
    /^fleet\.yaml, line 5: workers\.0\.options\.context: /,
  ],
  ['workers: [\n', /^fleet\.yaml, line \d: /],
  ['{}', /^fleet\.yaml, line 1: workers: /],
  [
    'workers: []\nrollout:\n  wave: 200%\n',
    /^fleet\.yaml, line 3: rollout\.wave: must be a number or 1% to 100%/,
  ],
])('%j is refused with its line', (text, message) => {
  expect(() => readFleetFile(text)).toThrow(
    expect.objectContaining({
      code: 'FLEET_FILE_INVALID',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    }),
  );
});

test('aliases that multiply are refused', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefg'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(',')}]`),
  ];
  expect(() => readFleetFile(bomb.join('\n'))).toThrow(
    expect.objectContaining({ code: 'FLEET_FILE_INVALID' }),
  );
});
