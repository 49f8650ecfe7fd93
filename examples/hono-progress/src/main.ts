import { serve } from '@hono/node-server';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { createApp } from './app.js';

// The registry is $WORKER_CATALOG_URL, the folder ~/.cache/rbee/workers.
const catalog = await WorkerCatalog.open();
const { fetch } = createApp(catalog);
const server = serve({ fetch, hostname: '127.0.0.1', port: Number(process.env.PORT ?? 3000) }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
);
process.once('SIGTERM', () => server.close());
