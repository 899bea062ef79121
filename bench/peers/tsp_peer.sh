#!/usr/bin/env bash
# tsp_peer.sh SLOTS TASKS: seconds from the release of a full queue of task-spooler to its end.
# The first task holds the only slot until all others are queued. A server takes 1,000 clients, and each
# queued task is one: more tasks go in portions, each with a server and a folder of its own.
set -euo pipefail
readonly MOST=900
slots=$1 tasks=$2
folder=$(mktemp -d)
export TMPDIR=$folder TS_SOCKET=$folder/socket TS_MAXFINISHED=$((MOST + 10)) TS_SLOTS=1
trap 'tsp -K || true; rm -rf "$folder"' EXIT

# Queues so many tasks, lets them run, and prints the seconds that they took.
portion() {
  local i began ended
  mkfifo "$folder/gate"
  tsp sh -c "read line < $folder/gate" > "$folder/first"
  for ((i = 1; i <= $1; i++)); do tsp sh -c ": $i" > "$folder/last"; done
  began=$EPOCHREALTIME
  tsp -S "$slots"
  echo > "$folder/gate"
  tsp -w "$(cat "$folder/last")"
  ended=$EPOCHREALTIME
  tsp -K
  rm -rf "$folder"/*
  awk -v a="$began" -v b="$ended" 'BEGIN { printf "%.4f\n", b - a }'
}

while [ "$tasks" -gt 0 ]; do
  now=$((tasks < MOST ? tasks : MOST))
  portion "$now"
  tasks=$((tasks - now))
done | awk '{ sum += $1 } END { printf "%.4f\n", sum }'
