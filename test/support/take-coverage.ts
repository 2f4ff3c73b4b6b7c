import { takeCoverage } from 'node:v8';
import { afterAll } from 'vitest';

// Workers are ended by a signal, which writes no coverage.
afterAll(() => takeCoverage());
