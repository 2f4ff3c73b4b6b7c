import { GO_VARIABLES } from '../../domain/go-variables.ts';
import type { Host } from '../../host/host.ts';

/** Go splits these at spaces: one at an end changes nothing. */
const SPLIT_AT_SPACES = /FLAGS$|^(?:AR|CC|CXX|FC|GCCGO|PKG_CONFIG)$/;

/** `odd.NAME`: what a value holds that cannot be seen, as the line ends of a file that was edited on Windows. */
export function observeOddValues(host: Host): Record<string, string> {
  return Object.fromEntries(
    GO_VARIABLES.flatMap((name) => {
      const what = invisiblePart(name, host.go.configured(name)?.value ?? '');
      return what === null ? [] : [[`odd.${name}`, what]];
    }),
  );
}

function invisiblePart(name: string, value: string): string | null {
  if (value.endsWith('\r')) return ', which ends in a carriage return';
  if (/\p{Cc}/u.test(value)) return ', which holds a control character';
  if (value.trim() === value || SPLIT_AT_SPACES.test(name)) return null;
  return value.trimEnd() === value ? ', which begins with a space' : ', which ends in a space';
}
