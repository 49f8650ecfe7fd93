/** Variables that are the hive's own secrets. */
const SECRET_NAME = /^RBEE_.*(?:TOKEN|SECRET|KEY|PASSWORD)/i;

/** The environment of a worker: the daemon's, less the licence token, the daemon's token, and whatever holds it. */
export function workerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  token: string | undefined,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || SECRET_NAME.test(name)) continue;
    if (token === undefined || !value.includes(token)) kept[name] = value;
  }
  return kept;
}
