/** The daemon's paths for one thing; an id may have any characters. */
export function workerPath(id: string): string {
  return `/v1/workers/${encodeURIComponent(id)}`;
}

export function jobPath(id: string): string {
  return `/v1/jobs/${encodeURIComponent(id)}`;
}

export function processPath(id: string): string {
  return `/v1/processes/${encodeURIComponent(id)}`;
}

/** Where it is said whether a model fits. */
export function fitsPath(
  model: string,
  options: { readonly context?: number; readonly gpuLayers?: number | 'auto' } = {},
): string {
  const { context, gpuLayers } = options;
  const query = new URLSearchParams({
    model,
    ...(context !== undefined && { context: String(context) }),
    ...(gpuLayers !== undefined && { gpuLayers: String(gpuLayers) }),
  });
  return `/v1/model-catalog/fits?${query}`;
}

/**
 * Where a worker is asked for something of OpenAI's API: by its model through the gateway, which speaks for workers with
 * another API, else the worker itself.
 */
export function inferencePath(
  { id, modelId }: { readonly id: string; readonly modelId?: string | undefined },
  route: string,
): string {
  return modelId === undefined ? `${processPath(id)}/http/v1/${route}` : `/v1/gateway/openai/${route}`;
}
