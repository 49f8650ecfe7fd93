import { rejectionOf } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { pickAsset } from '../../src/github/pick-asset.js';

/** Names as projects have them. */
const RELEASES = {
  llama: [
    ...[
      'llama-b1-bin-macos-arm64.tar.gz',
      'llama-b1-bin-macos-x64.tar.gz',
      'llama-b1-bin-ubuntu-arm64.tar.gz',
    ],
    ...['llama-b1-bin-ubuntu-cuda-12.8-x64.tar.gz', 'llama-b1-bin-ubuntu-vulkan-x64.tar.gz'],
    ...['llama-b1-bin-ubuntu-x64.tar.gz', 'llama-b1-bin-win-cpu-x64.zip'],
  ],
  rust: [
    ...['rg-1-x86_64-unknown-linux-musl.tar.gz', 'rg-1-x86_64-unknown-linux-gnu.tar.gz', 'rg-1.deb'],
    ...[
      'rg-1-aarch64-apple-darwin.tar.gz',
      'rg-1-x86_64-pc-windows-msvc.zip',
      'rg-1-i686-unknown-linux-gnu.tar.gz',
    ],
    ...['rg-1-x86_64-unknown-linux-gnu.tar.gz.sha256', 'checksums.txt'],
  ],
  bare: [
    'tool-linux-amd64',
    'tool-linux-arm64',
    'tool-darwin-arm64',
    'tool-windows-amd64.exe',
    'tool-linux-amd64.sig',
  ],
  app: ['App-x86_64.AppImage', 'App-arm64.AppImage', 'App.dmg', 'App.exe'],
  universal: ['tool-macos-universal.zip', 'tool_Linux_x86_64.tar.gz'],
} as const;

function pick(release: keyof typeof RELEASES, target: string, libc: 'glibc' | 'musl' = 'glibc') {
  const [os = '', architecture = ''] = target.split(' ');
  const assets = RELEASES[release].map((name) => ({ name, browser_download_url: `https://h.test/${name}` }));
  const host = { os: os as 'linux', architecture };
  return pickAsset(
    { tag_name: 'b1', prerelease: false, draft: false, assets },
    { host, libc, repository: 'owner/tool' },
  ).name;
}

test.each([
  ['llama', 'linux x86_64', 'llama-b1-bin-ubuntu-x64.tar.gz'],
  ['llama', 'linux aarch64', 'llama-b1-bin-ubuntu-arm64.tar.gz'],
  ['llama', 'macos aarch64', 'llama-b1-bin-macos-arm64.tar.gz'],
  ['llama', 'windows x86_64', 'llama-b1-bin-win-cpu-x64.zip'],
  ['rust', 'linux x86_64', 'rg-1-x86_64-unknown-linux-gnu.tar.gz'],
  ['rust', 'macos aarch64', 'rg-1-aarch64-apple-darwin.tar.gz'],
  ['bare', 'linux x86_64', 'tool-linux-amd64'],
  ['bare', 'linux aarch64', 'tool-linux-arm64'],
  ['app', 'linux x86_64', 'App-x86_64.AppImage'],
  ['universal', 'macos x86_64', 'tool-macos-universal.zip'],
  ['universal', 'linux x86_64', 'tool_Linux_x86_64.tar.gz'],
] as const)('of %s for %s takes %s', (release, target, name) => {
  expect(pick(release, target)).toBe(name);
});

test('a machine with musl takes what is made for it', () => {
  expect(pick('rust', 'linux x86_64', 'musl')).toBe('rg-1-x86_64-unknown-linux-musl.tar.gz');
});

test('what fits nothing, or several, is said with the names', async () => {
  const failing = rejectionOf(Promise.resolve().then(() => pick('bare', 'linux riscv64')));
  expect(await failing).toMatchObject({
    code: 'WORKER_NOT_FOUND',
    hint: expect.stringContaining('tool-linux-amd64'),
  });
});
