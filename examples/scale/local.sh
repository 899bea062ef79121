#!/bin/sh
# A scale_command that starts further nodes on this machine, for trying it out:
#   "scale_command": "examples/scale/local.sh target/distcomp-fat.jar examples/scale/worker.json 2"
# Arguments: the jar, a conf file in which @NAME@ stands for the node's name, and how many nodes at most.
# It runs in the folder of the conf file of the node that calls it: paths begin there, and worker-N.json, worker-N.log
# and worker-N.pid land there. worker.json wants the password of Redis there too, in the file redis.pass. That of an
# embedded Redis which made its own (else write your redis_pass into the file):
#   install -m 600 ~/.distcomp/NODE/redis/password redis.pass
# What it starts is to outlive it: so without its mark (DISTCOMP_MARK) and in a session of its own.
set -eu
umask 077
jar=$1 template=$2 most=$3

running() {
  [ -s "$1.pid" ] && kill -0 "$(cat "$1.pid")" 2>/dev/null
}

started=
wanted=$DISTCOMP_WANTED_SLOTS
i=1
while [ "$i" -le "$most" ] && [ "$wanted" -gt 0 ]; do
  name=worker-$i
  i=$((i + 1))
  running "$name" && continue
  sed "s/@NAME@/$name/g" "$template" >"$name.json"
  env -u DISTCOMP_MARK setsid nohup "${JAVA:-java}" -jar "$jar" -conf "$name.json" >"$name.log" 2>&1 </dev/null &
  echo $! >"$name.pid"
  started="$started $name"
  wanted=$((wanted - 1))
done

# Until each takes tasks, so that the next look counts it.
for name in $started; do
  until grep -q ' takes tasks: ' "$name.log"; do
    running "$name" || { tail -n 3 "$name.log" >&2; exit 1; }
    sleep 0.2
  done
done
echo "started:${started:- nothing}"
