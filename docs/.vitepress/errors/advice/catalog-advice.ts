import type { AdviceByCode } from './types.js';

/** Of what is kept on disk: workers and models. */
export const CATALOG_ADVICE: AdviceByCode = {
  NOT_INSTALLED: {
    why: 'The id is misspelt, or the worker was removed.',
    todo: '`rbee-hive list` shows what is installed.',
  },
  IO: {
    why: 'The system refused to read or write: permissions, a full disk, a read-only file system.',
    todo: "The cause has the system's own error, and the hint what to do about it.",
  },
  LICENSE_FILE_UNSAFE: {
    why: 'Other users can read the file with the licence token, or it is empty.',
    todo: '`chmod 600` it, and look whether it has the token.',
  },
  PROGRAM_OUTSIDE: {
    why: "A record was edited or written by another program: it names a program outside the worker's folder.",
    todo: 'Remove the worker and install it again.',
  },
  WORKER_CHANGED: {
    why: 'A file of the worker was changed, added or removed after it was installed.',
    todo: '`rbee-hive verify` lists each difference. Remove the worker and install it again.',
  },
  NO_PREVIOUS_VERSION: {
    why: 'Only one version is installed, or the current one is the oldest.',
    todo: '`rbee-hive list` shows the versions.',
  },
  RUNNING: { why: 'A process of the worker runs.', todo: '`rbee-hive stop WORKER` first.' },
  INVALID_ID: {
    why: "The id is empty, `.` or `..`, has control characters, or is a device's name on Windows.",
    todo: 'Choose another id.',
  },
  INVALID_ROOT: {
    why: 'The folder is relative, or the home folder is not known.',
    todo: 'Pass an absolute path.',
  },
  ALREADY_EXISTS: {
    why: 'It was added before, perhaps by another process, or something that is not an artifact is in its place.',
    todo: 'Use what is there, or remove it first.',
  },
  NOT_FOUND: {
    why: 'The id or path is misspelt, or what it named was removed.',
    todo: 'List what there is.',
  },
  INVALID_METADATA: {
    why: '`metadata.json` was edited, or comes from another version.',
    todo: 'The message names the field. `rbee-hive repair` and a new installation mend it.',
  },
  UNREADABLE_METADATA: {
    why: '`metadata.json` is cut off, too large, or not a regular file.',
    todo: 'Remove the artifact and install it again.',
  },
  INVALID_ARTIFACT: {
    why: 'An artifact that you passed has a path outside its folder, or a field of another kind.',
    todo: 'The message names the field; [the catalog on disk](../artifact-catalog.md) has its rules.',
  },
  BUSY: {
    why: 'Someone else is at work on the same thing, and you asked not to wait, or too many wait already.',
    todo: 'Try again in a moment, or wait for it.',
  },
  INVALID_RECORD: { why: 'A record was edited or cut off.', todo: 'Remove the model and pull it again.' },
  INVALID_REFERENCE: {
    why: 'It is written as no vendor reads it.',
    todo: 'Write `hf:org/repo:Q4_K_M`, a URL with `#sha256=`, or a path.',
  },
  MODEL_NOT_FOUND: {
    why: 'The name is misspelt, the repository is private and there is no token, or no model is served by this id.',
    todo: '`rbee-hive model search WORDS`; for a private one set `HF_TOKEN`; `GET /v1/models` lists those that are served.',
  },
  REVISION_NOT_FOUND: {
    why: 'The branch, tag or commit is gone.',
    todo: 'Leave the revision out, or choose one that the hub lists.',
  },
  FILE_NOT_FOUND: {
    why: 'The model does not come in that quantization.',
    todo: 'The hint lists those that there are.',
  },
  NO_WEIGHTS: {
    why: 'The repository holds only an adapter, a data set, or files of another framework.',
    todo: 'Look for a repository with GGUF or safetensors.',
  },
  GATED: {
    why: 'The publisher wants its terms accepted first.',
    todo: "Accept them on the model's page with the account whose token you use.",
  },
  ACCESS_DENIED: {
    why: 'The token is missing, expired, or not for this repository.',
    todo: 'Make a new token with the right to read.',
  },
  RATE_LIMITED: {
    why: 'Too many requests were made in a short time.',
    todo: 'Wait as long as the message says; a token usually allows more.',
  },
  INVALID_ANSWER: {
    why: "A proxy or another server answered in the hub's place.",
    todo: 'Open the URL by hand; check `HF_ENDPOINT` and the proxy variables.',
  },
  DIGEST_REQUIRED: {
    why: 'A plain URL does not say what its file must be.',
    todo: 'Add `#sha256=…` with the digest that the publisher gives.',
  },
  DIGEST_MISMATCH: {
    why: 'The file changed at its place, or the transfer was tampered with.',
    todo: "Compare with the publisher's own digest. The file was not kept.",
  },
  INVALID_MODEL: {
    why: 'The file is damaged, or of another format than its name says.',
    todo: 'Pull it again, or from another publisher.',
  },
};
