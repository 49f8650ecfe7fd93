/** The registry and the download of cold-binary.ts. Arguments: the tarball and its sha256. Prints its URL. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const [tarball = '', sha256 = ''] = process.argv.slice(2);
const { size } = await stat(tarball);

const ENTRY = {
  id: 'worker',
  name: 'Worker',
  version: '1',
  platforms: ['linux', 'macos'],
  architectures: ['any'],
  probe: 'none',
};

const server = createServer((request, response) => {
  if (request.url === '/worker.tar.gz') {
    response.writeHead(200, { 'content-length': size });
    createReadStream(tarball).pipe(response);
    return;
  }
  response.end(request.url?.endsWith('PKGBUILD') ? recipe() : JSON.stringify(ENTRY));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
console.log(url);

function recipe(): string {
  return `pkgname=worker
pkgver=1
pkgrel=1
arch=(any)
source=(${url}/worker.tar.gz)
sha256sums=(${sha256})
package() { install -Dm755 worker "$pkgdir/usr/bin/worker"; }
`;
}
