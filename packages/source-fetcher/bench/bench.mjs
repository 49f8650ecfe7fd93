import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';

// Times this package against the programs that do the same work, whole process each, median of five.
const RUNS = 5;
const CAUSE = 'whole processes: ours starts Node, and hashes every source';
const root = mkdtempSync(path.join(os.tmpdir(), 'source-fetcher-bench-'));
const at = (...names) => path.join(root, ...names);
const sh = (command) => execFileSync('bash', ['-c', command], { cwd: root, stdio: 'inherit' });
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function run(program, args) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out = (out + chunk).slice(-200);
    });
    child.on('close', (code) =>
      code === 0
        ? resolve({ seconds: (performance.now() - start) / 1000, out })
        : reject(new Error(`${program} ${args.join(' ')}: ${code}`)),
    );
  });
}

async function ours(entry, { checksums = { sha256: 'SKIP' }, git = 'auto', startDir = root } = {}) {
  const folders = ['src', 'cache'].map((name) => at(name));
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  }
  const script = path.join(import.meta.dirname, 'ours.mjs');
  const { seconds, out } = await run(process.execPath, [
    script,
    entry,
    JSON.stringify(checksums),
    git,
    startDir,
    ...folders,
  ]);
  const [kilobytes, unpacking] = out.split(' ').map(Number);
  return { seconds, megabytes: kilobytes / 1024, unpacking: unpacking / 1000 };
}

async function peer(command) {
  rmSync(at('peer'), { recursive: true, force: true });
  mkdirSync(at('peer'));
  return run('bash', ['-c', `set -o pipefail; ${command}`]);
}

/** Whole processes; `unpacking` is the ratio of our unpacking alone, without starting Node and hashing, to the whole peer. */
async function compare(title, mine, command) {
  const times = { ours: [], peer: [], memory: [], unpacking: [] };
  for (let index = 0; index < RUNS; index += 1) {
    const result = await mine();
    times.ours.push(result.seconds);
    times.memory.push(result.megabytes);
    times.unpacking.push(result.unpacking);
    times.peer.push((await peer(command)).seconds);
  }
  const [own, other, unpacking] = [median(times.ours), median(times.peer), median(times.unpacking)];
  if (process.env.RBEE_BENCH_ROWS) {
    const [name, peerName] = title.split(': ');
    const inMilliseconds = (samples) => samples.map((seconds) => seconds * 1000);
    const row = {
      name,
      ours: inMilliseconds(times.ours),
      peer: peerName,
      theirs: inMilliseconds(times.peer),
      cause: CAUSE,
    };
    appendFileSync(process.env.RBEE_BENCH_ROWS, `${JSON.stringify(row)}\n`);
  }
  const isUnpacking = title.startsWith('unpack');
  const facts = [
    `${own.toFixed(2)} s`,
    `${other.toFixed(2)} s`,
    (own / other).toFixed(2),
    isUnpacking ? (unpacking / other).toFixed(2) : '',
    `${Math.max(...times.memory).toFixed(0)} MB`,
  ];
  console.log(`${title.padEnd(44)} ${facts.map((fact) => fact.padStart(9)).join(' ')}`);
}

async function benchDownload() {
  const body = Buffer.concat(Array.from({ length: 50 }, () => randomBytes(10 * 1024 * 1024)));
  writeFileSync(at('big'), body);
  const checksums = {
    sha256: createHash('sha256').update(body).digest('hex'),
    b2: createHash('blake2b512').update(body).digest('hex'),
  };
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': statSync(at('big')).size });
    createReadStream(at('big'), { highWaterMark: 1024 * 1024 }).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/download`;
  const mine = () => ours(url, { checksums });
  await compare(
    '500 MB, sha256 and b2: curl, then sums',
    mine,
    `curl -s ${url} -o peer/f && sha256sum peer/f && b2sum peer/f`,
  );
  await compare(
    '500 MB, sha256 and b2: curl | tee | sums',
    mine,
    `curl -s ${url} | tee peer/f | tee >(b2sum >/dev/null) | sha256sum`,
  );
  server.close();
  await compare(
    'hashing 500 MB: sha256sum, b2sum',
    () => ours('big', { checksums }),
    'sha256sum big && b2sum big',
  );
  rmSync(at('big'));
}

function makeTrees() {
  mkdirSync(at('large/a'), { recursive: true });
  for (let index = 0; index < 10; index += 1) {
    const half = randomBytes(5 * 1024 * 1024);
    writeFileSync(
      at(`large/a/f${index}`),
      Buffer.concat([half, Buffer.from(half.toString('hex').slice(0, 5 * 1024 * 1024))]),
    );
  }
  for (let folder = 0; folder < 100; folder += 1) {
    mkdirSync(at(`many/d${folder}`), { recursive: true });
    for (let index = 0; index < 100; index += 1)
      writeFileSync(at(`many/d${folder}/f${index}`), `${folder} ${index}\n`.repeat(100));
  }
}

async function benchUnpacking() {
  makeTrees();
  const formats = { gzip: 'gz', zstd: 'zst', xz: 'xz', bzip2: 'bz2' };
  for (const tree of ['large', 'many']) {
    for (const [program, extension] of Object.entries(formats)) {
      if (!has(program)) continue;
      const name = `${tree}.tar.${extension}`;
      sh(`tar -cf - ${tree} | ${program} -c > ${name}`);
      await compare(`unpack ${name}: bsdtar`, () => ours(name), `bsdtar -xf ${name} -C peer`);
    }
    if (!has('bsdtar')) continue;
    sh(`bsdtar -cf ${tree}.zip --format=zip ${tree}`);
    await compare(`unpack ${tree}.zip: bsdtar`, () => ours(`${tree}.zip`), `bsdtar -xf ${tree}.zip -C peer`);
  }
}

async function benchGit() {
  mkdirSync(at('remote/repo'), { recursive: true });
  for (let index = 0; index < 5000; index += 1) {
    mkdirSync(at(`remote/repo/d${index % 50}`), { recursive: true });
    writeFileSync(at(`remote/repo/d${index % 50}/f${index}`), `${index}\n`.repeat(200));
  }
  const identity = '-c user.name=a -c user.email=a@b';
  sh(
    `cd remote/repo && git init -q -b main && git add -A && git ${identity} commit -qm one && git update-server-info`,
  );
  const { server, url } = await startGitServer();
  for (const git of ['embedded', 'system'])
    await compare(
      `clone of 5,000 files, ${git}: git clone`,
      () => ours(`git+${url}/repo`, { git }),
      `git clone -q ${url}/repo peer/r`,
    );
  server.close();
}

async function startGitServer() {
  const server = createServer((request, response) => {
    const [pathInfo, query = ''] = request.url.split('?');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: at('remote'),
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
        PATH_INFO: pathInfo,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: request.headers['git-protocol'] ?? '',
      },
    });
    request.pipe(child.stdin);
    let head = Buffer.alloc(0);
    let isBody = false;
    child.stdout.on('data', (chunk) => {
      if (isBody) return response.write(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      isBody = true;
      for (const line of head.toString('latin1', 0, end).split('\r\n')) {
        const [name, value] = line.split(': ');
        if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
        else response.setHeader(name, value);
      }
      response.write(head.subarray(end + 4));
    });
    child.stdout.on('end', () => response.end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

try {
  console.log(
    `${''.padEnd(44)} ${['ours', 'peer', 'ratio', 'unpacking', 'memory'].map((word) => word.padStart(9)).join(' ')}`,
  );
  const wanted = process.argv.slice(2);
  const benches = { download: benchDownload, unpacking: benchUnpacking, git: benchGit };
  for (const [name, bench] of Object.entries(benches))
    if (wanted.length === 0 || wanted.includes(name)) await bench();
} finally {
  rmSync(root, { recursive: true, force: true });
}
