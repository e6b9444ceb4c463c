"""Follows a public topic of Movein with confluent-kafka and fastavro."""

import argparse
import functools
import io
import json
import urllib.request

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition
from fastavro import parse_schema, schemaless_reader


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bootstrap", required=True, help="host:port of a Kafka broker")
    options.add_argument("--schemas", required=True, help="http://host:port/schemas of any service")
    options.add_argument("--topic", default="movein.events")
    options.add_argument("--until-end", action="store_true", help="end where the topic ends now")
    options.add_argument("--user", help="name of a Kafka user; without it the broker is reached without TLS")
    options.add_argument("--password-file", help="its password (SCRAM-SHA-512)")
    options.add_argument("--ca-file", help="certificate authority of the brokers, PEM")
    options = options.parse_args()

    consumer = Consumer(
        {
            "bootstrap.servers": options.bootstrap,
            "group.id": "observer-example-python",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": options.until_end,
            **security(options),
        }
    )
    partitions = consumer.list_topics(options.topic, timeout=30).topics[options.topic].partitions
    consumer.assign([TopicPartition(options.topic, partition, OFFSET_BEGINNING) for partition in partitions])
    schemas = functools.cache(lambda fingerprint: schema(options.schemas, fingerprint))
    unfinished = set(partitions)
    while unfinished or not options.until_end:
        record = consumer.poll(1)
        if record is None:
            continue
        if record.error():
            if not record.error().name() == "_PARTITION_EOF":
                raise SystemExit(record.error())
            unfinished.discard(record.partition())
        else:
            show(record, schemas)
    consumer.close()


def security(options):
    if not options.user:
        return {}
    with open(options.password_file, encoding="utf-8") as password:
        return {
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": options.user,
            "sasl.password": password.read().strip(),
            "ssl.ca.location": options.ca_file,
        }


def show(record, schemas):
    if record.value() is None:
        print(record.key().decode(), "is no longer shown", flush=True)
        return
    headers = {name: value.decode() for name, value in record.headers()}
    body = read(record.value(), schemas)
    print(headers["ce_id"], headers["ce_type"].rpartition(".")[2], said(body), flush=True)


def said(body):
    """The state, or on movein.progress how far the process is."""
    if "status" in body:
        return body["status"]["state"]
    return f"{body['progress']['phase']} {body['progress']['done']}"


def read(value, schemas):
    """Avro's single-object encoding: c3 01, the fingerprint of the schema, the record."""
    if value[:2] != b"\xc3\x01":
        raise ValueError(
            f"the value begins with {value[:2].hex()} (expected c301; 00 is Confluent's format: read it with the schema registry's client)"
        )
    fingerprint = int.from_bytes(value[2:10], "little")
    return schemaless_reader(io.BytesIO(value[10:]), schemas(f"{fingerprint:016x}"))


def schema(address, fingerprint):
    with urllib.request.urlopen(f"{address}/{fingerprint}", timeout=30) as answer:
        return parse_schema(json.load(answer))


if __name__ == "__main__":
    main()
