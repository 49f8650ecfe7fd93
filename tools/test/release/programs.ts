/** What a stranger writes with the parser alone. */
export const PARSER_PROGRAM = `
import { formatSrcinfo, parsePkgbuild } from '@rbee/pkgbuild-parser';
const { pkgbuild } = parsePkgbuild('pkgname=hello\\npkgver=1.0\\npkgrel=1\\narch=(any)\\npackage() { :; }\\n');
const [, version] = /pkgver = (.*)/.exec(formatSrcinfo(pkgbuild));
console.log(\`hello \${version}\`);
`;

/** A recipe whose source is signed. */
export const SIGNED_PROGRAM = `
import { mkdtemp, writeFile } from 'node:fs/promises';
import { WorkerCatalog } from '@rbee/worker-catalog';
const folder = await mkdtemp('signed-');
for (const name of ['data', 'data.sig']) await writeFile(\`\${folder}/\${name}\`, 'text');
await writeFile(\`\${folder}/PKGBUILD\`, \`pkgname=signed
pkgver=1
pkgrel=1
arch=(any)
source=(data data.sig)
sha256sums=(SKIP SKIP)
validpgpkeys=(0123456789ABCDEF0123456789ABCDEF01234567)
package() { install -Dm755 data "$pkgdir/usr/bin/signed"; }
\`);
const catalog = await WorkerCatalog.open();
await catalog.provisionAndAddFrom(folder, { jobId: 'job-1' }).catch(({ code, hint }) => console.log(code, hint));
`;

/** CommonJS, which loads what is published as modules. */
export const COMMONJS_PROGRAM = `
const { WorkerCatalog } = require('@rbee/worker-catalog');
const { parsePkgbuild } = require('@rbee/pkgbuild-parser');
console.log(typeof WorkerCatalog.open, typeof parsePkgbuild);
`;

/** The same with types, by the one way that every TypeScript has for it. */
export const COMMONJS_TYPES = `
async function main(): Promise<string> {
  const { WorkerCatalog } = await import('@rbee/worker-catalog');
  const catalog = await WorkerCatalog.open();
  return catalog.root;
}
module.exports = main;
`;
