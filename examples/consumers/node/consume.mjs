// Follows a public topic of Movein with KafkaJS and avsc.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import avro from 'avsc';
import { Kafka, logLevel } from 'kafkajs';

const { values: options } = parseArgs({
  options: {
    bootstrap: { type: 'string' },
    schemas: { type: 'string' },
    topic: { type: 'string', default: 'movein.events' },
    'until-end': { type: 'boolean', default: false },
    user: { type: 'string' },
    'password-file': { type: 'string' },
    'ca-file': { type: 'string' },
  },
});
if (!options.bootstrap || !options.schemas) {
  console.error(
    'usage: consume.mjs --bootstrap HOST:PORT --schemas http://HOST:PORT/schemas [--topic TOPIC] [--until-end]\n' +
      '       [--user NAME --password-file FILE --ca-file FILE]',
  );
  process.exit(2);
}

const known = new Map();

async function schema(fingerprint) {
  if (!known.has(fingerprint)) {
    const answer = await fetch(`${options.schemas}/${fingerprint}`);
    if (!answer.ok) {
      throw new Error(`${answer.url} answers ${answer.status}: ${await answer.text()}`);
    }
    known.set(fingerprint, avro.Type.forSchema(await answer.json(), { wrapUnions: false }));
  }
  return known.get(fingerprint);
}

/** Avro's single-object encoding: c3 01, the fingerprint of the schema, the record. */
async function read(value) {
  if (value[0] !== 0xc3 || value[1] !== 0x01) {
    throw new Error(`the value begins with ${value.toString('hex', 0, 2)} (expected c301; 00 is Confluent's format: read it with the schema registry's client)`);
  }
  const fingerprint = value.readBigUInt64LE(2).toString(16).padStart(16, '0');
  return (await schema(fingerprint)).fromBuffer(value.subarray(10));
}

// the state, or on movein.progress how far the process is
function said({ status, progress }) {
  return status ? status.state : `${progress.phase} ${progress.done}`;
}

async function show(message) {
  if (message.value === null) {
    console.log(`${message.key} is no longer shown`);
    return;
  }
  const body = await read(message.value);
  const type = message.headers.ce_type.toString().split('.').at(-1);
  console.log(`${message.headers.ce_id} ${type} ${said(body)}`);
}

// without a user the broker is reached without TLS
function security() {
  if (!options.user) {
    return {};
  }
  const password = readFileSync(options['password-file'], 'utf8').trim();
  return {
    ssl: { ca: [readFileSync(options['ca-file'], 'utf8')] },
    sasl: { mechanism: 'scram-sha-512', username: options.user, password },
  };
}

const kafka = new Kafka({ clientId: 'example-node', brokers: [options.bootstrap], logLevel: logLevel.WARN, ...security() });
const admin = kafka.admin();
await admin.connect();
// the last offset of a partition belongs to a transaction marker, so the end is where the reader stands, not what it last read
const ends = new Map((await admin.fetchTopicOffsets(options.topic)).map(it => [it.partition, BigInt(it.high)]));
await admin.disconnect();

const unfinished = new Set([...ends].filter(([, end]) => end > 0n).map(([partition]) => partition));
const consumer = kafka.consumer({ groupId: `observer-example-node-${process.pid}`, readUncommitted: false });
await consumer.connect();
await consumer.subscribe({ topic: options.topic, fromBeginning: true });
const finished = new Promise((resolve, reject) => {
  consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: true,
    eachBatch: async ({ batch, heartbeat }) => {
      try {
        for (const message of batch.messages) {
          await show(message);
          await heartbeat();
        }
        if (BigInt(batch.lastOffset()) + 1n >= ends.get(batch.partition)) {
          unfinished.delete(batch.partition);
        }
        if (unfinished.size === 0) {
          resolve();
        }
      } catch (error) {
        reject(error);
      }
    },
  }).catch(reject);
  if (unfinished.size === 0) {
    resolve();
  }
});
if (options['until-end']) {
  await finished.finally(() => consumer.disconnect());
}
