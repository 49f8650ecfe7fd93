import { createServer } from 'node:http';

const args = process.argv.slice(2);
const after = (flag) => args[args.indexOf(flag) + 1];
const model = after('-a');

if (after('-m').includes('bad')) {
  console.error('error: cannot load the model');
  process.exit(1);
}

/** Returns a chat with what it was started with, piece by piece. */
function chat(request, response) {
  if (request.includes('endless')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\n');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const words = [`model=${after('-m')}`, ` context=${after('-c')}`, ` env=${process.env.ENGINE_ENV}`];
  words.push(` stray=${process.env.LLAMA_ARG_CTX_SIZE}`);
  for (const content of words) {
    const choices = [{ index: 0, delta: { content }, finish_reason: null }];
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model, choices })}\n\n`,
    );
  }
  response.write(
    'data: {"id":"c","model":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
  );
  response.end('data: [DONE]\n\n');
}

createServer(async (request, response) => {
  if (request.url === '/ready') return response.writeHead(204).end();
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.url === '/v1/chat/completions') return chat(body, response);
  response.writeHead(404).end();
}).listen(Number(after('--port')), '127.0.0.1');
