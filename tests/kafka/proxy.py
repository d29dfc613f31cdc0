"""A proxy between clients and the brokers of a Cluster(proxied=True): cuts, delays and throttles connections.

    with Proxy(kafka) as proxy:        # clients use kafka.proxied_bootstrap
        proxy.cut()
        proxy.delay = 0.2              # seconds, each way
        proxy.bytes_per_second = 1e5   # per connection, each way; None: unlimited

Of our own, since Toxiproxy is in no Debian release and would bring a Go toolchain for these three tricks.
"""
import asyncio
import contextlib
import threading


class Proxy:
    """Runs in a separate thread. Settings apply to existing and new connections."""

    def __init__(self, kafka):
        self.delay = 0.0
        self.bytes_per_second = None
        self.cuts = 0
        self._doors = {broker.advertised["PROXIED"]: broker.ports["PROXIED"] for broker in kafka.brokers}
        self._open = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._servers = [self._do(asyncio.start_server(self._listener(inside), "127.0.0.1", outside))
                         for outside, inside in self._doors.items()]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._close)
        self._thread.join()
        self._loop.close()

    def cut(self):
        """Resets every connection at once."""
        self._loop.call_soon_threadsafe(self._cut)

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _cut(self):
        self.cuts += len(self._open)
        for writer in self._open:
            writer.transport.abort()

    def _close(self):
        for server in self._servers:
            server.close()
        self._cut()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.call_later(0.1, self._loop.stop)

    def _listener(self, inside):
        async def serve(reader, writer):
            self._open.add(writer)
            with contextlib.suppress(OSError, asyncio.CancelledError):
                there_reader, there_writer = await asyncio.open_connection("127.0.0.1", inside)
                await asyncio.gather(self._carry(reader, there_writer), self._carry(there_reader, writer))
            self._open.discard(writer)
            writer.transport.abort()
        return serve

    async def _carry(self, reader, writer):
        """Delays each chunk while the next one is read, so a delay does not reduce the bandwidth."""
        under_way = asyncio.Queue(maxsize=1000)
        sender = asyncio.create_task(self._send(under_way, writer))
        try:
            while data := await reader.read(16384):
                await under_way.put((self._loop.time() + self.delay, data))
        except OSError:
            pass
        await under_way.put((0, b""))
        await sender

    async def _send(self, under_way, writer):
        with contextlib.suppress(OSError):
            while True:
                when, data = await under_way.get()
                if not data:
                    break
                await asyncio.sleep(max(0, when - self._loop.time()))
                writer.write(data)
                await writer.drain()
                if self.bytes_per_second:
                    await asyncio.sleep(len(data) / self.bytes_per_second)
        writer.transport.abort()
        while not under_way.empty():  # unblocks the reader
            under_way.get_nowait()
