import { startDeadline } from '@rbee-internal/system/time';
import { askWorker } from '../http/ask-worker.js';

const TIMEOUT_MILLISECONDS = 2_000;

/** Whether a worker answers `GET /health` with success, in two seconds. */
export async function probeHealth(port: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const deadline = startDeadline(TIMEOUT_MILLISECONDS, { signal });
  try {
    const { request, answered } = askWorker({
      host: '127.0.0.1',
      port,
      path: '/health',
      signal: deadline.signal,
    });
    request.end();
    const response = await answered;
    response.destroy();
    const { statusCode = 0 } = response;
    return statusCode < 300;
  } catch {
    return false;
  } finally {
    deadline.stop();
  }
}
