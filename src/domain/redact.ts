import { redactFlags } from './redact-flags.ts';
import { HIDDEN, isSecretName, redactGoProxy, redactText, redactUrl } from './redact-url.ts';

export { redactArgs, redactFlags } from './redact-flags.ts';
export { redactGoProxy, redactText, redactUrl } from './redact-url.ts';

/** Variables whose whole value is a secret or names one: see `go help environment`, `go help goauth`. */
const HIDDEN_VARIABLES = new Set(['GOAUTH', 'GOCACHEPROG', 'NETRC']);

/** The variable's value with every secret as `***`; an empty value stays empty. */
export function redactVariable(name: string, value: string): string {
  if (value === '') return value;
  if (HIDDEN_VARIABLES.has(name.toUpperCase()) || isSecretName(name)) return HIDDEN;
  if (/PROXY$/i.test(name)) return redactGoProxy(value);
  // `name+hash+key URL`
  if (name === 'GOSUMDB') return value.replace(/\S+/g, redactUrl);
  if (/FLAGS$/i.test(name) || /^(?:CC|CXX|FC|AR|PKG_CONFIG)$/.test(name)) return redactFlags(value);
  return redactText(value);
}

/**
 * What a program says of a variable's value, without the parts of it that `redactVariable` hides: Go quotes the word of GOFLAGS
 * that it does not understand, which may be the value of `-X`.
 */
export function redactMessage(message: string, name: string, value: string): string {
  const shown = redactVariable(name, value);
  if (shown === value) return message;
  const hidden = value
    .split(/[\s'"]+/)
    .filter((word) => word !== '' && !shown.includes(word))
    .sort((a, b) => b.length - a.length);
  const quoted = message.replace(/"((?:[^"\\]|\\.)*)"/g, (whole, word: string) =>
    shown.includes(word) ? whole : `"${HIDDEN}"`,
  );
  // A letter or two stand in many words: only where they are one.
  return hidden.reduce(
    (text, word) => (word.length > 2 ? text.replaceAll(word, HIDDEN) : text.replace(shortWord(word), HIDDEN)),
    quoted,
  );
}

function shortWord(word: string): RegExp {
  return new RegExp(`(?<!\\w)${word.replace(/[^\w]/g, '\\$&')}(?!\\w)`, 'g');
}
