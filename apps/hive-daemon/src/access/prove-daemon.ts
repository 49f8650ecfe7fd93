import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { startDeadline } from '@rbee-internal/system/time';
import { z } from 'zod';
import { proofOf } from './proof.js';

export interface ProveDaemonOptions {
  /** `http://HOST:PORT`. */
  readonly url: string;
  readonly token: string;
  readonly signal?: AbortSignal | undefined;
}

export interface ProvenDaemon {
  readonly version: string;
}

/** How long a daemon may take to answer, and how much it may say. */
const DEADLINE_MILLISECONDS = 2_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const NONCE_BYTES = 24;

const Answer = z.object({
  service: z.literal('rbee-hive'),
  version: z.string().max(200),
  proof: z.string(),
});

/**
 * Lets what listens at a URL prove that it knows the token, without telling it. `undefined` when it does not, or does
 * not answer: then nothing secret may be sent there.
 * @throws the signal's reason
 */
export async function proveDaemon(options: ProveDaemonOptions): Promise<ProvenDaemon | undefined> {
  const { url, token, signal } = options;
  signal?.throwIfAborted();
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const { host } = new URL(url);
  const deadline = startDeadline(DEADLINE_MILLISECONDS, { signal });
  try {
    const answer = readAnswer(await ask(`${url}/health?nonce=${nonce}`, deadline.signal));
    if (answer === undefined || !areEqual(answer.proof, proofOf(token, { nonce, host }))) return undefined;
    return { version: answer.version };
  } catch {
    // No one listens, or what does is no daemon.
    signal?.throwIfAborted();
    return undefined;
  } finally {
    deadline.stop();
  }
}

function ask(url: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, signal, headers: { accept: 'application/json' } });
    asked.on('response', (response) => collect(response).then(resolve, reject));
    asked.on('upgrade', (_response, socket) => socket.destroy());
    asked.on('error', reject);
    asked.on('close', () => reject(new Error('It closed the connection.')));
    asked.end();
  });
}

async function collect(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) throw new Error(`It answered ${response.statusCode}.`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error('Its answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer(text: string): z.infer<typeof Answer> | undefined {
  return Answer.safeParse(JSON.parse(text)).data;
}

function areEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
