package io.distcomp.process;

/**
 * What {@link OrphanWatcher}'s process runs: POSIX shell with {@code grep} and {@code /proc},
 * because it must outlive the JVM and cost nothing while it waits.
 */
final class WatcherScript {
  /**
   * Arguments: the beginning of the marks; then, optionally, a process id, a file and seconds.
   * Lines on its input: {@code bye}, or {@code ward} and the process id that takes the first one's
   * place.
   *
   * <p>{@code grep} answers 2 when a file vanished although it found something in another, so its
   * output counts and not its status. A group is killed only when it leads its session: that of a
   * command always does, that of the node's own terminal job does not.
   */
  static final String TEXT =
      """
      ward=$2
      trap '' HUP INT QUIT TERM PIPE USR1 USR2
      while IFS= read -r word; do
        case $word in
          bye) exit 0 ;;
          "ward "*) ward=${word#ward } ;;
        esac
      done
      adopted=
      if [ -n "$2" ]; then
        adopted=$(cat "$3" 2>/dev/null)
        born=$(cut -d' ' -f22 "/proc/$ward/stat" 2>/dev/null)
      fi
      cd /proc || exit 1
      if printf 'a\\0b\\0' | grep -qz '^b' 2>/dev/null; then
        find_marked() { grep -lsz "^DISTCOMP_MARK=$1" [0-9]*/environ 2>/dev/null; }
      else
        find_marked() {
          for f in [0-9]*/environ; do
            if tr '\\0' '\\n' < "$f" 2>/dev/null | grep -q "^DISTCOMP_MARK=$1"; then echo "$f"; fi
          done
        }
      fi
      kill_one() {
        line=$(cat "$1/stat" 2>/dev/null)
        set -- "$1" ${line##*)}
        if [ -n "$4" ] && [ "$4" = "$5" ] && [ "$4" != 0 ]; then kill -9 -- "-$4" 2>/dev/null; fi
        kill -9 "$1" 2>/dev/null
      }
      rounds=0
      empty=0
      while [ $empty -lt 3 ] && [ $rounds -lt 600 ]; do
        rounds=$((rounds + 1))
        found=$(find_marked "$1")
        if [ -z "$found" ]; then empty=$((empty + 1)); else empty=0; fi
        for f in $found; do kill_one "${f%/environ}"; done
        if [ $rounds -gt 20 ]; then sleep 1; else sleep 0.05 2>/dev/null || sleep 1; fi
      done
      if [ -z "$2" ] || [ -z "$born" ]; then exit 0; fi
      sleep "$4"
      is_ours() {
        [ "$(cut -d' ' -f22 "/proc/$1/stat" 2>/dev/null)" = "$born" ] &&
          [ "$(cat "$2" 2>/dev/null)" = "$adopted" ]
      }
      if is_ours "$ward" "$3"; then kill -15 "$ward"; fi
      rounds=0
      while [ $rounds -lt 10 ] && is_ours "$ward" "$3"; do
        rounds=$((rounds + 1))
        sleep 1
      done
      if is_ours "$ward" "$3"; then kill -9 "$ward"; fi
      """;

  private WatcherScript() {}
}
