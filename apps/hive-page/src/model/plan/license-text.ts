import type { PlanAnswer } from 'rbee-hive-daemon/api';

type LicenseOrigin = PlanAnswer['licenseOrigins'][number];

const WHY: Readonly<Record<LicenseOrigin['trustedBy'], (origin: string) => string>> = {
  user: (origin) => `${origin} would get the hive's licence token: you trust it.`,
  registry: (origin) => `${origin} would get the hive's licence token: the registry names it.`,
  none: (origin) =>
    `${origin} asks for the hive's licence token and would not get it: neither you nor your registry trusts it. To trust it, run "rbee-hive license trust ${origin}" and start the hive again.`,
};

/** Who would get the licence token, and by whose word. */
export function licenseText({ origin, trustedBy }: LicenseOrigin): string {
  return WHY[trustedBy](origin);
}
