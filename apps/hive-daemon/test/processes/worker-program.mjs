import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';

const args = process.argv.slice(2);
const port = Number(args[args.indexOf('--port') + 1]);
const has = (flag) => args.includes(flag);

console.log('begin');
if (has('--fail')) {
  console.error('no such model');
  process.exit(3);
}
if (has('--stubborn')) process.on('SIGTERM', () => undefined);

/** So many of the next answers to `/health` are failures. */
let failing = has('--sick') ? Number.POSITIVE_INFINITY : 0;
/** So many have been successes since it was made to fail. */
let succeeded = 0;

/** Takes every request and answers none. */
let isHung = has('--silent');

if (has('--core')) writeFileSync('core.1', 'x');
if (has('--progress')) process.stdout.write('10 %\r50 %\r100 %\nloaded\n');

const answers = {
  '/moved': (_request, response) => response.writeHead(307, { location: '/moved/' }).end(),
  '/loading': (_request, response) =>
    response.writeHead(503).end('{"error":{"message":"Loading model","code":503}}'),
  '/ready': ({ method }, response) => response.writeHead(method === 'POST' ? 204 : 405).end(),
  '/health': (_request, response) => {
    const isSick = failing > 0;
    if (isSick) failing -= 1;
    else succeeded += 1;
    response.writeHead(isSick ? 503 : 200).end('{}');
  },
  '/sicken': (request, response) => {
    failing = Number(new URL(request.url, 'http://x').searchParams.get('times'));
    succeeded = 0;
    response.end();
  },
  '/succeeded': (_request, response) => response.end(String(succeeded)),
  '/arguments': (_request, response) => response.end(JSON.stringify(args)),
  '/environment': (_request, response) => response.end(JSON.stringify(process.env)),
  '/flood': (_request, response) => {
    response.end();
    const chunk = Buffer.alloc(1_000_000, 'xxxxxxxxx\n');
    for (;;) {
      try {
        writeSync(1, chunk);
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
      }
    }
  },
  '/crash': () => {
    console.log('crashing');
    process.exit(9);
  },
  '/child': (_request, response) => response.end(String(spawn('sleep', ['60'], { stdio: 'ignore' }).pid)),
  // A runner with a session of its own, whose parent has ended.
  '/runner': (request, response) => {
    const ignore = request.url.includes('stubborn') ? "trap '' TERM; " : '';
    const shell = spawn('sh', ['-c', `${ignore}setsid sleep 61 >/dev/null 2>&1 & echo $!`]);
    shell.stdout.on('data', (pid) => response.end(String(pid).trim()));
  },
  '/limits': (_request, response) => response.end(readFileSync('/proc/self/limits')),
  '/hang': (_request, response) => {
    isHung = true;
    response.end();
  },
  '/print': (request, response) => {
    const count = Number(new URL(request.url, 'http://x').searchParams.get('count'));
    for (let index = 0; index < count; index += 1) {
      console.log(`line ${index}`);
      console.error(`error ${index}`);
    }
    response.end();
  },
  '/echo': async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    response.setHeader('content-type', 'application/json');
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
  },
  '/redirect': (_request, response) =>
    response
      .writeHead(307, { location: '/v1/jobs', 'set-cookie': 'a=b', 'access-control-allow-origin': '*' })
      .end(),
  '/events': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let count = 0;
    const timer = setInterval(() => {
      count += 1;
      response.write(`data: ${count}\n\n`);
      if (count === 3) response.end();
    }, 100);
    response.on('close', () => {
      clearInterval(timer);
      if (!response.writableFinished) console.log('reader left');
    });
  },
  '/endless': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    response.on('close', () => console.log('reader left'));
  },
  '/hang-up': (request) => request.socket.destroy(),
};

createServer((request, response) => {
  if (isHung) return;
  const answer = answers[request.url.split('?')[0]];
  if (answer) answer(request, response);
  else response.writeHead(404).end();
}).listen(has('--other-port') ? 0 : port, has('--six') ? '::1' : '127.0.0.1', function () {
  console.log('listening');
  if (has('--other-port')) console.log(`at ${this.address().port}`);
});
