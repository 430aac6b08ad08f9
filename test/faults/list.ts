// The faults that the hub is tested against, and where. docs/reliability.md tells them to people; a test holds the two and
// the tests together. `npm run test:faults` runs what stands here.

export interface Fault {
  name: string;
  /** What happens, and what must hold. */
  what: string;
  /** Files, each with words that its tests' names contain; all of its tests where there are none. */
  tests: readonly (readonly [file: string, ...words: string[]])[];
  /** Measured against the clock: runs while nothing else does. `long`: takes half an hour and more, for `test:soak`. */
  runs?: 'alone' | 'long';
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'F01',
    what: 'kill -9 at a random moment under load: nothing acknowledged is lost, nothing is there twice, ready again in 5 s, nobody repairs anything',
    tests: [
      ['test/faults/killed-under-load.test.ts', 'kills under load'],
      ['src/watch/kill.test.ts'],
      ['src/history/duckdb/kill.test.ts'],
    ],
    runs: 'alone',
  },
  {
    name: 'F02–F03',
    what: 'kill -9 while it starts, checkpoints, rolls up and trims: the same',
    tests: [['test/faults/killed-under-load.test.ts', 'kills while it starts']],
    runs: 'alone',
  },
  {
    name: 'F04',
    what: 'power cut: the disk as it may be found, what was not flushed dropped, kept or torn: nothing acknowledged is lost, it opens by itself',
    tests: [['test/faults/power-cut.test.ts'], ['src/journal/power-cut.test.ts']],
  },
  {
    name: 'F05',
    what: 'system calls: a write to the journal and its flush stand before each PUBACK',
    tests: [['test/faults/flushed-before-acknowledged.test.ts']],
  },
  {
    name: 'F06',
    what: 'damaged or lost files of journal, history and state: it starts, and says what it put aside or rebuilt',
    tests: [['test/faults/damaged-files.test.ts']],
  },
  {
    name: 'F07',
    what: 'SIGTERM under load: exit 0 within 10 s, stored = acknowledged',
    tests: [['test/faults/stops.test.ts']],
  },
  {
    name: 'F08',
    what: 'frozen (SIGSTOP) under load: stations are served again, nothing is lost, no storm of alerts',
    tests: [['test/faults/frozen-hub.test.ts']],
  },
  {
    name: 'F10',
    what: 'the disk is full: nothing is acknowledged that is not stored, questions are answered, it goes on by itself',
    tests: [['test/faults/full-disk.test.ts']],
  },
  {
    name: 'F11',
    what: 'a flush fails: never an acknowledgement after it; the next start has what was acknowledged',
    tests: [['test/faults/failed-flush.test.ts']],
  },
  {
    name: 'F13',
    what: 'a heap of 96 MB for half an hour under load: it lives, nothing is lost, memory does not grow',
    tests: [['test/faults/small-heap.test.ts']],
    runs: 'long',
  },
  {
    name: 'F14',
    what: 'a backup under load, restored elsewhere: complete up to its point, nothing twice',
    tests: [['test/acceptance/backup.test.ts']],
  },
  {
    name: 'F15',
    what: 'a second process on the data folder: refused, by name',
    tests: [['test/faults/refused-starts.test.ts'], ['src/data-folder.test.ts', 'the lock']],
  },
  {
    name: 'F16',
    what: 'a data folder of another format: an older one is brought over whatever interrupts it, a newer one is refused untouched',
    tests: [
      ['test/faults/older-data-folder.test.ts'],
      ['test/faults/refused-starts.test.ts', 'newer hub'],
      ['src/data-folder-migration.test.ts'],
    ],
  },
  {
    name: 'F17',
    what: 'InfluxDB is away under load: stations notice nothing, the backlog is told, all of it arrives',
    tests: [['test/faults/influx-away.test.ts', 'while it is away', 'when it is back']],
  },
  {
    name: 'F18–F25',
    what: 'InfluxDB hangs, is slow, answers 429, 503, 500, 413, 401, 403, 404, or 400 and 422 for one point of many: waited for, halved, held with a word to a person, put aside; nothing else is lost',
    tests: [
      [
        'test/faults/influx-answers.test.ts',
        'hangs',
        'is slow',
        'has too much to do',
        'is starting',
        'fails',
        'takes less',
        'does not know the user',
        'does not allow it',
        'has no such database',
        'takes all but one',
      ],
    ],
  },
  {
    name: 'F26',
    what: 'InfluxDB stores and its answer is lost: counts are equal',
    tests: [['test/faults/influx-answers.test.ts', 'its answer is lost']],
  },
  {
    name: 'F27',
    what: 'a field has another type in InfluxDB: those points are put aside with the reason, the others go on',
    tests: [['test/faults/influx-answers.test.ts', 'another type for a field']],
  },
  {
    name: 'F28',
    what: 'the journal reaches its quota: it stops acknowledging, says so, goes on answering, and takes up again by itself',
    tests: [['test/faults/full-journal.test.ts']],
  },
  {
    name: 'F29',
    what: 'kill -9 while it forwards to InfluxDB, which is killed as well: stored once, all of it',
    tests: [
      ['test/faults/influx-away.test.ts', 'while it forwards'],
      ['src/history/influx/crash-steps.test.ts'],
    ],
  },
  {
    name: 'F30',
    what: 'the name or the certificate of InfluxDB is wrong: held, told once, and all of it arrives when it is put right',
    tests: [['test/faults/unreachable-influx.test.ts']],
  },
  {
    name: 'F31',
    what: 'acknowledgements get lost and the station sends again: N messages are N',
    tests: [['test/faults/lost-acknowledgements.test.ts']],
  },
  {
    name: 'F35–F36',
    what: "out of order, 30 days late, a station's clock at 1970 or ahead: dated and counted by the rules of the protocol",
    tests: [['test/faults/odd-clocks.test.ts', 'the clock of a station']],
  },
  {
    name: 'F37',
    what: "the hub's clock steps an hour: no negative time, no storm of alerts",
    tests: [
      ['test/faults/odd-clocks.test.ts', 'the clock of the hub'],
      ['test/faults/clock-steps.test.ts'],
      ['test/acceptance/watch-stations.test.ts', 'the clock of the hub'],
    ],
  },
  {
    name: 'F38',
    what: 'local midnight, 29 February, the change of the clocks: totals are right',
    tests: [['test/acceptance/local-days.test.ts']],
  },
  {
    name: 'F39–F42',
    what: 'a connection dies without a word, is taken over, leaves a will that comes late, stands half open: the hub knows who is there',
    tests: [
      ['test/faults/lost-connections.test.ts'],
      ['test/acceptance/watch-stations.test.ts', 'F39', 'F40', 'F42'],
    ],
  },
  {
    name: 'F43',
    what: 'kill -9, and 1,000 stations connect again in one moment: all served within 30 s, nothing lost',
    tests: [['test/faults/whole-town-returns.test.ts']],
    runs: 'alone',
  },
  {
    name: 'F44',
    what: 'a subscriber or a reader of the event stream is frozen: it is cut, nobody waits for it',
    tests: [
      ['src/api/routes/stream.test.ts', 'F44'],
      ['src/broker/entrance.test.ts', 'a subscriber that takes nothing'],
    ],
  },
  {
    name: 'F46',
    what: 'notifiers are down, slow or say no, and the hub is killed meanwhile: each message is sent at least once, each case is open once',
    tests: [
      ['test/faults/notifiers-away.test.ts'],
      ['src/watch/outbox/outbox.test.ts'],
      ['src/watch/outbox/notifier-down.test.ts'],
    ],
  },
  {
    name: 'F47–F51',
    what: 'bytes that are no message: bad JSON, deep, huge, polluting names, bad numbers: acknowledged, in quarantine, nothing of it stored',
    tests: [['test/faults/hostile-payloads.test.ts'], ['src/ingest/hostile.test.ts']],
  },
  {
    name: 'F52–F54',
    what: 'topics, subscriptions and wildcards of others, `$SYS`, `$share`: refused, the others notice nothing',
    tests: [['test/faults/foreign-ground.test.ts'], ['src/broker/access.test.ts']],
  },
  {
    name: 'F55',
    what: 'line protocol in every tag and field: one point, equal values',
    tests: [['src/history/influx/injection.test.ts']],
  },
  {
    name: 'F56',
    what: 'invented stations in topics and client ids: no station, no series, no metric',
    tests: [['test/faults/invented-stations.test.ts']],
  },
  {
    name: 'F59',
    what: 'scripts, formulas and line breaks in names: inert on pages, in CSV, in messages, in the log',
    tests: [
      ['src/api/hostile-requests.test.ts', 'F59'],
      ['src/watch/notifiers/email.test.ts', 'F59'],
      ['src/watch/notifiers/fit-text.test.ts', 'F59'],
    ],
  },
  {
    name: 'F60–F61',
    what: 'mutated MQTT sessions beside a good one: it lives, nothing is stored that nobody sent, the good station is never cut',
    tests: [['test/faults/mutated-sessions.test.ts']],
  },
  {
    name: 'F62',
    what: 'every part that the broker calls throws or rejects once: it lives, nothing is acknowledged, the next is served',
    tests: [['src/broker/failing-parts.test.ts']],
  },
  {
    name: 'F63',
    what: '10,000 idle connections: every ping is answered, at most 35 kB each',
    tests: [['test/faults/idle-town.test.ts']],
    runs: 'alone',
  },
  {
    name: 'F64–F65',
    what: 'a flood of refused connections, sockets that say nothing: stations are served, the sockets are closed in time',
    tests: [
      ['test/faults/strangers.test.ts'],
      ['src/broker/entrance.test.ts', 'over the limit', 'who say nothing', 'in numbers'],
    ],
    runs: 'alone',
  },
  {
    name: 'F66',
    what: 'the client id of another user: refused, the other stays',
    tests: [['test/faults/foreign-ground.test.ts', 'client id']],
  },
  {
    name: 'F67',
    what: 'one station sends many times as much as the others: none of them is cut, each is served in time',
    tests: [['test/faults/one-loud-station.test.ts']],
    runs: 'alone',
  },
  {
    name: 'F69',
    what: 'slow HTTP clients: cut, others are served',
    tests: [['src/api/server.test.ts', 'F69']],
  },
  {
    name: 'F70',
    what: 'bodies that are too big: 413, nothing is kept of them',
    tests: [
      ['src/api/server.test.ts', 'F70'],
      ['src/api/hostile-requests.test.ts', 'F70'],
    ],
  },
  {
    name: 'F71',
    what: 'passwords tried one after the other: slowed, the person gets in from elsewhere',
    tests: [['src/api/routes/session.test.ts', 'F71']],
  },
  {
    name: 'F72',
    what: 'tricks with paths and odd requests: never 200',
    tests: [
      ['src/api/server.test.ts', 'F72'],
      ['src/api/hostile-requests.test.ts', 'F72'],
    ],
  },
  {
    name: 'F73',
    what: 'every route, every role, every area: what the table of rights says',
    tests: [['src/api/rights.test.ts']],
  },
  {
    name: 'F74',
    what: 'fields that nobody asked for: refused in every body and query',
    tests: [['src/api/hostile-requests.test.ts', 'F74']],
  },
  {
    name: 'F75',
    what: 'questions that would cost too much: capped, the others have their turn',
    tests: [['src/api/hostile-requests.test.ts', 'F75']],
  },
  {
    name: 'F76',
    what: 'a webhook to an address of the inside: refused unless it is allowed by name',
    tests: [
      ['src/watch/notifiers/address-guard.test.ts'],
      ['src/watch/notifiers/robots.test.ts', 'F76'],
      ['src/watch/notifiers/email.test.ts', 'F76'],
    ],
  },
  {
    name: 'F78',
    what: 'two hours under load with faults one after the other: books clean at each checkpoint, memory and open files do not grow',
    tests: [['test/faults/soak.test.ts']],
    runs: 'long',
  },
  {
    name: 'journal',
    what: 'ten million frames of 0.2 to 200 kB with trims and restarts, a journal that was trimmed to empty: every frame is read once, in order',
    tests: [['test/faults/long-journal.test.ts'], ['test/faults/trimmed-journal.test.ts']],
  },
  {
    name: 'start',
    what: 'settings name an area that nobody registered: it does not start, and says where and what to do',
    tests: [['test/faults/unknown-areas.test.ts']],
  },
];
