// `dropoff-hub token`: a new token with its SHA-256, for gateways, readers and stations that are declared in
// stations.yaml. It touches no data folder.
import type { Command } from 'commander';
import { createToken } from '../registry/tokens.ts';

export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('make a token and its SHA-256, for a gateway, a reader or a station of stations.yaml')
    .action(() => {
      const { token, stored } = createToken();
      console.log(`token        ${token}\ntokenSha256  ${stored.sha256}`);
      console.error(
        'The first is for the device, the second for stations.yaml. The token is not shown again.',
      );
    });
}
