import { createServer } from 'node:http';

const args = process.argv.slice(2);
const after = (flag) => args[args.indexOf(flag) + 1];
const version = after('--engine');
const model = after('--name');
console.log(`engine ${version} serves ${model}`);

createServer(async (request, response) => {
  if (request.url === '/health') return response.writeHead(200).end();
  let body = '';
  for await (const chunk of request) body += chunk;
  if (version.endsWith('bad')) return response.writeHead(500).end('{"error":"this version cannot think"}');
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (content, finish_reason = null) =>
    response.write(
      `data: ${JSON.stringify({ model, choices: [{ index: 0, delta: { content }, finish_reason }] })}\n\n`,
    );
  say(`${after('--hive')} ${version}`);
  if (body.includes('slowly')) {
    for (let piece = 0; piece < 1000 && !response.destroyed; piece += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      say(` ${piece}`);
    }
  }
  if (body.includes('a lot')) for (let piece = 0; piece < 2000; piece += 1) say('x'.repeat(1000));
  say('', 'stop');
  response.end('data: [DONE]\n\n');
}).listen(Number(after('--port')), '127.0.0.1');
