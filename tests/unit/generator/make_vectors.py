#!/usr/bin/env python3
"""Writes decimal_vectors.txt and time_vectors.txt beside itself, from Python's decimal and datetime."""
import datetime
import decimal
import os
import pathlib
import random
import time

HERE = pathlib.Path(__file__).parent
ZONE = "CET-1CEST,M3.5.0,M10.5.0/3"
decimal.getcontext().prec = 60


def scaled(number, scale):
    return decimal.Decimal(number).scaleb(-scale)


def digits(value, scale):
    return f"{value.quantize(decimal.Decimal(1).scaleb(-scale), rounding=decimal.ROUND_HALF_EVEN):f}"


def positive_zero(text):
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def decimals():
    source = random.Random(20261123)
    for _ in range(400):
        a_scale, b_scale = source.randint(0, 4), source.randint(0, 4)
        a = scaled(source.randint(-10**source.randint(1, 8), 10**source.randint(1, 8)), a_scale)
        b = scaled(source.randint(-10**source.randint(1, 6), 10**source.randint(1, 6)), b_scale)
        scale, keep = max(a_scale, b_scale), source.randint(0, 3)
        left, right = f"{a:f}", f"({b:f})"
        yield f"{left} + {right}", digits(a + b, scale)
        yield f"{left} - {right}", digits(a - b, scale)
        yield f"{left} * {right}", digits(a * b, a_scale + b_scale)
        yield f"round({left}, {keep})", digits(a, keep)
        if b != 0:
            if abs(a / b).scaleb(scale + 6) < 2**63 - 1:
                yield f"{left} / {right}", digits(a / b, scale + 6)
            yield f"{left} % {right}", digits(a - b * (a / b).to_integral_value(decimal.ROUND_FLOOR), scale)


def times():
    os.environ["TZ"] = ZONE
    time.tzset()
    source = random.Random(7)
    change = [1774745999999999, 1774746000000000, 1793494799999999, 1793494800000000, 0, 951782400000000]
    formats = ["%d/%m/%Y %H:%M:%S.%f", "%Y-%j %I:%M %p", "%a %b %d %H:%M:%S %Y", "%H%%%M"]
    conversions = ["%a %A %b %B %c", "%C %d %D %e %F", "%g %G %h %H %I %j %m", "%M %p %P %r %R %s", "%S %T %u %U %V %w %W",
                   "%x %X %y %z %Z"]
    for micros in change + [source.randint(0, 4_000_000_000_000_000) for _ in range(100)]:
        seconds, rest = divmod(micros, 1_000_000)
        local = datetime.datetime.fromtimestamp(seconds) + datetime.timedelta(microseconds=rest)
        utc = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc) + datetime.timedelta(microseconds=rest)
        yield micros, "iso", local.strftime("%Y-%m-%dT%H:%M:%S.%f")
        yield micros, "iso_utc", utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        for text in formats:
            yield micros, text, local.strftime(text)
        for text in conversions:
            yield micros, text, time.strftime(text, time.localtime(seconds))


with open(HERE / "decimal_vectors.txt", "w", encoding="utf-8") as file:
    for expression, result in decimals():
        file.write(f"{expression}|{positive_zero(result)}\n")
with open(HERE / "time_vectors.txt", "w", encoding="utf-8") as file:
    file.write(f"{ZONE}\n")
    for micros, text, result in times():
        file.write(f"{micros}|{text}|{result}\n")
