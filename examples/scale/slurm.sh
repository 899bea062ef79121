#!/bin/sh
# A scale_command that asks Slurm for nodes:
#   "scale_command": "examples/scale/slurm.sh /shared/distcomp-fat.jar /shared/worker.json 8 20"
# Arguments: the jar and a conf file in which @NAME@ stands for the node's name, both where the machines of the
# cluster see them; slots (cpus) of one node; and how many nodes at most, those that wait in Slurm counted.
# With "idle_exit_seconds" in the conf file the nodes leave when there is nothing to do, and Slurm has them back.
set -eu
jar=$1 template=$2 slots=$3 most=$4

here=$(squeue --noheader --me --name=distcomp-node --format=%i | wc -l)
waiting=$(squeue --noheader --me --name=distcomp-node --states=PENDING --format=%i | wc -l)
nodes=$(((DISTCOMP_WANTED_SLOTS + slots - 1) / slots - waiting))
[ "$nodes" -le $((most - here)) ] || nodes=$((most - here))

asked=0
while [ "$asked" -lt "$nodes" ]; do
  # Nothing of this environment: not the mark, by which what a hook leaves behind is killed.
  # TERM to the node alone, 90 s before the end of its time: it drains.
  sbatch --quiet --export=NONE --job-name=distcomp-node --nodes=1 --ntasks=1 --cpus-per-task="$slots" \
    --signal=B:TERM@90 <<JOB
#!/bin/sh
set -eu
umask 077
folder=\$(mktemp -d)
sed "s/@NAME@/slurm-\$SLURM_JOB_ID/g" "$template" >"\$folder/node.json"
exec java -jar "$jar" -conf "\$folder/node.json"
JOB
  asked=$((asked + 1))
done
echo "asked for $asked node(s), $here there or waiting before"
