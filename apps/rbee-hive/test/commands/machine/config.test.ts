import { readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { homeWithConfig } from '../../home-with-config.js';
import { runHive } from '../../run-hive.js';

describe('config', () => {
  test('sets, gets, lists and removes an option, and keeps what the file has beside', async () => {
    const home = await homeWithConfig('# mine\n[serve] # the daemon\nhost = "::1"\n');
    const hive = async (...args: string[]) => (await runHive(['config', ...args], { home })).stdout.trim();
    await hive('set', 'serve.port', '7000');
    await hive('set', 'install.allow-host', 'a.example.org', 'b.example.org');
    await hive('set', 'install.wait', 'false');
    expect(await hive('get', 'serve.port')).toBe('7000');
    expect(await hive('get', 'serve.log')).toBe('text');
    expect((await hive('list')).split('\n')).toEqual([
      ...['serve.host = ::1', 'serve.port = 7000'],
      ...['install.allow-host = ["a.example.org","b.example.org"]', 'install.wait = false'],
    ]);
    const file = await hive('path');
    expect(await readFile(file, 'utf8')).toMatch(
      /^# mine\n\[serve\] # the daemon\nhost = "::1"\nport = 7000\n/,
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (const key of ['serve.host', 'serve.port', 'install.allow-host', 'install.wait'])
      await hive('unset', key);
    expect(await hive('list')).toBe('');
    expect(await hive('list', '--all')).toMatch(/^serve\.port +7835 +the port to listen on/m);
  });

  test('a wrong value or key is refused before it is written; a wrong one in the file can be removed', async () => {
    const home = await homeWithConfig('[serve]\nprot = 1\n');
    const refused = await runHive(['config', 'set', 'serve.port', 'many'], { home });
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('serve.port: A port is') });
    const unknown = await runHive(['config', 'get', 'serv.port'], { home });
    expect(unknown.stderr).toContain('there is no option "serv.port", perhaps serve.port is meant');
    expect(await runHive(['config', 'unset', 'serve.prot'], { home })).toMatchObject({ exitCode: 0 });
    expect(await runHive(['config', 'list'], { home })).toMatchObject({ exitCode: 0, stdout: '' });
  });
});
