import { Server } from 'node:net';
import type { StartedProcess } from '@rbee-internal/system/process';
import launcher from './listen.bash';

/** The descriptor of the channel on which a listener is passed to this process, next to those of a session. */
const CHANNEL_DESCRIPTOR = 5;

/** How long a sandbox may take to listen. */
const LISTEN_MILLISECONDS = 30_000;

/** Listens on a port of the sandbox's own loopback, passes the listening socket to this process, and ends. */
const LISTENER = `
const server = require('node:net').createServer();
const fail = (error) => { console.error(String(error)); process.exit(1); };
server.on('error', fail);
server.listen({ host: '127.0.0.1', port: Number(process.argv[1]), backlog: 511 }, () => {
  process.send('listening', server, (error) => { if (error) fail(error); });
});
process.on('disconnect', () => process.exit(1));
process.on('message', () => process.exit(0));
`;

/**
 * The command line that listens on a port of the loopback it starts with, passes the listening socket to this process over
 * the channel, and then becomes the command. A socket belongs to the network namespace that it was made in: so we serve
 * what connects in there, and nothing of ours has to stay with the command.
 */
export function listeningCommand(bash: string, port: number, command: readonly string[]): readonly string[] {
  const start = [bash, '--noprofile', '--norc', '-p', '-c', launcher, 'listen', String(CHANNEL_DESCRIPTOR)];
  return [...start, process.execPath, LISTENER, String(port), ...command];
}

/** The listening socket that {@link listeningCommand} passes on. Rejects when none comes. */
export function receiveListener({ channel, ended }: StartedProcess): Promise<Server> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      channel?.close();
      reject(new Error(why));
    };
    const timer = setTimeout(() => fail('the sandbox took too long to listen'), LISTEN_MILLISECONDS);
    void ended.then(() => fail('the sandbox ended before it listened'));
    channel?.onMessage((_, handle) => {
      clearTimeout(timer);
      if (!(handle instanceof Server)) return fail('what the sandbox passed on is not a listener');
      // It may end now, and no one else may say anything by this channel.
      channel.send('received', () => channel.close());
      resolve(handle);
    });
    void ended.then(() => clearTimeout(timer));
  });
}
