import type { words as chinese } from './zh-CN.ts';

export const words: typeof chinese = {
  who: '{person} ({role})',
  whole: 'All areas',
  open: 'Open to this machine; nobody is signed in.',
  change: 'Change the password',
  old: 'Current password',
  new: 'New password',
  again: 'Repeat the new password',
  differ: 'The two new passwords differ.',
  wrong: 'The current password is wrong.',
  rules: '12 characters or more, 5 of them different, and more than the user name.',
  refused: 'The new password was not accepted: it is too weak.',
  changed: 'The password is changed; other devices are signed out.',
  signOut: 'Sign out',
  signIn: 'Sign in',
};
