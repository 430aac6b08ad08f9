// `dropoff-hub user ...`: who may sign in. A password that the hub makes is shown once.
import { type Command, Option } from 'commander';
import { ROLES, type Role } from '../accounts/user.ts';
import type { ListedUser } from '../control/user-desk.ts';
import { askPassword } from './ask-password.ts';
import { withUserDesk } from './with-desk.ts';

interface AddOptions {
  role: Role;
  area?: string;
  person?: string;
  askPassword?: boolean;
}

const ASK = ['--ask-password', 'ask for the password instead of making one; from a pipe: one line'] as const;

export function addUserCommands(program: Command): void {
  const user = program.command('user').description('users of the console, their roles and passwords');

  user
    .command('add <name>')
    .description('add a user')
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).makeOptionMandatory())
    .option('--area <id>', 'the user sees this area and what is below it; without: the whole town')
    .option('--person <name>', 'as in duty.yaml and in cases; without: the name')
    .option(...ASK)
    .action((name: string, { askPassword: asks, ...options }: AddOptions) =>
      setPassword(asks, name, (desk, password) => desk.addUser({ name, ...options }, password)),
    );

  user
    .command('reset <name>')
    .description('set another password; the user has to sign in again everywhere')
    .option(...ASK)
    .action((name: string, { askPassword: asks }: { askPassword?: boolean }) =>
      setPassword(asks, name, (desk, password) => desk.resetPassword(name, password)),
    );

  user
    .command('list')
    .description('show the users')
    .action(() =>
      withUserDesk(async (desk) => {
        for (const each of await desk.users()) console.log(summaryOf(each));
      }),
    );
}

type Desk = Parameters<Parameters<typeof withUserDesk>[0]>[0];

/** Asked for once, before anything is opened: the folder is not held while somebody types. */
async function setPassword(
  asks: boolean | undefined,
  name: string,
  change: (desk: Desk, password?: string) => Promise<string | undefined>,
): Promise<void> {
  const given = asks ? await askPassword() : undefined;
  await withUserDesk(async (desk) => {
    const made = await change(desk, given);
    console.log(made ?? `The password of ${name} is set.`);
    if (made !== undefined) console.error(`Keep the password of ${name} now: it is not shown again.`);
  });
}

function summaryOf({ name, role, area, person, disabled }: ListedUser): string {
  const known = person === undefined || person === name ? '' : `(${person})`;
  return [name, role, area ?? 'whole town', known, disabled ? '(disabled)' : ''].filter(Boolean).join('  ');
}
