import { type JsonBucket, readValue } from '../link/json-bucket.js';
import { Report } from '../protocol/report.js';
import type { ReportFeed } from '../rollout/drive-rollout.js';

/** Follows what every hive reports. */
export async function followReports({ kv }: JsonBucket): Promise<ReportFeed & { readonly stop: () => void }> {
  const now = new Map<string, Report>();
  let wake: () => void = () => undefined;
  const watch = await kv.watch({ key: '*.report' });
  const read = async () => {
    for await (const entry of watch) {
      const [hive = ''] = entry.key.split('.');
      try {
        if (entry.operation === 'PUT') now.set(hive, readValue(entry.key, entry.string(), Report));
      } catch {
        // Of another version: it is as if the hive had said nothing.
      }
      wake();
    }
  };
  void read().catch(() => undefined);
  return {
    now,
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    stop: () => void watch.stop(),
  };
}
