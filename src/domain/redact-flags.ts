import { HIDDEN, isSecretName, redactText } from './redact-url.ts';

/**
 * What the next word is: a `flag` (or anything), the `assignment` after `-X` or `-D`, the `list` after `-ldflags`,
 * perhaps the `rest` of a value with blanks that nobody quoted; `unknown` where quotes do not pair up.
 */
type Expected = 'flag' | 'assignment' | 'list' | 'rest' | 'unknown';

interface Redacted {
  readonly text: string;
  readonly next: Expected;
}

interface Word {
  readonly blank: string;
  /** With its quotes. */
  readonly raw: string;
  /** Quotes that do not pair up, or that a backslash makes ambiguous (Go takes it literally, shells do not). */
  readonly broken: boolean;
}

const LIST_FLAG = /^--?(?:ldflags|gcflags|asmflags|gccgoflags|extldflags)$/;
const LIST_VALUE = /^(--?(?:ldflags|gcflags|asmflags|gccgoflags|extldflags)=(?:[^\s'"=-][^\s'"=]*=)?)(.*)$/s;
/** `-X name=value`, `-DNAME=value`, also passed through the compiler driver: `-Wp,-DNAME=value`. */
const ASSIGNING_FLAG = /^((?:-W\w+,|.*,)?--?[XD]=?)([^\s=]*)(=.*)?$/s;

/**
 * GOFLAGS, CGO_*FLAGS, the value of -ldflags: with the values of `-X name=…` and `-DNAME=…`, of flags that a secret's
 * name stands in, and userinfo and query of URLs as `***`. Quotes may be Go's or a shell's; where they do not pair up,
 * the flag's value and all that follows it are `***`.
 */
export function redactFlags(flags: string): string {
  return redactList(flags, 'flag').text;
}

/** As `redactFlags`, for arguments that are already apart. */
export function redactArgs(args: readonly string[]): string[] {
  let next: Expected = 'flag';
  return args.map((arg) => {
    const redacted =
      next === 'list'
        ? redactList(arg, 'flag')
        : next === 'assignment'
          ? maskAssignment(arg)
          : redactArg(arg);
    next = redacted.next === 'assignment' || redacted.next === 'list' ? redacted.next : 'flag';
    return redacted.text;
  });
}

function redactList(text: string, expected: Expected): Redacted {
  let next = expected;
  let output = '';
  for (const { blank, raw, broken } of splitWords(text)) {
    const redacted: Redacted = broken ? { text: '', next: 'unknown' } : redactWord(raw, next);
    if (redacted.next === 'unknown') return { text: output + blank + maskFlagValue(raw), next: 'unknown' };
    output += blank + redacted.text;
    next = raw.endsWith('\\') && redacted.next === 'rest' ? 'assignment' : redacted.next;
  }
  return { text: output, next };
}

function redactWord(raw: string, expected: Expected): Redacted {
  if (expected === 'assignment') return maskAssignment(raw);
  const quoted = /^(['"])(.*)\1$/s.exec(raw);
  const inner = quoted?.[2] ?? raw;
  const quote = quoted?.[1] ?? '';
  if (expected === 'rest' && !inner.startsWith('-')) return { text: HIDDEN, next: 'rest' };
  if (quoted === null && /['"]/.test(raw)) return redactPartlyQuoted(raw);
  if (quote !== '' && inner.includes(quote)) return { text: maskFlagValue(raw), next: 'rest' };
  const redacted = expected === 'list' ? redactList(inner, 'flag') : redactArg(inner);
  return { text: quote + redacted.text + quote, next: redacted.next };
}

/** `-ldflags="…"`, `-DNAME="…"`, and whatever else has quotes in its middle. */
function redactPartlyQuoted(raw: string): Redacted {
  const [, flag, quote = '', inner = ''] = /^(--?[\w-]+=)(['"])(.*)\2$/s.exec(raw) ?? [];
  if (flag !== undefined && !inner.includes(quote) && !/^--?[XD]/.test(flag) && !isSecretName(flag)) {
    const redacted = redactList(inner, 'flag');
    return { text: flag + quote + redacted.text + quote, next: redacted.next };
  }
  const plain = raw.replace(/['"]/g, '');
  if (ASSIGNING_FLAG.test(plain)) return redactArg(plain);
  return /[\s]|[XD]/.test(plain)
    ? { text: maskFlagValue(raw), next: 'rest' }
    : { text: redactArg(plain).text, next: 'flag' };
}

/** One argument without quotes around it. */
function redactArg(arg: string): Redacted {
  if (LIST_FLAG.test(arg)) return { text: arg, next: 'list' };
  const [, listFlag, list = ''] = LIST_VALUE.exec(arg) ?? [];
  if (listFlag !== undefined) {
    const redacted = redactList(list, 'flag');
    return { text: listFlag + redacted.text, next: redacted.next };
  }
  const [, flag, name = '', value] = ASSIGNING_FLAG.exec(arg) ?? [];
  if (flag !== undefined) {
    if (value !== undefined) return { text: `${flag}${name}=${HIDDEN}`, next: 'rest' };
    return { text: arg, next: name === '' ? 'assignment' : 'flag' };
  }
  const named = /^-{0,2}[\w.-]+=/.exec(arg)?.[0];
  if (named !== undefined && isSecretName(named)) return { text: named + HIDDEN, next: 'rest' };
  return /\s/.test(arg) ? redactList(arg, 'flag') : { text: redactText(arg), next: 'flag' };
}

/** `name=value` → `name=***`, quotes around the whole kept. */
function maskAssignment(raw: string): Redacted {
  const quote = /^(['"]).*\1$/s.exec(raw)?.[1] ?? '';
  const at = raw.indexOf('=');
  const name = at < 0 ? '' : `${raw.slice(0, at).replace(/['"]/g, '')}=`;
  return { text: quote + name + HIDDEN + quote, next: 'rest' };
}

function maskFlagValue(raw: string): string {
  return `${/^['"]?(--?[A-Za-z][\w-]*=)/.exec(raw)?.[1] ?? ''}${HIDDEN}`;
}

/** Splits at blanks outside quotes; nothing is lost but blanks at the end. */
function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; ) {
    const start = at;
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
    const blank = text.slice(start, at);
    const begin = at;
    let quote = '';
    let ambiguous = false;
    for (; at < text.length && (quote !== '' || !/\s/.test(text.charAt(at))); at++) {
      const char = text.charAt(at);
      if (/['"]/.test(char) && text[at - 1] === '\\') ambiguous = true;
      if (char === quote) quote = '';
      else if (quote === '' && /['"]/.test(char)) quote = char;
    }
    if (at > begin) words.push({ blank, raw: text.slice(begin, at), broken: ambiguous || quote !== '' });
  }
  return words;
}
