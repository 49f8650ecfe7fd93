import { describe, expect, it } from 'vitest';
import { findNetworkAttempt } from '../../src/network/network-attempt.js';

describe('findNetworkAttempt', () => {
  it.each([
    [
      'cargo',
      [
        '    Updating crates.io index',
        'warning: spurious network error (3 tries remaining): [6] Could not resolve hostname (Could not resolve host: index.example)',
      ],
      ['index.example'],
    ],
    [
      'npm',
      [
        'npm error code EAI_AGAIN',
        'npm error request to https://registry.example/x failed, reason: getaddrinfo EAI_AGAIN registry.example',
      ],
      ['registry.example'],
    ],
    [
      'pip',
      [
        "WARNING: Retrying after connection broken by 'NewConnectionError': Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/six/",
      ],
      [],
    ],
    [
      'go',
      [
        'go: example.com/x@v1: Get "https://proxy.example/x": dial tcp: lookup proxy.example on 10.0.0.1:53: no such host',
      ],
      ['proxy.example'],
    ],
    [
      'git',
      ["fatal: unable to access 'https://code.example/x.git/': Could not resolve host: code.example"],
      ['code.example'],
    ],
    [undefined, ['curl: (6) Could not resolve host: files.example'], ['files.example']],
    [undefined, ['wget: unable to resolve host address ‘files.example’'], ['files.example']],
  ])('sees that of %s', (ecosystem, lines, hosts) => {
    const attempt = findNetworkAttempt('build', lines, []);
    expect(attempt).toEqual({ phase: 'build', ...(ecosystem === undefined ? {} : { ecosystem }), hosts });
  });

  it('takes the servers that the proxy refused', () => {
    expect(findNetworkAttempt('check', ['error: x'], ['a.example:443'])).toEqual({
      phase: 'check',
      hosts: ['a.example:443'],
    });
  });

  it('sees none in an ordinary failure', () => {
    expect(
      findNetworkAttempt('build', ['main.c:1: error: expected ;', 'make: *** [all] Error 1'], []),
    ).toBeUndefined();
  });
});
