// All words of the console in Chinese: what is loaded when this language is chosen.
import { words as shared } from '../zh-CN.ts';
import { gather } from './gather.ts';

export const messages = gather(shared, import.meta.glob('../../pages/*/words/zh-CN.ts', { eager: true }));
