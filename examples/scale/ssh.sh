#!/bin/sh
# A scale_command that starts the node of each host where none runs:
#   "scale_command": "examples/scale/ssh.sh /opt/distcomp/distcomp-fat.jar worker.json hosts"
# Arguments: the jar, the conf file of the nodes, and a file with hosts, which ssh must reach without a password.
# With "idle_exit_seconds" in worker.json the nodes leave when there is nothing to do.
set -eu
exec "${JAVA:-java}" -jar "$1" node deploy-ssh -conf "$2" "@$3"
