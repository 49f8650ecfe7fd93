import type { GitMirror } from '../repository.js';

/** The refs of a remote. */
export interface RemoteRefs {
  /** Object ids by full name, such as `refs/tags/v1`. */
  readonly refs: ReadonlyMap<string, string>;
  /** The branch that the remote's HEAD names, such as `refs/heads/main`; none when it is detached or empty. */
  readonly head: string | undefined;
  /** The commit of the remote's HEAD. */
  readonly headOid: string | undefined;
}

export interface GitObject {
  readonly type: string;
  readonly content: Buffer;
}

export interface CheckoutInit {
  readonly commit: string;
  /** A clone without files, whose objects are the mirror's. */
  readonly folder: string;
}

export interface GitFetch {
  readonly url: string;
  readonly commit?: string | undefined;
  /** The one tag, by its full name, or the commit to fetch, without its history. @default every branch and tag */
  readonly only?: string | undefined;
}

/** A way to do what needs a git: isomorphic-git, or the system's program. */
export interface GitBackend {
  readonly name: 'embedded' | 'system';
  /** The remote's branches as they are now, with or without its tags. Nothing is fetched; the mirror need not be there. */
  listRefs(mirror: GitMirror, url: string): Promise<RemoteRefs>;
  /**
   * Brings the mirror's objects up to date with the remote and returns its branches and tags. `commit` is one
   * that is in none of them: it is looked for in the remote's other refs, such as pull requests.
   */
  fetch(mirror: GitMirror, remote: GitFetch): Promise<RemoteRefs>;
  /** The full id of the commit that an object id or its beginning stands for. */
  resolveCommit(mirror: GitMirror, revision: string): Promise<string | undefined>;
  /** @throws SourceFetchError `GIT_FAILED` when it is not there */
  readObject(mirror: GitMirror, oid: string): Promise<GitObject>;
  /** Writes the commit's files and the index. */
  checkout(mirror: GitMirror, init: CheckoutInit): Promise<void>;
  /** The bytes of `git archive --format=tar <commit>`, with export attributes neutralised as makepkg does. */
  archive(mirror: GitMirror, commit: string): AsyncIterable<Uint8Array>;
}
