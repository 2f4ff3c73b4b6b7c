let passed = 0;

/**
 * A place where a crash must do no harm. With `GODRIFT_FAULT_POINT=N` the process is killed (SIGKILL) at the N-th of them:
 * that is how the tests go through all.
 */
export function faultPoint(): void {
  passed += 1;
  if (process.env.GODRIFT_FAULT_POINT === String(passed)) process.kill(process.pid, 'SIGKILL');
}
