/** The name of one part of a model that is split. */
export interface ShardName {
  /** What comes before the number. */
  readonly stem: string;
  /** From 1. */
  readonly number: number;
  readonly count: number;
}

const SHARD = /^(?<stem>.+)-(?<number>\d{5})-of-(?<count>\d{5})(?<suffix>\.gguf|\.safetensors)$/i;

/** The most parts of a model that are believed. */
const MAX_SHARDS = 1_000;

/** Reads a name such as `model-00001-of-00005.gguf`; `undefined` when it is not one of a part. */
export function parseShardName(name: string): ShardName | undefined {
  const groups = SHARD.exec(name)?.groups;
  if (groups === undefined) return undefined;
  const [number, count] = [Number(groups.number), Number(groups.count)];
  if (number < 1 || number > count || count > MAX_SHARDS) return undefined;
  return { stem: groups.stem ?? '', number, count };
}

/** The names of all parts, in order, of the one that this is the name of; that alone when it is no part. */
export function shardNames(name: string): string[] {
  const shard = parseShardName(name);
  if (shard === undefined) return [name];
  const suffix = name.slice(name.lastIndexOf('.'));
  const digits = (number: number) => String(number).padStart(5, '0');
  return Array.from(
    { length: shard.count },
    (_, index) => `${shard.stem}-${digits(index + 1)}-of-${digits(shard.count)}${suffix}`,
  );
}
