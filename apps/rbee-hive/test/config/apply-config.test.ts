import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { configOptions } from '../../src/config/config-option.js';
import { createProgram } from '../../src/program.js';
import { homeWithConfig } from '../home-with-config.js';
import { runHive } from '../run-hive.js';

/** What a command is called with after the configuration was applied. */
async function optionsOf(config: string, args: readonly string[]) {
  const home = await homeWithConfig(config);
  const { applyConfig } = await import('../../src/config/apply-config.js');
  let options: unknown;
  const program = await createProgram(async () => {}, {
    applyConfig: async (whole, command) => {
      await applyConfig(whole, command, { configDir: path.join(home, '.config/rbee') });
      options = command.optsWithGlobals();
    },
  });
  await program.parseAsync([...args], { from: 'user' });
  return options;
}

describe('the configuration', () => {
  test('gives options their defaults, read as if they were typed', async () => {
    const config = `json = true
[serve]
port = 7000
allow-host = ["a.lan", "b.lan"]
keep-processes = true
[install]
wait = false
network = "prepare"
env = { CUDAARCHS = "89" }
[keys.create]
requests-per-minute = 5
`;
    expect(await optionsOf(config, ['serve', '--host', '::1'])).toMatchObject({
      ...{ json: true, port: 7000, host: '::1', allowHost: ['a.lan', 'b.lan'], keepProcesses: true },
    });
    expect(await optionsOf(config, ['install', 'x'])).toMatchObject({
      ...{ wait: false, network: { prepare: ['planned'] }, env: { CUDAARCHS: '89' } },
    });
    expect(await optionsOf(config, ['keys', 'create', 'x'])).toMatchObject({ requestsPerMinute: 5 });
  });

  test('what is typed comes first', async () => {
    expect(await optionsOf('[serve]\nport = 7000\n', ['serve', '--port', '1'])).toMatchObject({ port: 1 });
    expect(await optionsOf('[install]\nnetwork = false\n', ['install', 'x'])).toMatchObject({
      network: undefined,
    });
  });

  test('every option of every command has a key of its own', async () => {
    const keys = configOptions(await createProgram(async () => {})).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(
      expect.arrayContaining(['json', 'daemon', 'serve.port', 'install.wait', 'model.pull.wait']),
    );
  });

  test.each([
    ['[serve]\nport = 70000\n', /serve\.port is not valid \(A port is a number from 1 to 65535\)/],
    ['[serve]\nprot = 1\n', /there is no option "serve\.prot", perhaps serve\.port is meant/],
    ['[serve]\nkeep-processes = "yes"\n', /serve\.keep-processes is not valid \(Give true or false\)/],
    ['[serve]\nport = [\n', /Error parsing TOML/],
    ['[serve]\nlog = "xml"\n', /serve\.log is not valid \(Allowed choices are text, json\)/],
    ['[__proto__]\na = 1\n', /there is no option "__proto__\.a"/],
  ])('%j is refused, with the file and what is wrong', async (text, problem) => {
    const home = await homeWithConfig(text);
    const { exitCode, stderr } = await runHive(['list'], { home });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error CONFIG_INVALID The configuration .*config\.toml cannot be used: /);
    expect(stderr).toMatch(problem);
  });
});
