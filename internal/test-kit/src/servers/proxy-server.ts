import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { listenOnLoopback } from './listen.js';

export interface ProxyServer {
  readonly url: string;
  /** The `host:port` of every tunnel that was asked for, in order. */
  readonly asked: readonly string[];
}

/** An HTTP proxy on 127.0.0.1 that opens tunnels (`CONNECT`) until the test is over. */
export async function startProxyServer(): Promise<ProxyServer> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    asked.push(request.url ?? '');
    const [host = '', port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  return { url: await listenOnLoopback(server), asked };
}
