import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  who: '{person} ({role})',
  whole: 'All areas',
  open: 'Open to this machine; nobody is signed in.',
  change: 'Change the password',
  old: 'Password now',
  new: 'New password',
  again: 'New password again',
  differ: 'The two new passwords differ.',
  wrong: 'The password now is not right.',
  refused: 'The new password was not taken:',
  changed: 'The password is changed; other devices are signed out.',
  signOut: 'Sign out',
  signIn: 'Sign in',
};
