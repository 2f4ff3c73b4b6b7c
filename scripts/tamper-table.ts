// Prints the table of docs/integrity.md, from real tampering with a real module.
import { formatTamperTable, runModuleRows } from './integrity/tamper-table.ts';

process.stdout.write(formatTamperTable(runModuleRows()));
