import type { WorkerCatalog } from '@rbee/worker-catalog';
import { KeptSettings, SettingsBody, SettingsList } from '../api/kept-settings.js';
import { badRequest } from '../http/bad-request.js';
import { readJson } from '../http/read-json.js';
import type { Route } from '../http/router.js';
import type { SettingsShelf } from '../processes/settings/settings-shelf.js';
import { param } from './read-query.js';

export interface SettingsRoutesInit {
  readonly catalog: WorkerCatalog;
  readonly settings: SettingsShelf;
  readonly bodyBytes: number;
}

/** What workers are started with when a start does not say. */
export function settingsRoutes({ catalog, settings, bodyBytes }: SettingsRoutesInit): Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/settings',
      summary: 'What workers were last started with, and start with again',
      answer: SettingsList,
      handle: () => ({ body: { settings: settings.list() } satisfies SettingsList }),
    },
    {
      method: 'PUT',
      path: '/v1/settings',
      summary: 'Say what a worker starts with from now on, with one model or without',
      body: SettingsBody,
      answer: KeptSettings,
      handle: async ({ request }) => {
        const read = SettingsBody.safeParse(await readJson(request, bodyBytes));
        if (!read.success) throw badRequest(read.error, 'The settings');
        const worker = await catalog.requireInstalled(read.data.worker);
        const { settings: wanted } = read.data;
        const spawn = { operation: 'worker_spawn', worker: worker.id, ...wanted } as const;
        return { body: await settings.keep(worker, spawn, new Date()) };
      },
    },
    {
      method: 'DELETE',
      path: '/v1/settings/:worker',
      summary: 'Forget what a worker was started with: it starts as its registry entry says',
      handle: async ({ params }) => {
        const name = param(params, 'worker');
        const worker = await catalog.requireInstalled(name).catch(() => ({ id: name }));
        return { body: { removed: await settings.forget(worker) } };
      },
    },
  ];
}
