import { describe, expect, it } from 'vitest';
import { decodeLaunch, encodeLaunch, StoredLaunch } from '../src/schema.js';

const entry = {
  args: ['--port', '{port}', ['-m', '{model}']],
  env: { GGML_VK_VISIBLE_DEVICES: '0' },
  health: { path: '/v1/models', status: [200] },
  start_seconds: 600,
  api: 'openai',
  tasks: ['chat', 'embedding'],
  formats: ['gguf'],
  heartbeat: 'hive',
  defaults: { context: 4096 },
};

const problemOf = (change: Record<string, unknown>) =>
  StoredLaunch.safeParse({ ...entry, ...change }).error?.issues[0]?.message;

describe('StoredLaunch', () => {
  it('comes back as it was stored', () => {
    const launch = decodeLaunch(StoredLaunch.parse(entry));
    expect(launch).toMatchObject({ startSeconds: 600, heartbeat: 'hive' });
    expect(encodeLaunch(launch)).toEqual(entry);
  });

  it('needs no more than a command line and an API', () => {
    const launch = decodeLaunch(StoredLaunch.parse({ args: ['{port}'], api: 'none' }));
    expect(launch).toEqual({ args: ['{port}'], api: 'none', tasks: [], formats: [], heartbeat: 'hive' });
  });

  it.each([
    ['an unknown value', { args: ['{prot}'] }, /names \{prot\}, which is not one of port, /],
    ['a single brace', { args: ['{port'] }, /has a single "\{"/],
    ['a control character', { args: ['a\nb'] }, /control characters/],
    ['no argument at all', { args: [] }, /.+/],
    ['a variable that loads other code', { env: { LD_PRELOAD: '/x' } }, /found or loaded/],
    ['a health path of another host', { health: { path: 'http://other/' } }, /absolute path/],
    ['a start limit of no time', { start_seconds: 0 }, /.+/],
  ])('refuses %s', (_name, change, expected) => {
    expect(problemOf(change)).toMatch(expected);
  });
});
