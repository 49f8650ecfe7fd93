import { expect, test } from 'vitest';
import { loginService } from '../../src/daemon/login-service.js';

const FACTS = {
  env: {},
  homeDir: '/home/me',
  command: ['/usr/bin/node', '/opt/100% "mine"/$cli.js', 'serve'],
};

test('a systemd user unit has each word as systemd reads it', () => {
  const { file, text, enable } = loginService({ ...FACTS, platform: 'linux' });
  expect(file).toBe('/home/me/.config/systemd/user/rbee-hive.service');
  expect(text).toContain('ExecStart="/usr/bin/node" "/opt/100%% \\"mine\\"/$$cli.js" "serve"\n');
  expect(text).toMatch(/^WantedBy=default\.target$/m);
  expect(enable).toEqual(['systemctl', '--user', 'enable', '--now', 'rbee-hive.service']);
});

test('a launchd agent has each word as XML', () => {
  const command = ['/a&b/<node>', 'serve'];
  const { file, text } = loginService({ ...FACTS, command, platform: 'darwin' });
  expect(file).toBe('/home/me/Library/LaunchAgents/dev.rbee.hive.plist');
  expect(text).toContain('<string>/a&amp;b/&lt;node&gt;</string>\n    <string>serve</string>');
});

test('another system is refused, with what to use instead', () => {
  expect(() => loginService({ ...FACTS, platform: 'win32' })).toThrow(
    expect.objectContaining({ code: 'SYSTEM_UNSUPPORTED', hint: expect.stringContaining('rbee-hive serve') }),
  );
});
