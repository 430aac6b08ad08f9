// Set-up of every test file: properties draw from the seed of the run.
import fc from 'fast-check';
import { seed } from './seed.ts';

fc.configureGlobal({ seed });
