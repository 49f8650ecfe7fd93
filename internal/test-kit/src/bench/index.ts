export type { BenchRow } from './report-row.js';
export { median, reportRow } from './report-row.js';
