// File systems over a network, by what statfs(2) says: locks and mapped memory do not do there what LMDB and DuckDB
// need, and what a server says is flushed may not be.
import { statfs } from 'node:fs/promises';

/** `f_type` of statfs(2). Not 9P: sandboxes and virtual machines have it for disks of their own machine as well. */
const OVER_A_NETWORK: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4266872130: 'SMB 2',
  4283649346: 'CIFS',
  12805120: 'Ceph',
  198183888: 'Lustre',
  1196443219: 'GPFS',
  18225520: 'GFS2',
  1952539503: 'OCFS2',
  1397113167: 'AFS',
  1799439955: 'AFS',
  1937076805: 'Coda',
  428016422: 'BeeGFS',
};

/** Its name; undefined for any other. Some kernels give 32 bits with a sign. */
export function networkFileSystem(type: number): string | undefined {
  return OVER_A_NETWORK[type >>> 0];
}

export async function fileSystemTypeOf(path: string): Promise<number> {
  return (await statfs(path)).type;
}
