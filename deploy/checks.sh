# shellcheck shell=bash
# For bash scripts that see something work and source this file: docker/check, docker/check-compose and
# deploy/slurm/check. They set CHECK, their name, and define evidence, which prints what a failure leaves.

# Says why on stderr, with the evidence, and ends the check.
fail() {
  echo "$CHECK: $*" >&2
  evidence >&2 || true
  exit 1
}

# await WHAT SECONDS COMMAND...: asks twice a second until the command succeeds; fails when the time is over.
await() {
  local what=$1 seconds=$2 begin=$SECONDS
  shift 2
  until "$@"; do
    ((SECONDS - begin < seconds)) || fail "in $seconds s not seen: $what"
    sleep 0.5
  done
  said "$what"
}

# What was seen.
said() {
  echo "$CHECK: $*"
}
