// Run as a child process by backup.ts: copies a data folder and prints what it copied as JSON. A process of its own,
// because closing a copied file would let go of the locks that the hub's engines hold on it.
import { copyDataFolder } from './copy-data-folder.ts';

const [from, to] = process.argv.slice(2);
if (!from || !to) throw new Error('cannot copy a data folder: expected from where and to where');
copyDataFolder(from, to).then(
  (files) => process.stdout.write(JSON.stringify(files)),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
