import { describe, expect, it } from 'vitest';
import { createSandboxExecGuard, sandboxProfile } from '../../src/guards/sandbox-exec.js';

const ACCESS = {
  workingFolder: '/private/build',
  readable: ['/private/build'],
  writable: ['/private/build/s "r" \\c'],
  temporary: '/private/build/tmp',
  aliases: [],
};

describe('the profile for sandbox-exec', () => {
  it('hides homes, allows the build’s own folders and denies the network', () => {
    expect(sandboxProfile(ACCESS)).toBe(
      String.raw`(version 1)
(allow default)
(deny file-read* (subpath "/Users") (subpath "/private/var/root") (subpath "/Volumes") (subpath "/private/tmp") (subpath "/private/var/tmp"))
(allow file-read-metadata)
(allow file-read* (subpath "/private/build") (subpath "/private/build/s \"r\" \\c") (subpath "/private/build/tmp"))
(deny file-write*)
(allow file-write* (subpath "/private/build/s \"r\" \\c") (subpath "/private/build/tmp") (subpath "/dev/null") (subpath "/dev/zero") (subpath "/dev/tty") (subpath "/dev/fd") (subpath "/dev/stdout") (subpath "/dev/stderr"))
(deny network*)`,
    );
  });

  it('allows our proxy alone when the network is granted', () => {
    expect(sandboxProfile({ ...ACCESS, proxyPort: 3128 })).toContain(
      '(deny network*)\n(allow network-outbound (remote ip "localhost:3128"))',
    );
  });

  it('stands before the command, and does not keep processes apart', async () => {
    const guard = createSandboxExecGuard('/usr/bin/sandbox-exec');
    expect(await guard.wrap(['bash', '-c', ':'], ACCESS)).toEqual([
      '/usr/bin/sandbox-exec',
      '-p',
      sandboxProfile(ACCESS),
      'bash',
      '-c',
      ':',
    ]);
    expect(guard).toMatchObject({ name: 'sandbox-exec', isolatesProcesses: false });
  });
});
