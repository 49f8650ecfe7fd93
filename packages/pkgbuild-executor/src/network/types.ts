import type { Phase } from '../phases/phase.js';

/** Package managers and the like whose hosts `hostsOfEcosystem` reads from their own configuration. */
export type Ecosystem = 'cargo' | 'npm' | 'pip' | 'go' | 'git' | 'maven' | 'rubygems';

/** Every {@link Ecosystem}. */
export const ECOSYSTEMS: readonly Ecosystem[] = Object.freeze([
  'cargo',
  'npm',
  'pip',
  'go',
  'git',
  'maven',
  'rubygems',
]);

/**
 * What each phase may reach: names of {@link Ecosystem}s, hosts as in {@link NetworkOptions.hosts}, or `public` for every
 * public host: `{ prepare: ['cargo'], build: ['example.org:443'] }`. A phase that is not named may reach nothing.
 */
export type NetworkByPhase = Readonly<Partial<Record<Phase, readonly string[] | undefined>>>;

/**
 * Which servers a build may reach, by http and https through a proxy of ours. Loopback and every other address that is
 * not of the public internet are out of reach but for those that are named.
 */
export interface NetworkOptions {
  /** What each phase may reach; instead of `phases` and `hosts`. @default what those two say */
  readonly allow?: NetworkByPhase | undefined;
  /** The phases that may use the network; what a phase leaves running may not, once it is over. @default all */
  readonly phases?: readonly Phase[] | undefined;
  /** Hosts: `host`, `*.host` for those below it, each with `:port` or for every port. @default 'public': every public host */
  readonly hosts?: readonly string[] | 'public' | undefined;
  /**
   * Hosts that may be reached whatever their addresses are, such as a mirror on this machine: as in `hosts`. They need
   * not be among `hosts`. @default none
   */
  readonly allowPrivate?: readonly string[] | undefined;
  /** The proxy that public hosts are to be asked through. It never shows in a build. @default none */
  readonly proxy?: UpstreamProxy | undefined;
  /** Fetches the index of an ecosystem's registry, to learn which further servers it names. @default one through `proxy` */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Proxies as the variables `http_proxy`, `https_proxy` and `no_proxy` name them. */
export interface UpstreamProxy {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly no?: string | undefined;
}

/** A server that a build asked for, once for each phase that did. */
export interface HostReached {
  /** The phase that asked; absent between phases. */
  readonly phase?: Phase;
  /** `name:port`, as the build named it. */
  readonly host: string;
  readonly allowed: boolean;
  /** Why it was refused. */
  readonly reason?: RefusalReason;
}

/** Why a build did not reach a server. */
export type RefusalReason =
  /** The phase may not use the network. */
  | 'phase'
  /** It is not among the hosts that are allowed. */
  | 'host'
  /** It has an address that is not of the public internet. */
  | 'private'
  /** The build asked for too many servers at once. */
  | 'connections';
