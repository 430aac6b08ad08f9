import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  title: 'Sign in',
  name: 'Name',
  password: 'Password',
  submit: 'Sign in',
  waiting: 'Signing in…',
  forgotten: 'Password forgotten? An administrator can set a new one.',
};
