#!/bin/sh
# A scale_command that starts the node of each host where none runs:
#   "scale_command": "examples/scale/ssh.sh /opt/distcomp/distcomp-fat.jar worker-ssh.json hosts"
# Arguments: the jar, the conf file of the nodes, and a file with hosts, which ssh must reach without a password.
# Copy worker-ssh.json, write your Redis and its password into it, and chmod 600 it. Paths begin at the folder of the
# node's conf file. Files that worker-ssh.json names are not copied to the hosts, so the password is in it.
# With "idle_exit_seconds" in worker-ssh.json the nodes leave when there is nothing to do.
set -eu
exec "${JAVA:-java}" -jar "$1" node deploy-ssh -conf "$2" "@$3"
