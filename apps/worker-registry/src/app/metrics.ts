import type { StoreCounts } from '../store/types.js';

/** Upper bounds of the duration histogram, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

/** What is counted of one request. */
export interface CountedRequest {
  readonly method: string;
  /** The pattern of the route, such as `/workers/:id`: never what a client wrote. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** Counts requests, and reports them in the Prometheus text format. */
export interface Metrics {
  count(request: CountedRequest): void;
  format(facts: { readonly version: string; readonly counts: StoreCounts }): string;
}

export function createMetrics(): Metrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, Histogram>();
  return {
    count({ method, route, status, ms }) {
      const labels = `method="${method}",route="${route}",status="${status}"`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      const histogram = durations.get(route) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
      durations.set(route, histogram);
      observe(histogram, ms / 1000);
    },
    format: ({ version, counts }) =>
      `${[
        ...family('registry_info', 'gauge', 'The version that runs.'),
        `registry_info{version="${labelValue(version)}"} 1`,
        ...family('registry_workers_served', 'gauge', 'Versions of workers served.'),
        `registry_workers_served ${counts.served}`,
        ...family('registry_workers_refused', 'gauge', 'Versions of workers refused for a fault.'),
        `registry_workers_refused ${counts.refused.length}`,
        ...family('registry_worker_refused', 'gauge', 'Each version that is refused, by its place.'),
        ...counts.refused.map((path) => `registry_worker_refused{path="${labelValue(path)}"} 1`),
        ...family('registry_http_requests_total', 'counter', 'Requests answered.'),
        ...Array.from(requests, ([labels, count]) => `registry_http_requests_total{${labels}} ${count}`),
        ...family('registry_http_request_duration_seconds', 'histogram', 'Time to the response.'),
        ...Array.from(durations, ([route, histogram]) => histogramLines(route, histogram)).flat(),
      ].join('\n')}\n`,
  };
}

function labelValue(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
}

interface Histogram {
  /** Requests up to each bound, not those below the bound before it. */
  readonly counts: number[];
  sum: number;
  count: number;
}

function observe(histogram: Histogram, seconds: number): void {
  const index = BUCKETS.findIndex((bound) => seconds <= bound);
  if (index !== -1) histogram.counts[index] = (histogram.counts[index] ?? 0) + 1;
  histogram.sum += seconds;
  histogram.count += 1;
}

function family(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function histogramLines(route: string, { counts, sum, count }: Histogram): string[] {
  const name = 'registry_http_request_duration_seconds';
  let below = 0;
  const buckets = BUCKETS.map((bound, index) => {
    below += counts[index] ?? 0;
    return `${name}_bucket{route="${route}",le="${bound}"} ${below}`;
  });
  return [
    ...buckets,
    `${name}_bucket{route="${route}",le="+Inf"} ${count}`,
    `${name}_sum{route="${route}"} ${sum}`,
    `${name}_count{route="${route}"} ${count}`,
  ];
}
