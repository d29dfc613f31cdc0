#!/usr/bin/python3
"""Runs a local Kafka until Ctrl-C or SIGTERM, then removes it."""
import argparse
import signal
import sys

from cluster import Cluster


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brokers", type=int, default=1, help="number of brokers (default 1)")
    brokers = parser.parse_args().brokers
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        print(f"starting Kafka with {brokers} broker(s)…", file=sys.stderr)
        with Cluster(brokers) as kafka:
            print(f"try: build/spate run config/scenarios/shop.yaml --bootstrap-servers {kafka.bootstrap}\n"
                  f"     kcat -b {kafka.bootstrap} -L\nCtrl-C stops it.", file=sys.stderr)
            print(kafka.bootstrap, flush=True)
            signal.pause()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
