// Faults for MQTT sessions: a session is a list of packets, and a mutation makes another list of it, of which nobody
// knows whether it is still MQTT.
type Random = () => number;
type Mutation = (packets: readonly Buffer[], random: Random) => Buffer[];

const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** One packet made anew; mostly not the CONNECT, behind which everything else is hidden. */
function inOne(packets: readonly Buffer[], random: Random, change: (packet: Buffer) => Buffer): Buffer[] {
  const first = random() < 0.2 ? 0 : 1;
  const place = first + below(random, packets.length - first);
  return packets.map((packet, index) =>
    index === place && packet.length > 0 ? change(Buffer.from(packet)) : packet,
  );
}

function flip(packet: Buffer, bit: number): void {
  packet.writeUInt8(packet.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
}

/** All of them take sessions of at least three packets. */
export const MUTATIONS = {
  flippedBits: (packets, random) =>
    inOne(packets, random, (packet) => {
      for (let left = 1 + below(random, 8); left > 0; left--) flip(packet, below(random, packet.length * 8));
      return packet;
    }),
  truncated: (packets, random) =>
    inOne(packets, random, (packet) => packet.subarray(0, below(random, packet.length))),
  extended: (packets, random) =>
    inOne(packets, random, (packet) => {
      const more = Buffer.from(Array.from({ length: 1 + below(random, 20) }, () => below(random, 256)));
      const at = below(random, packet.length + 1);
      return Buffer.concat([packet.subarray(0, at), more, packet.subarray(at)]);
    }),
  liesAboutItsLength: (packets, random) =>
    inOne(packets, random, (packet) => {
      packet.writeUInt8(below(random, 256), Math.min(1 + below(random, 2), packet.length - 1));
      return packet;
    }),
  /** Somewhere a length of two bytes stands: of a topic, an id, a will. */
  liesAboutAString: (packets, random) =>
    inOne(packets, random, (packet) => {
      if (packet.length < 4) return packet;
      packet.writeUInt16BE(below(random, random() < 0.5 ? 65_536 : 64), 2 + below(random, packet.length - 3));
      return packet;
    }),
  duplicated: (packets, random) => {
    const place = below(random, packets.length);
    return [...packets.slice(0, place + 1), ...packets.slice(place)];
  },
  reordered: (packets, random) => {
    const others = [...packets];
    const moved = others.splice(below(random, packets.length), 1);
    others.splice(below(random, packets.length), 0, ...moved);
    return others;
  },
  dropped: (packets, random) => {
    const place = below(random, packets.length);
    return packets.filter((_packet, index) => index !== place);
  },
} as const satisfies Record<string, Mutation>;
