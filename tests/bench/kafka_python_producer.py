"""A peer: makes each order as a dict, serializes it and sends it with kafka-python. Prints the records per second."""
import argparse
import datetime
import json
import random
import time

from kafka import KafkaProducer

PRODUCTS = [(1, "Laptop", 999.99), (2, "Souris", 29.99), (3, "Clavier", 79.99), (4, "Ecran", 349.99),
            (5, "Casque", 149.99), (6, "Webcam", 89.99), (7, "USB Hub", 39.99), (8, "SSD", 129.99)]


def item():
    product, name, price = random.choice(PRODUCTS)
    quantity = random.randint(1, 3)
    return {"product_id": product, "product_name": name, "quantity": quantity, "unit_price": price,
            "subtotal": round(price * quantity, 2)}


def order():
    items = [item() for _ in range(random.randint(1, 4))]
    return {"order_id": random.randint(10000, 99999), "customer_id": f"CUST-{random.randint(1, 20):03}",
            "timestamp": datetime.datetime.now().isoformat(), "items": items,
            "total": round(sum(entry["subtotal"] for entry in items), 2), "status": "created"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bootstrap")
    parser.add_argument("topic")
    parser.add_argument("records", type=int)
    options = parser.parse_args()
    producer = KafkaProducer(bootstrap_servers=options.bootstrap, acks="all", linger_ms=5,
                             key_serializer=str.encode, value_serializer=lambda value: json.dumps(value).encode())
    producer.partitions_for(options.topic)
    start = time.monotonic()
    for _ in range(options.records):
        value = order()
        producer.send(options.topic, key=value["customer_id"], value=value)
    producer.flush()
    seconds = time.monotonic() - start
    print(f"{options.records} delivered, {options.records / seconds:.1f} records/s")


if __name__ == "__main__":
    main()
