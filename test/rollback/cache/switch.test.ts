import { mkdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGeneration } from '../../../src/rollback/cache/create-generation.ts';
import { planRotate } from '../../../src/rollback/cache/plan-rotate.ts';
import { inverse } from '../../../src/rollback/step.ts';
import { apply, GO, goLab } from './go-lab.ts';

const goEnv = (file: string) => readFileSync(file, 'latin1');

test('the first rotate adopts the default GOCACHE where it is, and Go is given the resolved new root', async () => {
  const lab = goLab();
  const plan = await lab.rotate();
  expect({ from: plan.from, to: plan.to, overriddenBy: plan.overriddenBy }).toEqual({
    from: lab.defaultRoot,
    to: plan.generation.path,
    overriddenBy: null,
  });
  expect(goEnv(lab.goEnvFile)).toBe(`GOCACHE=${plan.to}\n`);
  expect(readlinkSync(join(lab.cacheRoot, 'current'))).toBe(plan.to);
  expect(statSync(plan.to).mode & 0o777).toBe(0o700);
  expect((await lab.go(['env', 'GOCACHE'], lab.home)).stdout).toBe(plan.to);
  const { generations, inUse, current } = await lab.read();
  expect({ generations, inUse, current }).toEqual({
    generations: [plan.generation],
    inUse: plan.to,
    current: plan.to,
  });
});

test('a generation is named after its Go, its platform, its time and its parent', async () => {
  const state = await goLab().read();
  const name = (now: number, version = GO.version) =>
    planRotate(state, now, { ...GO, version }).generation.name;
  expect(name(1)).toMatch(/^gen-[0-9a-f]{12}$/);
  expect(name(1)).toBe(name(1));
  expect(new Set([name(1), name(2), name(1, 'go1.25.4')]).size).toBe(3);
});

test('each rollback goes one root back, and restores the env file byte for byte', async () => {
  const lab = goLab();
  const text = '# mine\nGOFLAGS=-v\r\nGOPRIVATE=x\xe4';
  writeFileSync(lab.goEnvFile, text, 'latin1');
  const first = await lab.rotate();
  const afterFirst = goEnv(lab.goEnvFile);
  const second = await lab.rotate();
  expect(second.from).toBe(first.to);
  expect(await lab.rollBack()).toMatchObject({ from: second.to, to: first.to });
  expect(goEnv(lab.goEnvFile)).toBe(afterFirst);
  expect(await lab.rollBack()).toMatchObject({ from: first.to, to: lab.defaultRoot });
  expect(goEnv(lab.goEnvFile)).toBe(text);
  await expect(lab.rollBack()).rejects.toThrow('there is no earlier GOCACHE to return to');
});

test('a GOCACHE line of the user comes back as it was written, duplicates and links too', async () => {
  const lab = goLab();
  mkdirSync(join(lab.home, 'big-disk'));
  symlinkSync(join(lab.home, 'big-disk'), join(lab.home, 'link'));
  const text = `GOCACHE=/first\nGOFLAGS=-v\nGOCACHE=${lab.home}/link\n`;
  writeFileSync(lab.goEnvFile, text);
  expect((await lab.rotate()).from).toBe(join(lab.home, 'big-disk'));
  expect((await lab.go(['env', 'GOCACHE'], lab.home)).stdout).toContain('/gen-');
  await lab.rollBack();
  expect(goEnv(lab.goEnvFile)).toBe(text);
});

test('the inverse of every step restores everything', async () => {
  const lab = goLab();
  await lab.rotate();
  const before = await lab.read();
  const { steps } = await lab.rotate();
  await apply(steps.map(inverse).toReversed());
  const { generations, ...after } = await lab.read();
  expect(after).toEqual({ ...after, ...before, generations: undefined });
  expect(generations.length).toBe(2);
});

test('a GOCACHE in the environment wins over the file: that is said, with the line to paste', async () => {
  const lab = goLab();
  lab.env.GOCACHE = join(lab.home, 'it’s');
  const plan = await lab.rotate();
  expect(plan).toMatchObject({
    from: lab.env.GOCACHE,
    overriddenBy: 'environment',
    exportLine: `export GOCACHE=${plan.to}`,
  });
  const own = lab.env.GOCACHE;
  // As a shell that ran the line.
  lab.env.GOCACHE = plan.to;
  expect((await lab.rollBack()).exportLine).toBe(`export GOCACHE='${own}'`);
  expect(goEnv(lab.goEnvFile)).toBe('');
});

test('where the environment wins before and after, a rollback is of the file, and says what the file gives', async () => {
  const lab = goLab();
  const first = await lab.rotate();
  lab.env.GOCACHE = join(lab.home, 'own');
  const { to: from } = await lab.rotate();
  expect(await lab.rollBack()).toMatchObject({
    ...{ from, to: first.to, exportLine: 'unset GOCACHE', note: "Go's env file is restored" },
    steps: [{}, {}, { brief: `GOCACHE=${first.to} in Go's env file` }],
  });
  expect(goEnv(lab.goEnvFile)).toBe(`GOCACHE=${first.to}\n`);
});

test.each([0, 1])(
  'a GOCACHE of the environment is returned to without it, after %i rotates of the file',
  async (rotates) => {
    const lab = goLab();
    for (let n = 0; n < rotates; n += 1) await lab.rotate();
    const own = join(lab.home, 'own');
    lab.env.GOCACHE = own;
    await lab.rotate();
    delete lab.env.GOCACHE;
    expect((await lab.rollBack()).to).toBe(own);
    expect((await lab.go(['env', 'GOCACHE'], lab.home)).stdout).toBe(own);
  },
);

test('with GOENV=off only the link and the history change', async () => {
  const lab = goLab({ GOENV: 'off' });
  const plan = await lab.rotate();
  expect(plan.overriddenBy).toBe('goenv_off');
  expect(plan.steps.map(({ path }) => path)).toEqual([
    join(lab.cacheRoot, 'history.json'),
    join(lab.cacheRoot, 'current'),
  ]);
});

test('a rollback with GOENV=off is refused with what to do', async () => {
  const lab = goLab();
  await lab.rotate();
  lab.env.GOENV = 'off';
  await expect(lab.rollBack()).rejects.toThrow(
    `GOENV=off: Go reads no env file, so GOCACHE cannot be restored in it. Unset GOENV and try again, or use the earlier cache in this shell only: export GOCACHE='${lab.defaultRoot}'`,
  );
});

test('GOCACHE=off is refused with what to do', async () => {
  const lab = goLab({ GOCACHE: 'off' });
  await expect(lab.rotate()).rejects.toThrow('GOCACHE=off is no absolute path');
});

test('a damaged history is set aside and said, and the next rotate begins a new one', async () => {
  const lab = goLab();
  const { to } = await lab.rotate();
  writeFileSync(join(lab.cacheRoot, 'history.json'), '{"roots":[{"path":"relative"}]}');
  await expect(lab.rollBack()).rejects.toThrow('there is no earlier GOCACHE');
  expect(lab.warnings).toEqual([expect.stringMatching(/history\.json is damaged .*: moved to /)]);
  await lab.rotate();
  expect((await lab.rollBack()).to).toBe(to);
});

test('a plan says what it changes, step by step, and history tells when a root was put out of use', async () => {
  const lab = goLab();
  const first = await lab.rotate(1_000);
  const second = planRotate(await lab.read(), 2_000, GO);
  expect(second).toMatchObject({
    kind: 'cache',
    target: lab.cacheRoot,
    overriddenBy: null,
    exportLine: null,
    steps: [
      { kind: 'write_file', brief: 'history of roots: 3' },
      { kind: 'switch_link', before: first.to, after: second.to, brief: `current → ${second.to}` },
      { kind: 'write_file', path: lab.goEnvFile, brief: `GOCACHE=${second.to} in Go's env file` },
    ],
  });
  createGeneration(second.generation);
  await apply(second.steps);
  const { history } = await lab.read();
  expect(history.retired).toEqual({ [lab.defaultRoot]: 1_000, [first.to]: 2_000 });
  const back = await lab.rollBack(3_000);
  expect(back.to).toBe(first.to);
  // What is in use again is not out of use.
  expect((await lab.read()).history.retired).toEqual({ [lab.defaultRoot]: 1_000, [second.to]: 3_000 });
  expect((await lab.rollBack(4_000)).to).toBe(lab.defaultRoot);
});

test('a generation that was collected is not returned to, nor remembered as out of use', async () => {
  const lab = goLab();
  const first = await lab.rotate(1_000);
  await lab.rotate(2_000);
  const third = await lab.rotate(3_000);
  rmSync(first.to, { recursive: true });
  const back = await lab.rollBack(4_000);
  rmSync(third.to, { recursive: true });
  expect((await lab.rollBack(5_000)).to).toBe(lab.defaultRoot);
  expect((await lab.read()).history).toEqual({
    roots: [{ path: lab.defaultRoot, setting: null }],
    retired: { [back.to]: 5_000 },
  });
});

test('returning to the root that builds use already changes nothing, and says so', async () => {
  const lab = goLab();
  const first = await lab.rotate();
  await lab.rotate();
  // What `go env -w GOCACHE=…` writes.
  writeFileSync(lab.goEnvFile, `GOCACHE=${first.to}\n`);
  await expect(lab.rollBack()).rejects.toThrow(`nothing to change: builds already use ${first.to}`);
});

test('where Go’s default is another place now, the old one is named in the env file', async () => {
  const lab = goLab();
  await lab.rotate();
  lab.env.XDG_CACHE_HOME = join(lab.home, 'elsewhere');
  expect(await lab.rollBack()).toMatchObject({ to: lab.defaultRoot });
  expect(goEnv(lab.goEnvFile)).toBe(`GOCACHE=${lab.defaultRoot}\n`);
});
