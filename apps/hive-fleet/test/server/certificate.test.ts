import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { testWith, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { endOf, isPair, makeCertificate } from '../../src/server/certificate.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const authority = makeCertificate({ name: 'an authority', days: 3_650, now: NOW });

test('a certificate is signed by its authority, and names its hosts', () => {
  const hosts = ['fleet.lan', '10.0.0.1', 'fd00::12:1'];
  const server = makeCertificate({ name: 'a server', hosts, authority, days: 30, now: NOW });
  const read = new X509Certificate(server.certificate);
  expect(read.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
  expect(read.ca).toBe(false);
  expect(read.checkHost('fleet.lan')).toBe('fleet.lan');
  expect(read.checkIP('10.0.0.1')).toBe('10.0.0.1');
  expect(read.checkIP('fd00::12:1')).toBe('fd00::12:1');
  expect(endOf(server.certificate)).toEqual(new Date('2026-01-31T00:00:00Z'));
  expect(isPair(server)).toBe(true);
  expect(isPair({ ...server, key: authority.key })).toBe(false);
  expect(endOf(makeCertificate({ name: 'x', days: 36_500, now: NOW }).certificate).getUTCFullYear()).toBe(
    2125,
  );
});

testWith('openssl', 'openssl takes it for what it is', async () => {
  const folder = await useTempDir();
  const client = makeCertificate({ name: 'a hive', authority, days: 3_650 });
  await writeFile(path.join(folder, 'ca'), authority.certificate);
  await writeFile(path.join(folder, 'crt'), client.certificate);
  const verify = (purpose: string) =>
    execFileSync('openssl', ['verify', '-x509_strict', '-purpose', purpose, '-CAfile', 'ca', 'crt'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(verify('sslclient')).toBe('crt: OK\n');
  expect(() => verify('sslserver')).toThrow(/unsuitable certificate purpose/);
});
