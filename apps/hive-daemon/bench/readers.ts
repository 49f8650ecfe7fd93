/** The readers of `load.ts`, in a process of their own: they are busy, and who cancels must not wait for them. */
import { Agent, get } from 'node:http';

/** Who has read so much is in the middle of what the chatty installation prints. */
const BEGUN_BYTES = 100_000;

const [stream = '', count = '1', token = ''] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
let told = false;
const seen = await Promise.all(Array.from({ length: Number(count) }, follow));
process.send?.({ seen }, () => process.disconnect());

export interface Seen {
  last: number;
  gaps: number;
  bytes: number;
}

/** Reads the stream to its end; the numbers of its events have to follow each other. */
function follow(): Promise<Seen> {
  return new Promise((resolve, reject) => {
    get(stream, { agent, headers }, (response) => {
      const seen: Seen = { last: 0, gaps: 0, bytes: 0 };
      let rest = '';
      response.setEncoding('latin1').on('data', (chunk: string) => {
        seen.bytes += chunk.length;
        if (!told && seen.bytes > BEGUN_BYTES) {
          told = true;
          process.send?.('begun');
        }
        const text = rest + chunk;
        let at = 0;
        for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n', at)) {
          if (text.startsWith('id: ', at)) {
            const seq = Number.parseInt(text.slice(at + 4, at + 16), 10);
            if (seq !== seen.last + 1) seen.gaps += 1;
            seen.last = seq;
          }
          at = end + 2;
        }
        rest = text.slice(at);
      });
      response.on('end', () => resolve(seen));
      response.on('error', reject);
    }).on('error', reject);
  });
}
