// `dropoff-hub area ...`: the tree of areas.
import type { Command } from 'commander';
import { withDesk } from './with-desk.ts';

export function addAreaCommands(program: Command): void {
  const area = program.command('area').description('areas (网格): a tree of free depth');

  area
    .command('add <id>')
    .description('add an area')
    .requiredOption('--name <name>', 'what people call it')
    .option('--parent <id>', 'the area that it is part of; without: a root')
    .action((id: string, { name, parent }: { name: string; parent?: string }) =>
      withDesk(async (desk) => {
        await desk.addArea({ id, name, ...(parent !== undefined && { parent }) });
        console.log(`Area ${id} added.`);
      }),
    );

  area
    .command('list')
    .description('show the tree')
    .action(() =>
      withDesk(async (desk) => {
        const areas = await desk.areas();
        const depths = new Map<string, number>();
        for (const { id, name, parent, declared } of areas) {
          const depth = parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1;
          depths.set(id, depth);
          console.log(`${'  '.repeat(depth)}${id}  ${name}${declared ? '  (declared)' : ''}`);
        }
        if (areas.length === 0) console.log('There are no areas yet: declare them or use "area add".');
      }),
    );
}
