import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDriftRecord } from '../../src/collector/drift-record.ts';
import type { ProjectState } from '../../src/domain/state.ts';
import { tempProject } from '../support/run-cli.ts';

test('of two saves at once, none counts as done while the other fails', async () => {
  const stateDir = join(tempProject({ file: '' }), 'file', 'state');
  const record = await openDriftRecord(stateDir, () => {}).catch(() => null);
  expect(record).not.toBeNull();
  const dimension = { id: 'go_version', state: 'drifted', findings: [] };
  record?.follow('target', { project: { name: 'shop' }, dimensions: [dimension] } as unknown as ProjectState);
  const saves = await Promise.allSettled([record?.save(), record?.save()]);
  expect(saves.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
