import type { NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '@rbee-internal/coded-error';
import type { FleetHive } from 'rbee-hive-daemon';
import { z } from 'zod';
import { processNameOf } from '../protocol/names.js';
import { requestSubject } from '../protocol/subjects.js';

const MAX_LINES = 2_000;
/** The server takes a MiB. */
const MAX_ANSWER_BYTES = 900 * 1_024;

/** What is asked of a hive: the log of a line. */
const LogsRequest = z.object({ line: z.string().max(64), lines: z.int().min(1).max(MAX_LINES) });

/** What it answers. */
export const LogsAnswer = z.object({
  lines: z.array(z.object({ time: z.string(), line: z.string() })).readonly(),
  problem: z.string().optional(),
});
export type LogsAnswer = Readonly<z.output<typeof LogsAnswer>>;

/** Lets the fleet's own commands ask this hive. */
export function answerRequests(connection: NatsConnection, name: string, hive: FleetHive): void {
  connection.subscribe(requestSubject(name, 'logs'), {
    callback: (error, message) => {
      if (error !== null) return;
      void logsOf(message.data, hive)
        .catch((failure: unknown): LogsAnswer => ({ lines: [], problem: messageOf(failure) }))
        .then((answer) => message.respond(JSON.stringify(answer)));
    },
  });
}

async function logsOf(data: Uint8Array, hive: FleetHive): Promise<LogsAnswer> {
  const { line, lines: count } = LogsRequest.parse(JSON.parse(Buffer.from(data).toString('utf8')));
  const process = hive.processes().find(({ name }) => name === processNameOf(line));
  if (process === undefined) return { lines: [], problem: 'nothing of this line ran here' };
  const lines = (await hive.logs(process.id, count)).map(({ time, line: text }) => ({ time, line: text }));
  let bytes = 0;
  const start = lines.findLastIndex(({ line: text }) => {
    bytes += Buffer.byteLength(JSON.stringify(text)) + 64;
    return bytes > MAX_ANSWER_BYTES;
  });
  return { lines: lines.slice(start + 1) };
}
