import { runProgram } from './cli/program.ts';

// A reader that goes away early (`godrift … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

runProgram(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
