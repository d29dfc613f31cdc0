"""A proxy between clients and the brokers of a Cluster(proxied=True): cuts, delays and throttles connections.

    with Proxy(kafka) as proxy:        # clients use kafka.proxied_bootstrap
        proxy.cut()
        proxy.delay = 0.2              # seconds, each way
        proxy.bytes_per_second = 1e5   # per connection, each way; None: unlimited
        proxy.requests[METADATA]       # requests so far, by API key

This is not Toxiproxy, because Debian does not have it and it needs a Go toolchain.
"""
import asyncio
import collections
import contextlib
import threading

LIST_OFFSETS, METADATA, CREATE_TOPICS, CREATE_PARTITIONS = 2, 3, 19, 37  # API keys


class Proxy:
    """Runs in a separate thread. Settings apply to existing and new connections."""

    def __init__(self, kafka):
        self.delay = 0.0
        self.bytes_per_second = None
        self.cuts = 0  # connections cut so far
        self.requests = collections.Counter()
        self._ports = {broker.advertised["PROXIED"]: broker.ports["PROXIED"] for broker in kafka.brokers}
        self._writers = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._servers = [self._run(asyncio.start_server(self._accept(broker_port), "127.0.0.1", client_port))
                         for client_port, broker_port in self._ports.items()]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._close)
        self._thread.join()
        self._loop.close()

    def cut(self):
        """Resets every connection."""
        self._loop.call_soon_threadsafe(self._cut)

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    def _cut(self):
        self.cuts += len(self._writers)
        for writer in self._writers:
            writer.transport.abort()

    def _close(self):
        for server in self._servers:
            server.close()
        self._cut()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.call_later(0.1, self._loop.stop)

    def _accept(self, broker_port):
        """Returns a handler that connects each client to the broker."""
        async def serve(reader, writer):
            self._writers.add(writer)
            with contextlib.suppress(OSError, asyncio.CancelledError):
                broker_reader, broker_writer = await asyncio.open_connection("127.0.0.1", broker_port)
                await asyncio.gather(self._forward(reader, broker_writer, self._count_requests()),
                                     self._forward(broker_reader, writer))
            self._writers.discard(writer)
            writer.transport.abort()
        return serve

    def _count_requests(self):
        """Returns a function that gets the bytes of a connection. A request begins with its size and its API key."""
        pending = bytearray()

        def on_bytes(data):
            pending.extend(data)
            while len(pending) >= 6 and len(pending) >= (size := 4 + int.from_bytes(pending[:4], "big")):
                self.requests[int.from_bytes(pending[4:6], "big")] += 1
                del pending[:size]
        return on_bytes

    async def _forward(self, reader, writer, on_bytes=lambda data: None):
        """Reads the next chunk while the previous one is delayed, so a delay does not reduce the bandwidth. Calls `on_bytes`
        with each chunk."""
        chunks = asyncio.Queue(maxsize=1000)
        sender = asyncio.create_task(self._send(chunks, writer))
        try:
            while data := await reader.read(16384):
                on_bytes(data)
                await chunks.put((self._loop.time() + self.delay, data))
        except OSError:
            pass
        await chunks.put((0, b""))
        await sender

    async def _send(self, chunks, writer):
        with contextlib.suppress(OSError):
            while True:
                send_at, data = await chunks.get()
                if not data:
                    break
                await asyncio.sleep(max(0, send_at - self._loop.time()))
                writer.write(data)
                await writer.drain()
                if self.bytes_per_second:
                    await asyncio.sleep(len(data) / self.bytes_per_second)
        writer.transport.abort()
        while not chunks.empty():  # unblocks the reader
            chunks.get_nowait()
