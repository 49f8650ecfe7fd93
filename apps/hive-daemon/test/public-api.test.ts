import { expect, test } from 'vitest';
import * as access from '../src/access/index.js';
import * as api from '../src/api.js';
import * as daemon from '../src/index.js';
import * as local from '../src/local.js';

test('the promised names are there', () => {
  expect(Object.keys(daemon).sort()).toEqual(['DaemonError', 'examine', 'isDaemonError', 'startDaemon']);
  expect(Object.keys(api).sort()).toEqual([
    'ApiError',
    'CachePrune',
    'CacheVerify',
    'CatalogPrune',
    'CatalogRepair',
    'CreatedGatewayKey',
    'DiskUse',
    'DoctorReport',
    'ErrorBody',
    'Finding',
    'FleetLineState',
    'FleetLineStatus',
    'FleetModel',
    'FleetPeer',
    'FleetStatus',
    'GatewayKey',
    'GatewayKeyList',
    'GatewayOptions',
    'HardwareAnswer',
    'Health',
    'HiveInfo',
    'Job',
    'JobEvent',
    'JobList',
    'JobState',
    'KeptSettings',
    'LogLine',
    'LogPage',
    'ModelFit',
    'ModelId',
    'ModelList',
    'ModelPlanAnswer',
    'ModelPull',
    'ModelReference',
    'ModelRemove',
    'ModelSearch',
    'ModelSettings',
    'ModelState',
    'ModelStats',
    'ModelStatus',
    'ModelStatusList',
    'NewGatewayKey',
    'Operation',
    'OutdatedList',
    'PlanAnswer',
    'ProblemList',
    'ProcessList',
    'ProcessName',
    'ProcessState',
    'PrunedProcesses',
    'RestartPolicy',
    'ServedModel',
    'ServedModelBody',
    'SettingsBody',
    'SettingsList',
    'StartSettings',
    'WorkerInstall',
    'WorkerOverview',
    'WorkerProcess',
    'WorkerRemove',
    'WorkerRollback',
    'WorkerRow',
    'WorkerRowState',
    'WorkerSelect',
    'WorkerSpawn',
    'WorkerStop',
    'WorkerUpgrade',
    'WorkerVerify',
    'distinctModelId',
    'isEndState',
  ]);
  expect(Object.keys(local).sort()).toEqual(['readRunningWorkers', 'runWorker']);
  expect(Object.keys(access).sort()).toEqual([
    'findDaemon',
    'isDaemonError',
    'proveDaemon',
    'reachableUrl',
    'readDaemonToken',
    'stopDaemon',
  ]);
});

test('an error is recognised by its marker', () => {
  const error = new daemon.DaemonError({ code: 'NOT_FOUND', message: 'x', path: 'y', hint: 'z' });
  expect(daemon.isDaemonError(error)).toBe(true);
  expect(error).toMatchObject({ name: 'DaemonError', code: 'NOT_FOUND', path: 'y', hint: 'z' });
  expect(daemon.isDaemonError(new Error('x'))).toBe(false);
});
