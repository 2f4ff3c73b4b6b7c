import { readFileSync } from 'node:fs';

/** The facts of one of Go's own test tables; `source` in the file names it below GOROOT/src. */
export function goTable<Table>(name: string): Table {
  return JSON.parse(readFileSync(new URL(`../fixtures/go-tables/${name}.json`, import.meta.url), 'utf8'));
}
