// F76: addresses of the inside are refused, whatever they are called, unless they are listed by name.
import { describe, expect, test } from 'vitest';
import { createAddressGuard, isInside, RefusedAddress } from './address-guard.ts';

const INSIDE = [
  '127.0.0.1',
  '127.8.9.1',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2002:a00:1::1',
  '2001:db8::1',
  '2001::1',
  'no address',
];
const OUTSIDE = [
  '8.8.8.8',
  '101.91.40.24',
  '172.15.0.1',
  '172.32.0.1',
  '192.167.1.1',
  '2400:3200::1',
  '2606:4700::1111',
];

test.each(INSIDE)('%s is inside', (address) => expect(isInside(address)).toBe(true));
test.each(OUTSIDE)('%s is outside', (address) => expect(isInside(address)).toBe(false));

describe('the guard', () => {
  const resolving =
    (...addresses: string[]) =>
    () =>
      Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

  test('a name with one inside address among others is refused', async () => {
    const guard = createAddressGuard([], resolving('101.91.40.24', '10.0.0.7'));
    await expect(guard.addressesOf('robot.example')).rejects.toThrow(RefusedAddress);
    await expect(guard.addressesOf('robot.example')).rejects.toThrow(
      'robot.example is 10.0.0.7, an inside address, and is not in allowedHosts',
    );
  });

  test('a name that is listed may be inside; its neighbour may not', async () => {
    const guard = createAddressGuard(['Mail.Town.example'], resolving('10.0.0.7'));
    expect(await guard.addressesOf('mail.town.example.')).toEqual([{ address: '10.0.0.7', family: 4 }]);
    await expect(guard.addressesOf('town.example')).rejects.toThrow(RefusedAddress);
    await expect(guard.addressesOf('10.0.0.7')).rejects.toThrow(RefusedAddress);
  });

  test('an address may be listed as it is written', async () => {
    const guard = createAddressGuard(['10.0.0.7', '::1'], resolving());
    expect(await guard.addressesOf('10.0.0.7')).toHaveLength(1);
    expect(await guard.addressesOf('[::1]')).toHaveLength(1);
    await expect(guard.addressesOf('10.0.0.8')).rejects.toThrow(RefusedAddress);
  });

  test('a socket gets the addresses that were checked, or the refusal', async () => {
    const ask = (guard: ReturnType<typeof createAddressGuard>, all: boolean) =>
      new Promise((resolve) => {
        guard.lookup('robot.example', { all }, (error, address) => resolve(error?.message ?? address));
      });
    const outside = createAddressGuard([], resolving('101.91.40.24'));
    expect(await ask(outside, true)).toEqual([{ address: '101.91.40.24', family: 4 }]);
    expect(await ask(outside, false)).toBe('101.91.40.24');
    expect(await ask(createAddressGuard([], resolving('127.0.0.1')), true)).toMatch(/an inside address/);
  });
});
