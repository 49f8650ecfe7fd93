#!/usr/bin/env node
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';

const VERSION = '0.1.0';
const MAX_BODY_BYTES = 1_000_000;
const HEARTBEAT_MILLISECONDS = 30_000;

const { values } = parseArgs({
  options: {
    version: { type: 'boolean' },
    port: { type: 'string', default: '8080' },
    'queen-url': { type: 'string' },
  },
});

if (values.version) console.log(`typescript-worker-cpu ${VERSION}`);
else start(Number(values.port), values['queen-url']);

function start(port: number, queenUrl: string | undefined): void {
  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') console.log(`listening on http://127.0.0.1:${address?.port}`);
  });
  const heartbeat =
    queenUrl === undefined ? undefined : setInterval(() => beat(queenUrl), HEARTBEAT_MILLISECONDS);
  process.once('SIGTERM', () => {
    clearInterval(heartbeat);
    server.close();
    server.closeAllConnections();
  });
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/health') return void response.end('ok');
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
    return void response.writeHead(404).end();
  const question = lastMessage(JSON.parse(await readBody(request)));
  const message = { role: 'assistant', content: `You said: ${question}` };
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({ object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] }),
  );
}

function lastMessage(body: { readonly messages?: readonly { readonly content?: string }[] }): string {
  return body.messages?.at(-1)?.content ?? '';
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function beat(queenUrl: string): void {
  fetch(queenUrl, { method: 'POST' }).catch((error: unknown) => console.error(`heartbeat: ${error}`));
}
