// Prints the tables of docs/integrity.md, from real tampering with a real module and a real build cache.
import { formatBuildTable, runBuildRows } from './integrity/build-table.ts';
import { formatTamperTable, runModuleRows } from './integrity/tamper-table.ts';

process.stdout.write(formatTamperTable(runModuleRows()));
process.stdout.write(`\n${formatBuildTable(runBuildRows())}`);
