"""python_tables.py URL: the three tables of the Python tool's performance test, with redis-py; prints JSON.

1. 1000 HSETs, one by one and in a pipeline.
2. 100 fetches by 10 workers, one by one and in a pipeline. A fetch moves a task as the Python tool does:
   HGET and HDEL of todo_tasks, HSET of in_progress_tasks.
3. 20 workers with 50 operations each. An operation is a pipelined fetch and a pipelined end: HDEL of
   in_progress_tasks, HSET of finished_tasks.
"""
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import redis

LINE = "shell:5:8:2:300:: %d"


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def fill(client, count):
    client.delete("todo_tasks", "in_progress_tasks", "finished_tasks")
    client.hset("todo_tasks", mapping={str(i): LINE % i for i in range(count)})


def writes(client, pipelined):
    target = client.pipeline(transaction=False) if pipelined else client
    for i in range(1000):
        target.hset("rows", str(i), LINE % i)
    if pipelined:
        target.execute()


def fetch(client, i):
    line = client.hget("todo_tasks", str(i))
    client.hdel("todo_tasks", str(i))
    client.hset("in_progress_tasks", str(i), line)


def fetch_pipelined(client, i):
    pipe = client.pipeline(transaction=False)
    pipe.hget("todo_tasks", str(i))
    pipe.hdel("todo_tasks", str(i))
    pipe.hset("in_progress_tasks", str(i), LINE % i)
    pipe.execute()


def end(client, i):
    pipe = client.pipeline(transaction=False)
    pipe.hdel("in_progress_tasks", str(i))
    pipe.hset("finished_tasks", str(i), "0")
    pipe.execute()


def by_workers(client, workers, each, work):
    """Each worker does its share in turn; the workers' connections are there before."""
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda w: client.ping(), range(workers * 10)))
        return seconds(lambda: list(pool.map(
            lambda w: [work(client, w * each + k) for k in range(each)], range(workers))))


def operations(client, latencies):
    def operation(client, i):
        began = time.perf_counter()
        fetch_pipelined(client, i)
        end(client, i)
        latencies.append(1000 * (time.perf_counter() - began))

    return by_workers(client, 20, 50, operation)


def percentile(values, percent):
    return sorted(values)[max(1, -(-len(values) * percent // 100)) - 1]


def main(url):
    client = redis.Redis.from_url(url)
    client.flushall()
    answer = {
        "hset_single": seconds(lambda: writes(client, False)),
        "hset_batch": seconds(lambda: writes(client, True)),
    }
    for name, work in (("fetch_single", fetch), ("fetch_batch", fetch_pipelined)):
        fill(client, 100)
        answer[name] = by_workers(client, 10, 10, work)
    fill(client, 1000)
    latencies = []
    answer["operations"] = operations(client, latencies)
    answer["mean"] = sum(latencies) / len(latencies)
    answer["p95"] = percentile(latencies, 95)
    answer["p99"] = percentile(latencies, 99)
    client.flushall()
    print(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
