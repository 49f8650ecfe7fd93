import type { FleetStatus } from 'rbee-hive-daemon/api';
import { expect, it } from 'vitest';
import { connectionText, lineText } from '../../src/model/fleet-text.js';

const STATUS: FleetStatus = {
  ...{ isMember: true, hive: 'attic', server: 'tls://fleet.lan:4222', lines: [], peers: [], models: [] },
  connection: 'connected',
};

it('says who the hive is, and what goes on when the server is away or refuses it', () => {
  expect(connectionText(STATUS)).toBe('This machine is attic of the fleet at tls://fleet.lan:4222.');
  expect(connectionText({ ...STATUS, connection: 'connecting' })).toMatch(
    /not connected\. What was wanted last goes on\.$/,
  );
  expect(connectionText({ ...STATUS, connection: 'refused', problem: 'No.' })).toMatch(
    / No\. What was wanted last goes on\.$/,
  );
});

it('says what runs for a line, and why it is not ready', () => {
  expect(lineText({ name: 'chat', worker: 'engine', state: 'ready', version: '2' })).toBe('engine 2');
  expect(lineText({ name: 'chat', worker: 'engine', state: 'failed', error: 'no GPU' })).toBe(
    'engine: no GPU',
  );
});
