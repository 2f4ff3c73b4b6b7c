// From a change on disk to the notification, at 1 s scrape and evaluation, and the sample's series: `npm run bench -- notification`.
import { setTimeout as sleep } from 'node:timers/promises';
import { query, startLab, until } from '../test/e2e/support/lab.ts';

const ROUNDS = 9;

const names = Array.from({ length: ROUNDS }, (_, index) => `shop${index}`);
const lab = await startLab(names, {});
try {
  await until('every project', async () => {
    const found = await query(lab, 'godrift_go_info');
    return found.length === ROUNDS ? found : null;
  });
  const seconds: number[] = [];
  for (const name of names) {
    await sleep(1_000 * Math.random());
    const begin = Date.now();
    lab.projects[name]?.drift();
    const [first] = await until(name, () =>
      lab.receivers.accepted('webhook', name).filter(({ text }) => text.includes('GoVersionDrift')),
    );
    seconds.push(((first?.at ?? 0) - begin) / 1_000);
  }
  seconds.sort((a, b) => a - b);
  const median = seconds[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  process.stdout.write(
    `change on disk → notification: median ${median.toFixed(1)} s, ${seconds[0]?.toFixed(1)}–${seconds.at(-1)?.toFixed(1)} s over ${ROUNDS} (target 5 s)\n`,
  );
} finally {
  await lab.close();
}
