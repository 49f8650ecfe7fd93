import type { PublicKey } from '@rbee-internal/signing';

/** The roles that every repository has. */
export type TopRole = 'root' | 'targets' | 'snapshot' | 'timestamp';

/** Signed metadata as it is written. */
export interface SignedDocument<Signed> {
  readonly signed: Signed;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

interface Common<Type extends TopRole> {
  readonly _type: Type;
  readonly spec_version: string;
  readonly version: number;
  /** RFC 3339, in UTC and whole seconds. */
  readonly expires: string;
}

/** Who signs for a role. */
export interface RoleKeys {
  readonly keyids: readonly string[];
  readonly threshold: number;
}

export interface RootDocument extends Common<'root'> {
  readonly consistent_snapshot: true;
  readonly keys: Readonly<Record<string, PublicKey>>;
  readonly roles: Readonly<Record<TopRole, RoleKeys>>;
}

/** A file that is signed. */
export interface TargetEntry {
  readonly length: number;
  readonly hashes: { readonly sha256: string };
}

/** A role that others sign for. */
export interface DelegatedRole extends RoleKeys {
  /** `[a-z0-9-]`. */
  readonly name: string;
  readonly terminating: boolean;
  /** Patterns in which `*` stands for anything but `/`. */
  readonly paths: readonly string[];
}

export interface Delegations {
  readonly keys: Readonly<Record<string, PublicKey>>;
  readonly roles: readonly DelegatedRole[];
}

export interface TargetsDocument extends Common<'targets'> {
  readonly targets: Readonly<Record<string, TargetEntry>>;
  readonly delegations?: Delegations | undefined;
}

interface MetaEntry extends TargetEntry {
  readonly version: number;
}

export interface SnapshotDocument extends Common<'snapshot'> {
  readonly meta: Readonly<Record<string, MetaEntry>>;
}

export interface TimestampDocument extends Common<'timestamp'> {
  readonly meta: { readonly 'snapshot.json': MetaEntry };
}

export type AnyDocument = RootDocument | TargetsDocument | SnapshotDocument | TimestampDocument;
