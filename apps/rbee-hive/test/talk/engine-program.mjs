// Serves what llama-server, whisper-server and sd-server do, in their shapes, by the last word of its command line.
import { createServer } from 'node:http';

const args = process.argv.slice(2);
const port = Number(args[args.indexOf('--port') + 1]);
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const chunk = (delta, finish = null) =>
  `data: ${JSON.stringify({
    choices: [{ finish_reason: finish, index: 0, delta }],
    ...{ created: 1, id: 'chatcmpl-1', model: 'upstream', object: 'chat.completion.chunk' },
  })}\n\n`;

function chat({ messages }, response) {
  const { content } = messages.at(-1);
  if (content === 'too long') {
    const error = {
      code: 400,
      message: 'the request exceeds the context size',
      type: 'exceed_context_size_error',
    };
    return response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(chunk({ role: 'assistant', content: null }));
  response.write(chunk({ reasoning_content: 'hm' }));
  if (content === 'endless') {
    const timer = setInterval(() => response.write(chunk({ content: 'la ' })), 20);
    response.on('close', () => {
      clearInterval(timer);
      console.log('the reader left');
    });
    return;
  }
  const words = [`You said ${content}.`, ` ${messages.length} messages.`, ' \u001b[31mred'];
  for (const word of words) response.write(chunk({ content: word }));
  response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const part of request) chunks.push(part);
  const body = Buffer.concat(chunks);
  if (request.url === '/health' || request.url === '/v1/models') return response.end('{}');
  if (request.url === '/v1/chat/completions') return chat(JSON.parse(body), response);
  if (request.url === '/inference')
    return response.end(JSON.stringify({ text: ` ${body.includes('RIFF') ? 'heard it' : 'nothing'}\n` }));
  if (request.url === '/v1/images/generations')
    return response.end(JSON.stringify({ created: 1, data: [{ b64_json: PIXEL }], output_format: 'png' }));
  response.writeHead(404).end();
}).listen(port, '127.0.0.1');
