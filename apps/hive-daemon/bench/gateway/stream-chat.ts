/** Where chats are sent. */
export interface ChatTarget {
  /** Up to `/chat/completions`. */
  readonly url: string;
  readonly token: string;
}

/** How one streamed answer came. */
export interface StreamedChat {
  /** Milliseconds to the first token. */
  readonly firstToken: number;
  /** Milliseconds to the end of the answer. */
  readonly milliseconds: number;
  readonly tokens: number;
}

/** Asks for an answer of so many tokens, and times how it comes. */
export async function streamChat({ url, token }: ChatTarget, tokens: number): Promise<StreamedChat> {
  const began = performance.now();
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ model: 'bench', stream: true, max_tokens: tokens, temperature: 0 },
      messages: [{ role: 'user', content: 'a' }],
    }),
  });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  let [first, count, rest] = [0, 0, ''];
  for await (const bytes of response.body) {
    const lines = (rest + Buffer.from(bytes).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    const seen = lines.filter((line) => /"content":"[^"]/.test(line)).length;
    if (seen > 0 && count === 0) first = performance.now();
    count += seen;
  }
  return { firstToken: first - began, milliseconds: performance.now() - began, tokens: count };
}
