import { z } from 'zod';

/** What a request, or a job, failed with. */
export const ApiError = z.object({
  code: z.string().meta({
    description: 'A code of an error of `@rbee/worker-catalog`, or one of `ApiErrorCode`.',
  }),
  message: z.string(),
  hint: z.string().optional().meta({ description: 'What the reader can do about it.' }),
  path: z.string().optional().meta({
    description: 'Of a 400: where in the body or query the bad field is, such as `args.3`.',
  }),
});
export type ApiError = Readonly<z.output<typeof ApiError>>;

/** The body of every answer that does not succeed. */
export const ErrorBody = z.object({ error: ApiError });
export type ErrorBody = Readonly<z.output<typeof ErrorBody>>;

/** The daemon's own codes, with the status of the answer. */
export type ApiErrorCode =
  /** 400: a field is missing, unknown, or not what it has to be; `path` says which. */
  | 'BAD_REQUEST'
  /** 401: the token is missing or wrong. */
  | 'UNAUTHORIZED'
  /** 403: the Host or Origin is not the daemon's own. */
  | 'FORBIDDEN_ORIGIN'
  /** 403, or in a job: the URL leads to an address that is not allowed, or that cannot be checked. */
  | 'FORBIDDEN_ADDRESS'
  /** 404: nothing is at this path, or has this id. */
  | 'NOT_FOUND'
  /** 405: the path has other methods; `Allow` lists them. */
  | 'METHOD_NOT_ALLOWED'
  /** 409: the job has ended. */
  | 'ENDED'
  /** 409: the process has not ended. */
  | 'STILL_RUNNING'
  /** In a job: another process that runs has the name. */
  | 'NAME_TAKEN'
  /** 413: the body is larger than the daemon takes. */
  | 'BODY_TOO_LARGE'
  /** 415: a body has to be application/json. */
  | 'NOT_JSON'
  /** 429, with `Retry-After`: too many jobs wait, or too many streams are open. */
  | 'BUSY'
  /** In a job: the worker ended or did not answer `/health` in time. */
  | 'WORKER_NOT_READY'
  /** 409, or in a job: a process has loaded the model. */
  | 'MODEL_IN_USE'
  /** In a job: the daemon was started without a catalog of models. */
  | 'NO_MODELS'
  /** 502: the worker did not answer a forwarded request. */
  | 'WORKER_UNREACHABLE'
  /** In a job: the daemon ended while it ran. */
  | 'INTERRUPTED'
  /** 500: a mistake of the daemon; its log has more. */
  | 'INTERNAL';
