import type { ModelTotals } from './model-meter.js';

/** What `/metrics` shows of one model. */
export interface ModelFigures {
  readonly id: string;
  readonly isLoaded: boolean;
  readonly inFlight: number;
  readonly queued: number;
  readonly totals: ModelTotals;
}

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly value: (figures: ModelFigures) => number;
}

const METRICS: readonly Metric[] = [
  metric('requests_total', 'Requests that have ended.', ({ totals }) => totals.requests),
  metric(
    'request_failures_total',
    'Requests that have ended with an error.',
    ({ totals }) => totals.failures,
  ),
  metric('generated_tokens_total', 'Tokens that were generated.', ({ totals }) => totals.tokens),
  metric(
    'generation_seconds_total',
    'Time from the first token to the last.',
    ({ totals }) => totals.generationSeconds,
  ),
  metric(
    'time_to_first_token_seconds_sum',
    'Time to the first token, all requests together.',
    ({ totals }) => totals.firstTokenSeconds,
  ),
  metric(
    'time_to_first_token_seconds_count',
    'Requests with a first token.',
    ({ totals }) => totals.firstTokens,
  ),
  metric('loads_total', 'Starts that succeeded.', ({ totals }) => totals.loads),
  metric('load_failures_total', 'Starts that failed.', ({ totals }) => totals.failedLoads),
  metric('load_seconds_total', 'Time of the starts that succeeded.', ({ totals }) => totals.loadSeconds),
  gauge('loaded', 'Whether the model is loaded.', ({ isLoaded }) => (isLoaded ? 1 : 0)),
  gauge('requests_in_flight', 'Requests that are served now.', ({ inFlight }) => inFlight),
  gauge('requests_queued', 'Requests that wait for the model.', ({ queued }) => queued),
];

/** Figures in Prometheus' text format, version 0.0.4. */
export function prometheusText(models: readonly ModelFigures[]): string {
  return METRICS.map(({ name, type, help, value }) => {
    const lines = models.map((figures) => `${name}{model="${escapeLabel(figures.id)}"} ${value(figures)}`);
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
  }).join('');
}

function metric(name: string, help: string, value: Metric['value']): Metric {
  return { name: `rbee_model_${name}`, type: 'counter', help, value };
}

function gauge(name: string, help: string, value: Metric['value']): Metric {
  return { ...metric(name, help, value), type: 'gauge' };
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
