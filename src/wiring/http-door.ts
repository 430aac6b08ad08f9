// The door for what comes by HTTP: what was accepted is told to those who listen by MQTT, as the broker would.
import type { Broker } from '../broker/broker.ts';
import type { Door } from '../ingest/door.ts';

export function createHttpDoor(door: Door, broker: Pick<Broker, 'publish'>): Door {
  return {
    get open() {
      return door.open;
    },
    receive(message, done) {
      door.receive(message, (error, outcome) => {
        const { accepted, retain = false } = outcome;
        if (!error && accepted !== undefined)
          broker.publish(message.topic, JSON.stringify(accepted), { retain, qos: 1 });
        done(error, outcome);
      });
    },
  };
}
