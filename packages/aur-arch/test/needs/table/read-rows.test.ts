import { expect, test } from 'vitest';
import { readRows } from '../../../src/needs/table/read-rows.js';

test('a row is probes to run and to build with, and packages of four families', () => {
  expect(
    readRows(
      '\ncurl | command:curl | command:curl module:libcurl,header:curl/curl.h | curl / libcurl-dev x | | - | - / curl\n',
    ),
  ).toEqual([
    {
      name: 'curl',
      run: [[{ kind: 'command', name: 'curl' }]],
      build: [
        [{ kind: 'command', name: 'curl' }],
        [
          { kind: 'module', name: 'libcurl' },
          { kind: 'header', name: 'curl/curl.h' },
        ],
      ],
      packages: {
        dpkg: { run: ['curl'], build: ['libcurl-dev', 'x'] },
        rpm: { run: [], build: [] },
        apk: { run: 'system', build: 'system' },
        brew: { run: 'system', build: ['curl'] },
      },
    },
  ]);
});

test('what is not written is empty', () => {
  expect(readRows('jq | command:jq | | jq')).toEqual([
    {
      name: 'jq',
      run: [[{ kind: 'command', name: 'jq' }]],
      build: [[{ kind: 'command', name: 'jq' }]],
      packages: {
        dpkg: { run: ['jq'], build: ['jq'] },
        rpm: { run: [], build: [] },
        apk: { run: [], build: [] },
        brew: { run: [], build: [] },
      },
    },
  ]);
});
