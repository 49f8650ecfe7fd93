import { describe, expect, it } from 'vitest';
import { FIXED_LAUNCH, launchCommand, missingLaunchValues } from '../src/command.js';
import type { WorkerLaunch } from '../src/types.js';

const llama: WorkerLaunch = {
  args: [
    '--host',
    '{host}',
    '--port',
    '{port}',
    '-m',
    '{model}',
    ['-c', '{context}'],
    ['--alias={model_id}'],
  ],
  env: { GGML_BACKEND_DIR: '{program_dir}', NOTE: 'a {{brace}}', MISSING: '{mmproj}' },
  api: 'openai',
  tasks: ['chat'],
  formats: ['gguf'],
  heartbeat: 'hive',
  defaults: { host: '127.0.0.1' },
};

describe('launchCommand', () => {
  it('fills in values, defaults first', () => {
    expect(launchCommand(llama, { port: 8080, model: '/m x.gguf', context: 4096 }).args).toEqual([
      ...['--host', '127.0.0.1', '--port', '8080', '-m', '/m x.gguf', '-c', '4096'],
    ]);
  });

  it('leaves out a group whose value is not given, also when it is undefined', () => {
    const { args } = launchCommand(llama, {
      port: 1,
      model: 'm',
      context: undefined as never,
      model_id: 'a',
    });
    expect(args).toEqual(['--host', '127.0.0.1', '--port', '1', '-m', 'm', '--alias=a']);
  });

  it('never reads a value as a template', () => {
    expect(launchCommand(llama, { port: 1, model: '{queen_url}{{' }).args).toContain('{queen_url}{{');
  });

  it('sets variables whose values are given', () => {
    expect(launchCommand(llama, { port: 1, model: 'm', program_dir: '/w/bin' }).env).toEqual({
      GGML_BACKEND_DIR: '/w/bin',
      NOTE: 'a {brace}',
    });
  });

  it('starts a worker without a launch of its own by the fixed rule', () => {
    expect(launchCommand(FIXED_LAUNCH, { port: 9, queen_url: 'http://q' }).args).toEqual([
      ...['--port', '9', '--queen-url', 'http://q'],
    ]);
  });
});

describe('missingLaunchValues', () => {
  it('names what single arguments need and nothing gives', () => {
    expect(missingLaunchValues(llama, {})).toEqual(['port', 'model']);
    expect(missingLaunchValues(llama, { port: 1, model: 'm' })).toEqual([]);
  });
});
