// All words of the console in English: what is loaded when this language is chosen.
import { words as shared } from '../en.ts';
import { gather } from './gather.ts';

export const messages = gather(shared, import.meta.glob('../../pages/*/words/en.ts', { eager: true }));
