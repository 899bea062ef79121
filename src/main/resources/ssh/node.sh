# Runs on a host: looks for the jar there, or starts the node. Variables are set in front of it:
# verb (look, start, restart), folder, jar, java. The last line that begins with "distcomp: " is the answer.
set -eu
umask 077
mkdir -p "$folder"
cd "$folder"

answer() {
  echo "distcomp: $*"
  exit 0
}

# A number in a file may be another process by now.
is_node() {
  kill -0 "$1" 2>/dev/null && ps -o args= -p "$1" | grep -q -- '-jar distcomp-[0-9a-f]*[.]jar -conf conf[.]json'
}

if [ "$verb" = look ]; then
  command -v "$java" >/dev/null || { echo "there is no $java"; exit 1; }
  [ -f "$jar" ] || answer needs the jar
  answer has the jar
fi

pid=$(cat node.pid 2>/dev/null || :)
if [ -n "$pid" ] && is_node "$pid"; then
  if [ "$verb" = start ]; then
    ps -o args= -p "$pid" | grep -q -- "-jar $jar " || answer "runs another version (pid $pid); --restart changes it"
    answer "runs already (pid $pid)"
  fi
  kill "$pid"
  while is_node "$pid"; do sleep 0.2; done
fi

[ ! -f node.log ] || mv node.log node.log.1
setsid=$(command -v setsid || :)
$setsid nohup "$java" -jar "$jar" -conf conf.json >node.log 2>&1 </dev/null &
pid=$!
echo "$pid" >node.pid
until grep -qs "\"pid\" *: *${pid}[^0-9]" "$HOME"/.distcomp/nodes/*.json; do
  if ! kill -0 "$pid" 2>/dev/null; then
    echo "the node ended:"
    tail -n 5 node.log
    exit 1
  fi
  sleep 0.2
done
for other in distcomp-*.jar; do
  [ "$other" = "$jar" ] || rm -f "$other"
done
answer "started (pid $pid)"
