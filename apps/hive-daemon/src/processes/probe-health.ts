import { request } from 'node:http';

const TIMEOUT_MILLISECONDS = 2_000;

/** Whether a worker answers `GET /health` with success, in two seconds. */
export function probeHealth(port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: '/health',
        agent: false,
        signal: AbortSignal.any([signal, timeout]),
      },
      (response) => {
        const { statusCode = 0 } = response;
        response.destroy();
        resolve(statusCode >= 200 && statusCode < 300);
      },
    );
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
