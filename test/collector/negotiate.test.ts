import { describe, expect, test } from 'vitest';
import { hostAllowed } from '../../src/collector/host-allowed.ts';
import { acceptsGzip, negotiateType } from '../../src/collector/negotiate.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
// What Prometheus 3 sends by default.
const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,' +
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

describe('of the two formats, the one served', () => {
  test.each([
    [undefined, TEXT],
    ['', TEXT],
    ['*/*', TEXT],
    ['text/html,application/xhtml+xml,*/*;q=0.8', TEXT],
    ['application/openmetrics-text', OPENMETRICS],
    ['Application/OpenMetrics-Text; Version="1.0.0"', OPENMETRICS],
    ['application/openmetrics-text;version=0.0.1', TEXT],
    ['application/openmetrics-text;version=0.0.1,text/plain;q=0.1', TEXT],
    ['application/openmetrics-text,text/plain', TEXT],
    ['application/openmetrics-text;q=0.5,text/plain;q=0.9', TEXT],
    ['application/openmetrics-text;q=0.9,text/plain;q=0.5', OPENMETRICS],
    ['application/openmetrics-text;q=0,*/*;q=0.1', TEXT],
    ['text/plain;q=0,*/*;q=0.1', OPENMETRICS],
    ['application/*', OPENMETRICS],
    ['application/openmetrics-text;q=x', TEXT],
    [PROMETHEUS, OPENMETRICS],
    ['image/png', TEXT],
  ])('for Accept %s is %s', (accept, expected) => {
    expect([TEXT, OPENMETRICS][negotiateType(accept, [TEXT, OPENMETRICS])]).toBe(expected);
  });
});

test.each([
  [undefined, false],
  ['gzip', true],
  ['deflate, GZIP;q=0.5', true],
  ['*', true],
  ['gzip;q=0, *', false],
  ['br', false],
  ['identity', false],
])('Accept-Encoding %s allows gzip: %s', (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});

test.each([
  ['127.0.0.1:9464', true],
  ['10.1.2.3', true],
  ['[::1]:9464', true],
  ['[fe80::1]', true],
  ['localhost', true],
  ['LocalHost:80', true],
  ['metrics.example.com:9464', true],
  ['Metrics.Example.com', true],
  ['evil.example.com', false],
  ['127.0.0.1.evil.example.com', false],
  ['localhost.evil.example.com', false],
  ['[127.0.0.1]', false],
  ['localhost:80:80', false],
  ['', false],
  [undefined, false],
])('Host %s is served: %s', (host, expected) => {
  expect(hostAllowed(host, ['metrics.example.com'])).toBe(expected);
});
