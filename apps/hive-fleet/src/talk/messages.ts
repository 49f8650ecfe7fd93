import { z } from 'zod';

/** Bytes of one message; the server takes at most a MiB. */
export const CHUNK_BYTES = 128 * 1_024;
/** Messages that may be under way before the other side says that it can take more. */
export const WINDOW = 32;
/** Of a request's body. */
const MAX_BODY_BYTES = 32 * 1_024 ** 2;
/** How long a hive may take to say that it takes a request up. */
export const ACCEPT_MILLISECONDS = 3_000;

/** What is asked for. */
export const Ask = z.object({
  path: z.string().regex(/^\/[a-z][a-z/_-]{0,100}$/),
  contentType: z.string().max(300),
  bytes: z.int().min(0).max(MAX_BODY_BYTES),
});

/** How an answer begins. */
export const Head = z.object({ status: z.int().min(200).max(599), contentType: z.string().max(300) });

/** Why there is no answer, or no more of it. */
export const Failure = z.object({ message: z.string().max(1_000) });
