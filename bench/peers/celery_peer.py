"""celery_peer.py SLOTS TASKS URL: seconds from the first start to the last result in Redis.

Celery with its prefork pool; broker and results in the Redis at URL. All tasks are queued before
the worker starts, and the clock runs from the first task's start, so no start-up is counted.
"""
import subprocess
import sys
import time

from celery import Celery

URL = sys.argv[-1] if __name__ == "__main__" else __import__("os").environ["PEER_URL"]
app = Celery("celery_peer", broker=URL, backend=URL)
app.conf.update(worker_prefetch_multiplier=4, result_expires=None)


@app.task(name="noop")
def noop(number):
    began = time.time()
    subprocess.run(["sh", "-c", ": %d" % number], capture_output=True, check=True)
    return began


def main(slots, tasks):
    import os

    results = [noop.delay(number) for number in range(tasks)]
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "celery_peer", "worker", "-c", str(slots),
         "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "ERROR"],
        cwd=os.path.dirname(os.path.abspath(__file__)),
        env=dict(os.environ, PEER_URL=URL, PYTHONDONTWRITEBYTECODE="1"),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = app.backend.client
        while sum(1 for _ in client.scan_iter("celery-task-meta-*", 1000)) < tasks:
            if worker.poll() is not None:
                sys.exit("the celery worker has ended")
            time.sleep(0.2)
        began = min(result.get() for result in results)
        ended = max(result.date_done for result in results)
        import datetime
        last = ended.replace(tzinfo=datetime.timezone.utc).timestamp()
        print("%.4f" % (last - began))
    finally:
        worker.terminate()
        worker.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
