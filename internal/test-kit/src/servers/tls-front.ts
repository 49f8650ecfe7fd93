import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { useTempDir } from '../folders/temp-dir.js';

export interface TlsFront {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  /** The certificate, in PEM, of the authority that signed it, which no system trusts. */
  readonly authority: string;
}

/** What a server at an http URL of 127.0.0.1 says, over TLS, until the current test is over. */
export async function startTlsFront(plainUrl: string): Promise<TlsFront> {
  const { authority, key, cert } = await makeCertificates();
  const sockets = new Set<TLSSocket>();
  const server = createServer({ key, cert }, (client) => {
    sockets.add(client);
    const upstream = connect(Number(new URL(plainUrl).port), '127.0.0.1');
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, authority };
}

/** An authority of two days and a certificate of it for 127.0.0.1. */
async function makeCertificates(): Promise<{ authority: string; key: string; cert: string }> {
  const folder = await useTempDir();
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const isAuthority = ['-addext', 'keyUsage=critical,keyCertSign'];
  const dates = ['-days', '2'];
  await writeFile(path.join(folder, 'san'), 'subjectAltName=IP:127.0.0.1\n');
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    ...dates,
    '-subj',
    '/CN=test authority',
    ...isAuthority,
  );
  await openssl('req', ...key, '-keyout', 'key.pem', '-out', 'csr.pem', '-subj', '/CN=127.0.0.1');
  await openssl(
    'x509',
    '-req',
    '-in',
    'csr.pem',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-extfile',
    'san',
    '-out',
    'cert.pem',
    ...dates,
  );
  const read = (name: string) => readFile(path.join(folder, name), 'utf8');
  return { authority: await read('ca.pem'), key: await read('key.pem'), cert: await read('cert.pem') };
}
