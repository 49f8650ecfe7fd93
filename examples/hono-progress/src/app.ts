import { isWorkerCatalogFailure, type ProvisionEvent, type WorkerCatalog } from '@rbee/worker-catalog';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { type Job, Jobs } from './jobs.js';

/** `POST /workers/:id` starts a job, `GET /jobs/:id/events` streams it, `DELETE /jobs/:id` cancels it. */
export function createApp(catalog: WorkerCatalog): Hono {
  const jobs = new Jobs();
  const app = new Hono();

  app.get('/workers', async (context) => context.json(await catalog.list()));

  app.post('/workers/:id', (context) => {
    const job = jobs.start((options) => catalog.provisionAndAdd(context.req.param('id'), options));
    return context.json({ job: job.id }, 202);
  });

  app.delete('/jobs/:id', (context) => {
    const job = jobs.get(context.req.param('id'));
    job?.controller.abort(new Error('cancelled by a request'));
    return context.body(null, job === undefined ? 404 : 204);
  });

  app.get('/jobs/:id/events', (context) => {
    const job = jobs.get(context.req.param('id'));
    if (job === undefined) return context.json({ error: 'There is no such job.' }, 404);
    return streamSSE(context, async (stream) => {
      const reader = new AbortController();
      stream.onAbort(() => reader.abort());
      for await (const event of job.follow(reader.signal))
        await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
      await stream.writeSSE({ event: 'end', data: JSON.stringify(await outcome(job)) });
    });
  });
  return app;
}

async function outcome({ result, controller }: Job<ProvisionEvent>): Promise<unknown> {
  try {
    return { installed: (await result).id };
  } catch (error) {
    if (controller.signal.aborted) return { cancelled: String(controller.signal.reason) };
    if (isWorkerCatalogFailure(error)) return { code: error.code, message: error.message, hint: error.hint };
    return { code: 'INTERNAL', message: 'The installation failed; see the log of the server.' };
  }
}
