"""rq_peer.py SLOTS TASKS URL: seconds from the first start to the last end, with results in Redis.

RQ with SLOTS workers that run jobs in their own process (SimpleWorker), the faster of its two kinds.
"""
import os
import subprocess
import sys
import time

from redis import Redis
from rq import Queue, SimpleWorker


def noop(number):
    subprocess.run(["sh", "-c", ": %d" % number], capture_output=True, check=True)


def work(url):
    redis = Redis.from_url(url)
    SimpleWorker([Queue("bench", connection=redis)], connection=redis).work(logging_level="ERROR")


def main(slots, tasks, url):
    import rq_peer  # so that workers find the function by this name

    redis = Redis.from_url(url)
    queue = Queue("bench", connection=redis)
    many = [Queue.prepare_data(rq_peer.noop, (number,), result_ttl=-1) for number in range(tasks)]
    jobs = queue.enqueue_many(many)
    workers = [
        subprocess.Popen([sys.executable, os.path.abspath(__file__), "worker", url],
                         cwd=os.path.dirname(os.path.abspath(__file__)),
                         env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"))
        for _ in range(slots)]
    try:
        while queue.finished_job_registry.count < tasks:
            if any(worker.poll() is not None for worker in workers):
                sys.exit("a worker has ended")
            time.sleep(0.2)
        for job in jobs:
            job.refresh()
        began = min(job.started_at for job in jobs)
        ended = max(job.ended_at for job in jobs)
        print("%.4f" % (ended - began).total_seconds())
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


if __name__ == "__main__":
    if sys.argv[1] == "worker":
        import rq_peer

        rq_peer.work(sys.argv[2])
    else:
        main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
