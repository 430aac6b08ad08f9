// What the function nodes of the flows do, as text, since Node-RED compiles it. Fewer fields than the hub writes: what
// the message has, nothing derived.

/**
 * A message to points, or to none. Time and seq make a point's time its own: two messages of the same millisecond must
 * not write over each other.
 */
const POINTS_OF = `
function pointsOf(topic, said) {
  const [root, version, station, type] = topic.split('/');
  if (root !== 'waste' || version !== 'v1') return [];
  if (type !== 'drop-off' && type !== 'fill-level') return [];
  const { bootId, seq, observedAt } = said;
  if (typeof bootId !== 'string' || !Number.isInteger(seq) || !Number.isInteger(observedAt)) {
    return refuse('incomplete message', station);
  }
  const timestamp = observedAt + String(seq % 1000000).padStart(6, '0');
  const received_ms = Date.now();
  const point = (measurement, binId, fields) => ({
    measurement,
    tags: { station, bin: binId, stream: binId.slice(0, binId.indexOf('-')) },
    fields: Object.assign(fields, { boot_id: bootId, seq, received_ms }),
    timestamp,
  });
  if (type === 'drop-off') {
    const { binId, weightKg, recognition } = said;
    const { stream: recognised, confidence } = recognition;
    const sound = typeof binId === 'string' && weightKg >= 0 && weightKg <= 200 && isShare(confidence);
    if (!sound) return refuse('bad deposit', station);
    return [point('drop_off', binId, { weight_kg: weightKg, recognised, confidence })];
  }
  const sound = said.bins.every(({ binId, fillLevel }) => typeof binId === 'string' && isShare(fillLevel));
  if (!sound) return refuse('bad level', station);
  return said.bins.map(({ binId, fillLevel }) => point('fill_level', binId, { fill_level: fillLevel }));
}

function isShare(value) {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function refuse(why, station) {
  node.warn(why + ' from ' + station);
  return [];
}
`;

/** One message in, its points out. */
export const CHECK = `${POINTS_OF}
const payload = pointsOf(msg.topic, msg.payload);
return payload.length > 0 ? { payload } : null;`;

/** The points of many messages in one list. */
export const JOIN = `
return { payload: msg.payload.flat() };`;

/** What waits goes out every second; a full batch goes out at once. */
export const START_COLLECTING = `
const waiting = { messages: 0, points: [] };
context.set('waiting', waiting);
setInterval(() => {
  if (waiting.points.length > 0) node.send({ payload: waiting.points });
  waiting.messages = 0;
  waiting.points = [];
}, 1000);`;

export const COLLECT = `${POINTS_OF}
const { topic, payload: text } = msg.payload.packet;
if (topic.startsWith('$SYS/')) return null;
const waiting = context.get('waiting');
waiting.points.push(...pointsOf(topic, JSON.parse(text)));
waiting.messages += 1;
if (waiting.messages < 1000) return null;
const payload = waiting.points;
waiting.messages = 0;
waiting.points = [];
return { payload };`;
