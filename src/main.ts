import { runCommandLine } from './cli/run-command.ts';

runCommandLine(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
